-- Learners, their sessions, what they said and what it earned. Instants are milliseconds since 1970, UTC.

create table learners (
  learner_id uuid primary key,
  created_at_ms bigint not null,
  settings jsonb not null,
  recovery_hash bytea not null unique,
  stars_total integer not null default 0 check (stars_total >= 0),
  turns integer not null default 0,
  -- The last day with a turn: when it began, and in which zone the learner then was.
  last_day date,
  last_day_first_at_ms bigint,
  last_day_time_zone text,
  streak_days integer not null default 0,
  streak_until date,
  check ((last_day is null) = (last_day_first_at_ms is null))
);

create table sessions (
  token_hash bytea primary key check (length(token_hash) = 32),
  role text not null check (role in ('learner', 'operator')),
  learner_id uuid references learners on delete cascade,
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  check ((role = 'learner') = (learner_id is not null))
);
create index sessions_by_learner on sessions (learner_id);
create index sessions_by_expiry on sessions (expires_at_ms);

create table installation (
  only_row boolean primary key default true check (only_row),
  operator_token_hash bytea not null
);

create table conversations (
  conversation_id uuid primary key,
  learner_id uuid not null references learners on delete cascade,
  idempotency_key text,
  body_hash text,
  started_at_ms bigint not null,
  last_at_ms bigint not null,
  opening jsonb not null,
  scene jsonb,
  report jsonb,
  topic text,
  turns integer not null default 0,
  -- The turn whose outcome `scene` is; an older turn that finishes later does not set it back.
  scene_ordinal integer not null default 0,
  unique (learner_id, idempotency_key)
);
create index conversations_newest on conversations (learner_id, last_at_ms desc, conversation_id desc);

create table turns (
  turn_id uuid primary key,
  learner_id uuid not null references learners on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  ordinal integer not null,
  idempotency_key text not null,
  body_hash text not null,
  said_at_ms bigint not null,
  day date not null,
  transcript text not null,
  spoken boolean not null,
  -- claimed: run number `run` of `owner` has it until the lease ends; finished: everything below is kept.
  state text not null default 'claimed' check (state in ('claimed', 'finished')),
  owner text not null,
  run integer not null default 1,
  lease_until_ms bigint not null,
  finished_at_ms bigint,
  reply jsonb,
  heard_ms integer,
  corrected text,
  score smallint check (score between 0 and 100),
  suggestion text,
  questions jsonb not null default '[]',
  new_words jsonb not null default '[]',
  report jsonb,
  progress jsonb,
  cost jsonb,
  degraded jsonb not null default '[]',
  unique (learner_id, idempotency_key),
  unique (conversation_id, ordinal),
  check ((state = 'finished') = (finished_at_ms is not null))
);
create index turns_by_learner on turns (learner_id, said_at_ms desc);
create index turns_unfinished on turns (lease_until_ms) where state = 'claimed';

create table mistakes (
  mistake_id uuid primary key,
  turn_id uuid not null references turns on delete cascade,
  learner_id uuid not null references learners on delete cascade,
  start_at integer not null,
  end_at integer not null check (end_at >= start_at),
  original text not null,
  corrected text not null,
  kind text not null,
  counted boolean not null,
  explanation text not null,
  withdrawn_at_ms bigint
);
create index mistakes_by_turn on mistakes (turn_id, start_at);
create index mistakes_by_kind on mistakes (learner_id, kind) where counted and withdrawn_at_ms is null;

create table cards (
  card_id uuid primary key,
  learner_id uuid not null references learners on delete cascade,
  kind text not null check (kind in ('word', 'mistake', 'phrase')),
  front text not null,
  back text not null,
  example text,
  mistake_id uuid references mistakes on delete set null,
  created_at_ms bigint not null,
  -- Set when its mistake was withdrawn: it is not asked any more.
  suspended_at_ms bigint,
  unique (learner_id, kind, front)
);
create index cards_newest on cards (learner_id, created_at_ms desc, card_id desc);
create index cards_by_mistake on cards (mistake_id) where mistake_id is not null;

create table words (
  learner_id uuid not null references learners on delete cascade,
  word text not null,
  translation text not null,
  example text not null,
  turn_id uuid references turns on delete set null,
  met_at_ms bigint not null,
  primary key (learner_id, word)
);

-- An append-only ledger: what was earned, by which turn and why.
create table stars (
  turn_id uuid not null references turns on delete cascade,
  reason text not null,
  learner_id uuid not null references learners on delete cascade,
  day date not null,
  stars integer not null check (stars > 0),
  primary key (turn_id, reason)
);
create unique index stars_once_a_day on stars (learner_id, day, reason) where reason in ('fifth-turn', 'streak-7', 'streak-30');

create table days (
  learner_id uuid not null references learners on delete cascade,
  day date not null,
  turns integer not null default 0,
  clean_turns integer not null default 0,
  scenario_turns integer not null default 0,
  words integer not null default 0,
  stars integer not null default 0,
  score_sum integer not null default 0,
  score_count integer not null default 0,
  primary key (learner_id, day)
);

create table sounds (
  sound_id text primary key check (sound_id ~ '^[0-9a-f]{64}$'),
  bytes bytea not null,
  media_type text not null,
  created_at_ms bigint not null
);
-- Already compressed.
alter table sounds alter column bytes set storage external;

create table speeches (
  speech_key text primary key,
  sound_id text not null references sounds on delete cascade,
  duration_ms integer not null,
  words jsonb not null,
  used_at_ms bigint not null
);
create index speeches_by_sound on speeches (sound_id);

-- Who refers to a sound; one that nobody refers to may be erased.
create table sound_uses (
  sound_id text not null references sounds on delete cascade,
  used_by uuid not null,
  learner_id uuid not null references learners on delete cascade,
  primary key (sound_id, used_by)
);
create index sound_uses_by_learner on sound_uses (learner_id);
