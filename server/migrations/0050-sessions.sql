-- A session has a name that its learner knows it by, and may be a program's, which does only what it was given.
alter table sessions add column session_id uuid not null default gen_random_uuid();
-- What it is: a browser, or what its learner called it. Null where nobody said.
alter table sessions add column name text;
-- Null is everything; a program's have an end that does not roll on.
alter table sessions add column scopes text[];
create unique index sessions_by_id on sessions (session_id);
