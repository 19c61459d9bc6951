-- The database after all migrations, for reading. `MLUV_WRITE_SCHEMA=1 npm test -- test/schema` writes it anew.

create table cards (
  card_id uuid not null,
  learner_id uuid not null,
  kind text not null,
  front text not null,
  back text not null,
  example text,
  mistake_id uuid,
  created_at_ms bigint not null,
  suspended_at_ms bigint,
  UNIQUE (learner_id, kind, front),
  PRIMARY KEY (card_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (mistake_id) REFERENCES mistakes(mistake_id) ON DELETE SET NULL,
  check ((kind = ANY (ARRAY['word'::text, 'mistake'::text, 'phrase'::text])))
);
CREATE INDEX cards_by_mistake ON public.cards USING btree (mistake_id) WHERE (mistake_id IS NOT NULL);
CREATE INDEX cards_newest ON public.cards USING btree (learner_id, created_at_ms DESC, card_id DESC);

create table conversations (
  conversation_id uuid not null,
  learner_id uuid not null,
  idempotency_key text,
  body_hash text,
  started_at_ms bigint not null,
  last_at_ms bigint not null,
  opening jsonb not null,
  scene jsonb,
  report jsonb,
  topic text,
  turns integer not null default 0,
  scene_ordinal integer not null default 0,
  UNIQUE (learner_id, idempotency_key),
  PRIMARY KEY (conversation_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX conversations_newest ON public.conversations USING btree (learner_id, last_at_ms DESC, conversation_id DESC);

create table days (
  learner_id uuid not null,
  day date not null,
  turns integer not null default 0,
  clean_turns integer not null default 0,
  scenario_turns integer not null default 0,
  words integer not null default 0,
  stars integer not null default 0,
  score_sum integer not null default 0,
  score_count integer not null default 0,
  PRIMARY KEY (learner_id, day),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);

create table everyone (
  only_row boolean not null default true,
  version bigint not null default 0,
  lineage uuid not null default gen_random_uuid(),
  PRIMARY KEY (only_row),
  check (only_row)
);

create table installation (
  only_row boolean not null default true,
  operator_token_hash bytea not null,
  PRIMARY KEY (only_row),
  check (only_row)
);

create table learners (
  learner_id uuid not null,
  created_at_ms bigint not null,
  settings jsonb not null,
  recovery_hash bytea not null,
  stars_total integer not null default 0,
  turns integer not null default 0,
  last_day date,
  last_day_first_at_ms bigint,
  last_day_time_zone text,
  streak_days integer not null default 0,
  streak_until date,
  version bigint not null default 0,
  UNIQUE (recovery_hash),
  PRIMARY KEY (learner_id),
  check (((last_day IS NULL) = (last_day_first_at_ms IS NULL))),
  check ((stars_total >= 0))
);

create table migrations (
  name text not null,
  checksum text not null,
  applied_at_ms bigint not null,
  PRIMARY KEY (name)
);

create table mistakes (
  mistake_id uuid not null,
  turn_id uuid not null,
  learner_id uuid not null,
  start_at integer not null,
  end_at integer not null,
  original text not null,
  corrected text not null,
  kind text not null,
  counted boolean not null,
  explanation text not null,
  withdrawn_at_ms bigint,
  PRIMARY KEY (mistake_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (turn_id) REFERENCES turns(turn_id) ON DELETE CASCADE,
  check ((end_at >= start_at))
);
CREATE INDEX mistakes_by_kind ON public.mistakes USING btree (learner_id, kind) WHERE (counted AND (withdrawn_at_ms IS NULL));
CREATE INDEX mistakes_by_turn ON public.mistakes USING btree (turn_id, start_at);

create table sessions (
  token_hash bytea not null,
  role text not null,
  learner_id uuid,
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check (((role = 'learner'::text) = (learner_id IS NOT NULL))),
  check ((length(token_hash) = 32)),
  check ((role = ANY (ARRAY['learner'::text, 'operator'::text])))
);
CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at_ms);
CREATE INDEX sessions_by_learner ON public.sessions USING btree (learner_id);

create table sound_uses (
  sound_id text not null,
  used_by uuid not null,
  learner_id uuid not null,
  PRIMARY KEY (sound_id, used_by),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (sound_id) REFERENCES sounds(sound_id) ON DELETE CASCADE
);
CREATE INDEX sound_uses_by_learner ON public.sound_uses USING btree (learner_id);

create table sounds (
  sound_id text not null,
  bytes bytea not null,
  media_type text not null,
  created_at_ms bigint not null,
  PRIMARY KEY (sound_id),
  check ((sound_id ~ '^[0-9a-f]{64}$'::text))
);

create table speeches (
  speech_key text not null,
  sound_id text not null,
  duration_ms integer not null,
  words jsonb not null,
  used_at_ms bigint not null,
  PRIMARY KEY (speech_key),
  FOREIGN KEY (sound_id) REFERENCES sounds(sound_id) ON DELETE CASCADE
);
CREATE INDEX speeches_by_sound ON public.speeches USING btree (sound_id);

create table stars (
  turn_id uuid not null,
  reason text not null,
  learner_id uuid not null,
  day date not null,
  stars integer not null,
  PRIMARY KEY (turn_id, reason),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (turn_id) REFERENCES turns(turn_id) ON DELETE CASCADE,
  check ((stars > 0))
);
CREATE UNIQUE INDEX stars_once_a_day ON public.stars USING btree (learner_id, day, reason) WHERE (reason = ANY (ARRAY['fifth-turn'::text, 'streak-7'::text, 'streak-30'::text]));

create table turns (
  turn_id uuid not null,
  learner_id uuid not null,
  conversation_id uuid not null,
  ordinal integer not null,
  idempotency_key text not null,
  body_hash text not null,
  said_at_ms bigint not null,
  day date not null,
  transcript text not null,
  spoken boolean not null,
  state text not null default 'claimed'::text,
  owner text not null,
  run integer not null default 1,
  lease_until_ms bigint not null,
  finished_at_ms bigint,
  reply jsonb,
  heard_ms integer,
  corrected text,
  score smallint,
  suggestion text,
  questions jsonb not null default '[]'::jsonb,
  new_words jsonb not null default '[]'::jsonb,
  report jsonb,
  progress jsonb,
  cost jsonb,
  degraded jsonb not null default '[]'::jsonb,
  UNIQUE (conversation_id, ordinal),
  UNIQUE (learner_id, idempotency_key),
  PRIMARY KEY (turn_id),
  FOREIGN KEY (conversation_id) REFERENCES conversations(conversation_id) ON DELETE CASCADE,
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check (((score >= 0) AND (score <= 100))),
  check (((state = 'finished'::text) = (finished_at_ms IS NOT NULL))),
  check ((state = ANY (ARRAY['claimed'::text, 'finished'::text])))
);
CREATE INDEX turns_by_learner ON public.turns USING btree (learner_id, said_at_ms DESC);
CREATE INDEX turns_unfinished ON public.turns USING btree (lease_until_ms) WHERE (state = 'claimed'::text);

create table words (
  learner_id uuid not null,
  word text not null,
  translation text not null,
  example text not null,
  turn_id uuid,
  met_at_ms bigint not null,
  PRIMARY KEY (learner_id, word),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (turn_id) REFERENCES turns(turn_id) ON DELETE SET NULL
);
