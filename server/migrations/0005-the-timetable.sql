-- Up to when everything that came due was queued.
create table timetable (
  only_row boolean primary key default true check (only_row),
  ticked_at_ms bigint not null
);

-- What is cleaned up is found by its age.
create index sounds_by_age on sounds (created_at_ms);
create index speeches_by_age on speeches (used_at_ms);
create index conversations_by_age on conversations (last_at_ms);
