-- What is remembered outside the database is believed only from the version on that changed it last.
alter table learners add column version bigint not null default 0;

-- The version of what everyone sees. `lineage` is another one after a restore: versions go back then, and must not be compared.
create table everyone (
  only_row boolean primary key default true check (only_row),
  version bigint not null default 0,
  lineage uuid not null default gen_random_uuid()
);
insert into everyone default values;
