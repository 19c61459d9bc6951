-- bears 0061-modes.sql
-- What operators have changed while everything ran, and who did what when.
create table paused_tasks (
  task text primary key,
  paused_at_ms bigint not null
);
create table providers_off (
  provider text primary key,
  off_at_ms bigint not null
);
-- In place of what the settings say; null is no limit.
create table installation_limits (
  period text primary key check (period in ('day', 'month')),
  micro_usd bigint check (micro_usd >= 0),
  set_at_ms bigint not null,
  set_by text not null
);
create table operator_deeds (
  deed_id bigint generated always as identity primary key,
  at_ms bigint not null,
  by text not null,
  deed text not null,
  about text not null
);
