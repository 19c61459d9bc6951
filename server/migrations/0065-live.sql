-- bears 0061-modes.sql
-- How processes are just now. Nothing of it is worth the disk's time: what is unlogged is empty after a crash, and filled again in seconds.
create unlogged table live_processes (
  process_id uuid primary key,
  told_at_ms bigint not null,
  told jsonb not null
);
create unlogged table live_steps (
  at_ms bigint not null,
  process_id uuid not null,
  figures jsonb not null,
  primary key (at_ms, process_id)
);
