-- How many jobs of a task were begun in the current window, over all processes.
create table task_paces (
  task text primary key,
  window_from_ms bigint not null,
  starts int not null
);
