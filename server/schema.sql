-- The database after all migrations, for reading. `MLUV_WRITE_SCHEMA=1 npm test -- test/schema` writes it anew.

create table achievements (
  learner_id uuid not null,
  code text not null,
  earned_at_ms bigint not null,
  PRIMARY KEY (learner_id, code),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);

create table allowances (
  scope text not null,
  scope_name text not null,
  period text not null,
  since date not null,
  limit_micro_usd bigint,
  spent_micro_usd bigint not null default 0,
  reserved_micro_usd bigint not null default 0,
  PRIMARY KEY (scope, scope_name, period, since),
  check (((limit_micro_usd IS NULL) OR ((spent_micro_usd + reserved_micro_usd) <= limit_micro_usd))),
  check ((limit_micro_usd >= 0)),
  check ((period = ANY (ARRAY['day'::text, 'month'::text]))),
  check ((reserved_micro_usd >= 0)),
  check ((scope = ANY (ARRAY['installation'::text, 'guests'::text, 'plan'::text, 'learner'::text]))),
  check ((spent_micro_usd >= 0))
);

create table attempts (
  name_hash bytea not null,
  tries integer not null,
  last_at_ms bigint not null,
  PRIMARY KEY (name_hash)
);
CREATE INDEX attempts_by_moment ON public.attempts USING btree (last_at_ms);

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
  due_at_ms bigint not null default 0,
  stage text not null default 'new'::text,
  stability double precision not null default 0,
  difficulty double precision not null default 0,
  steps smallint not null default 0,
  reviews integer not null default 0,
  lapses integer not null default 0,
  reviewed_at_ms bigint,
  UNIQUE (learner_id, kind, front),
  PRIMARY KEY (card_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (mistake_id) REFERENCES mistakes(mistake_id) ON DELETE SET NULL,
  check ((kind = ANY (ARRAY['word'::text, 'mistake'::text, 'phrase'::text]))),
  check ((lapses >= 0)),
  check ((reviews >= 0)),
  check ((stage = ANY (ARRAY['new'::text, 'learning'::text, 'review'::text, 'relearning'::text])))
);
CREATE INDEX cards_by_mistake ON public.cards USING btree (mistake_id) WHERE (mistake_id IS NOT NULL);
CREATE INDEX cards_by_word ON public.cards USING gin (words_said(learner_id, ((((front || ' '::text) || back) || ' '::text) || COALESCE(example, ''::text))));
CREATE INDEX cards_due ON public.cards USING btree (learner_id, due_at_ms, card_id) WHERE (suspended_at_ms IS NULL);
CREATE INDEX cards_newest ON public.cards USING btree (learner_id, created_at_ms DESC, card_id DESC);

create table challenges (
  learner_id uuid not null,
  period text not null,
  since date not null,
  code text not null,
  completed_at_ms bigint not null,
  PRIMARY KEY (learner_id, period, since),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check ((period = ANY (ARRAY['day'::text, 'week'::text])))
);

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
  mode jsonb,
  UNIQUE (learner_id, idempotency_key),
  PRIMARY KEY (conversation_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX conversations_by_age ON public.conversations USING btree (last_at_ms);
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

create table deliveries (
  day date not null,
  kind text not null,
  channel text not null,
  outcome text not null,
  reason text not null,
  messages integer not null,
  PRIMARY KEY (day, kind, channel, outcome, reason),
  check ((outcome = ANY (ARRAY['sent'::text, 'dropped'::text, 'dead'::text])))
);

create table erased (
  learner_hash bytea not null,
  erased_at_ms bigint not null,
  PRIMARY KEY (learner_hash),
  check ((length(learner_hash) = 32))
);

create table everyone (
  only_row boolean not null default true,
  version bigint not null default 0,
  lineage uuid not null default gen_random_uuid(),
  PRIMARY KEY (only_row),
  check (only_row)
);

create table facts (
  learner_id uuid not null,
  name text not null,
  fact text not null,
  turn_id uuid not null,
  told_at_ms bigint not null,
  PRIMARY KEY (learner_id, name),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (turn_id) REFERENCES turns(turn_id) ON DELETE CASCADE
);
CREATE INDEX facts_of_turns ON public.facts USING btree (turn_id);

create table flag_changes (
  change_id uuid not null,
  flag text not null,
  at_ms bigint not null,
  before jsonb,
  after jsonb,
  changed_by text,
  PRIMARY KEY (change_id)
);
CREATE INDEX flag_changes_newest ON public.flag_changes USING btree (flag, at_ms DESC);

create table flags (
  flag text not null,
  percentage smallint not null default 0,
  levels text[],
  languages text[],
  plans text[],
  learners uuid[] not null default '{}'::uuid[],
  changed_at_ms bigint not null,
  per_mille smallint,
  shares jsonb,
  PRIMARY KEY (flag),
  check (((per_mille >= 0) AND (per_mille <= 1000))),
  check (((percentage >= 0) AND (percentage <= 100)))
);

create table groups (
  group_id uuid not null,
  name text not null,
  code text not null,
  created_at_ms bigint not null,
  UNIQUE (code),
  PRIMARY KEY (group_id)
);

create table identities (
  identity_id uuid not null,
  learner_id uuid not null,
  provider text not null,
  subject text not null,
  created_at_ms bigint not null,
  verified_at_ms bigint,
  closed_at_ms bigint,
  UNIQUE (provider, subject),
  PRIMARY KEY (identity_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX identities_by_learner ON public.identities USING btree (learner_id, provider);

create table installation (
  only_row boolean not null default true,
  operator_token_hash bytea not null,
  PRIMARY KEY (only_row),
  check (only_row)
);

create table installation_limits (
  period text not null,
  micro_usd bigint,
  set_at_ms bigint not null,
  set_by text not null,
  PRIMARY KEY (period),
  check ((micro_usd >= 0)),
  check ((period = ANY (ARRAY['day'::text, 'month'::text])))
);

create table invitations (
  invitation_id uuid not null,
  code_hash bytea not null,
  uses integer not null,
  used integer not null default 0,
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  UNIQUE (code_hash),
  PRIMARY KEY (invitation_id)
);
CREATE INDEX invitations_by_end ON public.invitations USING btree (expires_at_ms);

create table known_devices (
  learner_id uuid not null,
  device_hash bytea not null,
  seen_at_ms bigint not null,
  PRIMARY KEY (learner_id, device_hash),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX known_devices_by_moment ON public.known_devices USING btree (seen_at_ms);

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
  words_total integer not null default 0,
  score_sum bigint not null default 0,
  score_count integer not null default 0,
  days_active integer not null default 0,
  streak_longest integer not null default 0,
  shields integer not null default 0,
  plan text not null default 'standard'::text,
  version bigint not null default 0,
  UNIQUE (recovery_hash),
  PRIMARY KEY (learner_id),
  check (((last_day IS NULL) = (last_day_first_at_ms IS NULL))),
  check ((days_active >= 0)),
  check ((score_count >= 0)),
  check ((score_sum >= 0)),
  check ((shields >= 0)),
  check ((stars_total >= 0)),
  check ((streak_longest >= 0)),
  check ((words_total >= 0))
);
CREATE INDEX learners_by_time_zone ON public.learners USING btree (((settings ->> 'timeZone'::text)), learner_id);

create table live_processes (
  process_id uuid not null,
  told_at_ms bigint not null,
  told jsonb not null,
  PRIMARY KEY (process_id)
);

create table live_steps (
  at_ms bigint not null,
  process_id uuid not null,
  figures jsonb not null,
  PRIMARY KEY (at_ms, process_id)
);

create table measurements (
  name text not null,
  measured_at_ms bigint not null,
  value double precision not null,
  PRIMARY KEY (name, measured_at_ms)
);
CREATE INDEX measurements_by_age ON public.measurements USING btree (measured_at_ms);

create table memberships (
  group_id uuid not null,
  learner_id uuid not null,
  role text not null,
  shares boolean not null default false,
  joined_at_ms bigint not null,
  PRIMARY KEY (group_id, learner_id),
  FOREIGN KEY (group_id) REFERENCES groups(group_id) ON DELETE CASCADE,
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check ((role = ANY (ARRAY['teacher'::text, 'learner'::text])))
);
CREATE INDEX memberships_by_learner ON public.memberships USING btree (learner_id);

create table merged_learners (
  learner_hash bytea not null,
  learner_id uuid not null,
  PRIMARY KEY (learner_hash),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check ((length(learner_hash) = 32))
);
CREATE INDEX merged_learners_by_learner ON public.merged_learners USING btree (learner_id);

create table migrations (
  name text not null,
  checksum text not null,
  applied_at_ms bigint not null,
  bears text,
  PRIMARY KEY (name)
);

create table mistake_tallies (
  learner_id uuid not null,
  kind text not null,
  mistakes integer not null,
  PRIMARY KEY (learner_id, kind),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check ((mistakes >= 0))
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

create table notifications (
  notification_id uuid not null,
  learner_id uuid not null,
  kind text not null,
  facts jsonb not null,
  dedup_key text not null,
  created_at_ms bigint not null,
  read_at_ms bigint,
  UNIQUE (learner_id, dedup_key),
  PRIMARY KEY (notification_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX notifications_read ON public.notifications USING btree (read_at_ms) WHERE (read_at_ms IS NOT NULL);
CREATE INDEX notifications_unread ON public.notifications USING btree (learner_id, created_at_ms DESC) WHERE (read_at_ms IS NULL);

create table operator_deeds (
  deed_id bigint not null,
  at_ms bigint not null,
  by text not null,
  deed text not null,
  about text not null,
  PRIMARY KEY (deed_id)
);

create table outbox (
  message_id uuid not null,
  learner_id uuid,
  kind text not null,
  facts jsonb not null,
  dedup_key text not null,
  created_at_ms bigint not null,
  state text not null default 'waiting'::text,
  attempts smallint not null default 0,
  channel text,
  fault text,
  settled_at_ms bigint,
  UNIQUE (dedup_key),
  PRIMARY KEY (message_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check (((state = 'waiting'::text) = (settled_at_ms IS NULL))),
  check ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'dropped'::text, 'dead'::text])))
);
CREATE INDEX outbox_by_learner ON public.outbox USING btree (learner_id) WHERE (learner_id IS NOT NULL);
CREATE INDEX outbox_settled ON public.outbox USING btree (settled_at_ms) WHERE (state <> 'waiting'::text);
CREATE INDEX outbox_waiting ON public.outbox USING btree (created_at_ms) WHERE (state = 'waiting'::text);

create table passkey_challenges (
  challenge_hash bytea not null,
  learner_id uuid,
  user_handle bytea,
  expires_at_ms bigint not null,
  PRIMARY KEY (challenge_hash),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX passkey_challenges_by_end ON public.passkey_challenges USING btree (expires_at_ms);
CREATE INDEX passkey_challenges_by_learner ON public.passkey_challenges USING btree (learner_id);

create table passkeys (
  identity_id uuid not null,
  name text not null,
  user_handle bytea not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  used_at_ms bigint,
  PRIMARY KEY (identity_id),
  FOREIGN KEY (identity_id) REFERENCES identities(identity_id) ON DELETE CASCADE
);

create table passwords (
  identity_id uuid not null,
  phc text not null,
  changed_at_ms bigint not null,
  PRIMARY KEY (identity_id),
  FOREIGN KEY (identity_id) REFERENCES identities(identity_id) ON DELETE CASCADE
);

create table paused_tasks (
  task text not null,
  paused_at_ms bigint not null,
  PRIMARY KEY (task)
);

create table providers_off (
  provider text not null,
  off_at_ms bigint not null,
  PRIMARY KEY (provider)
);

create table push_subscriptions (
  learner_id uuid not null,
  endpoint text not null,
  p256dh_key text not null,
  auth_secret text not null,
  created_at_ms bigint not null,
  PRIMARY KEY (endpoint),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX push_subscriptions_of_learners ON public.push_subscriptions USING btree (learner_id, created_at_ms);

create table reviews (
  learner_id uuid not null,
  review_id uuid not null,
  card_id uuid not null,
  rating smallint not null,
  reviewed_at_ms bigint not null,
  received_at_ms bigint not null,
  PRIMARY KEY (learner_id, review_id),
  FOREIGN KEY (card_id) REFERENCES cards(card_id) ON DELETE CASCADE,
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check (((rating >= 1) AND (rating <= 4))),
  check ((reviewed_at_ms <= received_at_ms))
);
CREATE INDEX reviews_by_card ON public.reviews USING btree (card_id, reviewed_at_ms, review_id);

create table scenario_runs (
  conversation_id uuid not null,
  learner_id uuid not null,
  scenario text not null,
  started_at_ms bigint not null,
  last_at_ms bigint not null,
  objectives smallint not null,
  objectives_done smallint not null,
  done boolean not null,
  PRIMARY KEY (conversation_id),
  FOREIGN KEY (conversation_id) REFERENCES conversations(conversation_id) ON DELETE CASCADE,
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check (((objectives_done >= 0) AND (objectives_done <= objectives))),
  check ((objectives >= 0))
);
CREATE INDEX scenario_runs_by_learner ON public.scenario_runs USING btree (learner_id, last_at_ms DESC);

create table secrets (
  name text not null,
  secret text not null,
  created_at_ms bigint not null,
  PRIMARY KEY (name)
);

create table sessions (
  token_hash bytea not null,
  role text not null,
  learner_id uuid,
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  session_id uuid not null default gen_random_uuid(),
  name text,
  scopes text[],
  PRIMARY KEY (token_hash),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check (((role = 'learner'::text) = (learner_id IS NOT NULL))),
  check ((length(token_hash) = 32)),
  check ((role = ANY (ARRAY['learner'::text, 'operator'::text])))
);
CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at_ms);
CREATE INDEX sessions_by_learner ON public.sessions USING btree (learner_id);
CREATE UNIQUE INDEX sessions_by_id ON public.sessions USING btree (session_id);

create table shields_used (
  learner_id uuid not null,
  day date not null,
  PRIMARY KEY (learner_id, day),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);

create table sign_in_links (
  token_hash bytea not null,
  address text not null,
  place_hash bytea not null,
  learner_id uuid,
  given jsonb not null,
  expires_at_ms bigint not null,
  UNIQUE (address, place_hash),
  PRIMARY KEY (token_hash),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
);
CREATE INDEX sign_in_links_by_end ON public.sign_in_links USING btree (expires_at_ms);
CREATE INDEX sign_in_links_by_learner ON public.sign_in_links USING btree (learner_id);

create table slices (
  holder uuid not null,
  scope text not null,
  scope_name text not null,
  period text not null,
  since date not null,
  micro_usd bigint not null,
  told_at_ms bigint not null,
  PRIMARY KEY (holder, scope, scope_name, period, since),
  FOREIGN KEY (scope, scope_name, period, since) REFERENCES allowances(scope, scope_name, period, since) ON DELETE CASCADE,
  check ((micro_usd > 0))
);
CREATE INDEX slices_of_allowances ON public.slices USING btree (scope, scope_name, period, since);

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
CREATE INDEX sounds_by_age ON public.sounds USING btree (created_at_ms);

create table sources (
  source_id uuid not null,
  learner_id uuid,
  kind text not null,
  address text not null,
  title text not null,
  content_hash bytea,
  created_at_ms bigint not null,
  synced_at_ms bigint,
  UNIQUE NULLS NOT DISTINCT (learner_id, address),
  PRIMARY KEY (source_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE
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
CREATE INDEX speeches_by_age ON public.speeches USING btree (used_at_ms);
CREATE INDEX speeches_by_sound ON public.speeches USING btree (sound_id);

create table spending (
  entry_id uuid not null,
  learner_id uuid,
  turn_id uuid,
  run smallint not null default 1,
  attempt smallint not null default 1,
  task text not null,
  provider text not null,
  model text not null,
  at_ms bigint not null,
  day date not null,
  outcome text not null,
  tokens_in integer not null default 0,
  tokens_cached integer not null default 0,
  tokens_out integer not null default 0,
  reserved_micro_usd bigint not null,
  micro_usd bigint not null,
  saved_micro_usd bigint not null default 0,
  guest boolean not null default false,
  characters integer not null default 0,
  heard_ms integer not null default 0,
  spoken_ms integer not null default 0,
  saved_by_caching bigint not null default 0,
  saved_by_routing bigint not null default 0,
  saved_by_window bigint not null default 0,
  saved_by_recall bigint not null default 0,
  UNIQUE (turn_id, run, task, attempt),
  PRIMARY KEY (entry_id),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE SET NULL,
  check (((micro_usd >= 0) AND (micro_usd <= reserved_micro_usd))),
  check (((tokens_cached >= 0) AND (tokens_cached <= tokens_in))),
  check ((characters >= 0)),
  check ((heard_ms >= 0)),
  check ((outcome = ANY (ARRAY['finished'::text, 'aborted'::text, 'failed'::text]))),
  check ((reserved_micro_usd >= 0)),
  check ((spoken_ms >= 0)),
  check ((tokens_in >= 0)),
  check ((tokens_out >= 0))
);
CREATE INDEX spending_by_day ON public.spending USING btree (day, provider, model, task);
CREATE INDEX spending_by_learner ON public.spending USING btree (learner_id, day) WHERE (learner_id IS NOT NULL);

create table stars (
  turn_id uuid not null,
  reason text not null,
  learner_id uuid not null,
  day date not null,
  stars integer not null,
  total_after integer,
  carried boolean not null default false,
  PRIMARY KEY (turn_id, reason),
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check ((stars > 0)),
  check ((total_after >= stars))
);
CREATE UNIQUE INDEX stars_balance ON public.stars USING btree (learner_id, total_after);
CREATE UNIQUE INDEX stars_once_a_day ON public.stars USING btree (learner_id, day, reason) WHERE ((reason = ANY (ARRAY['fifth-turn'::text, 'streak-7'::text, 'streak-30'::text])) AND (NOT carried));

create table summaries (
  conversation_id uuid not null,
  learner_id uuid not null,
  turn_id uuid not null,
  through integer not null,
  summary text,
  written_at_ms bigint not null,
  PRIMARY KEY (conversation_id),
  FOREIGN KEY (conversation_id) REFERENCES conversations(conversation_id) ON DELETE CASCADE,
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  FOREIGN KEY (turn_id) REFERENCES turns(turn_id) ON DELETE CASCADE,
  check ((through > 0))
);
CREATE INDEX summaries_of_learners ON public.summaries USING btree (learner_id, written_at_ms DESC);
CREATE INDEX summaries_of_turns ON public.summaries USING btree (turn_id);

create table task_paces (
  task text not null,
  window_from_ms bigint not null,
  starts integer not null,
  PRIMARY KEY (task)
);

create table telegram_series (
  chat_id bigint not null,
  latest bigint not null,
  update_id bigint not null,
  PRIMARY KEY (chat_id),
  FOREIGN KEY (update_id) REFERENCES telegram_updates(update_id) ON DELETE CASCADE
);
CREATE INDEX telegram_series_update ON public.telegram_series USING btree (update_id);

create table telegram_updates (
  update_id bigint not null,
  chat_id bigint not null,
  body jsonb,
  received_at_ms bigint not null,
  tries integer not null default 0,
  sent integer not null default 0,
  holder uuid,
  lease_until_ms bigint not null default 0,
  done_at_ms bigint,
  sending_after bigint,
  PRIMARY KEY (update_id)
);
CREATE INDEX telegram_updates_answered ON public.telegram_updates USING btree (done_at_ms) WHERE (done_at_ms IS NOT NULL);
CREATE INDEX telegram_updates_waiting ON public.telegram_updates USING btree (chat_id, update_id) WHERE (done_at_ms IS NULL);

create table timetable (
  only_row boolean not null default true,
  ticked_at_ms bigint not null,
  PRIMARY KEY (only_row),
  check (only_row)
);

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
  timing jsonb,
  variants jsonb,
  UNIQUE (conversation_id, ordinal),
  UNIQUE (learner_id, idempotency_key),
  PRIMARY KEY (turn_id),
  FOREIGN KEY (conversation_id) REFERENCES conversations(conversation_id) ON DELETE CASCADE,
  FOREIGN KEY (learner_id) REFERENCES learners(learner_id) ON DELETE CASCADE,
  check (((score >= 0) AND (score <= 100))),
  check (((state = 'finished'::text) = (finished_at_ms IS NOT NULL))),
  check ((state = ANY (ARRAY['claimed'::text, 'finished'::text])))
);
CREATE INDEX turns_by_age ON public.turns USING btree (said_at_ms);
CREATE INDEX turns_by_learner ON public.turns USING btree (learner_id, said_at_ms DESC);
CREATE INDEX turns_by_word ON public.turns USING gin (words_said(learner_id, transcript));
CREATE INDEX turns_unfinished ON public.turns USING btree (lease_until_ms) WHERE (state = 'claimed'::text);

create table used_proofs (
  proof_hash bytea not null,
  expires_at_ms bigint not null,
  PRIMARY KEY (proof_hash),
  check ((length(proof_hash) = 32))
);
CREATE INDEX used_proofs_by_end ON public.used_proofs USING btree (expires_at_ms);

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

create materialized view leaderboard as
 WITH since AS (
         SELECT (date_trunc('week'::text, (now() AT TIME ZONE 'UTC'::text)))::date AS week,
            (date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date AS month
        ), lately AS (
         SELECT d.learner_id,
            (COALESCE(sum(d.stars) FILTER (WHERE (d.day >= since.week)), (0)::bigint))::integer AS week_stars,
            (COALESCE(sum(d.turns) FILTER (WHERE (d.day >= since.week)), (0)::bigint))::integer AS week_turns,
            (COALESCE(sum(d.stars) FILTER (WHERE (d.day >= since.month)), (0)::bigint))::integer AS month_stars,
            (COALESCE(sum(d.turns) FILTER (WHERE (d.day >= since.month)), (0)::bigint))::integer AS month_turns
           FROM days d,
            since
          WHERE (d.day >= LEAST(since.week, since.month))
          GROUP BY d.learner_id
        ), boards AS (
         SELECT l.learner_id,
            (l.settings ->> 'alias'::text) AS alias,
            b.period,
            b.metric,
            b.value
           FROM ((learners l
             LEFT JOIN lately d USING (learner_id))
             CROSS JOIN LATERAL ( VALUES ('week'::text,'stars'::text,d.week_stars), ('week'::text,'turns'::text,d.week_turns), ('month'::text,'stars'::text,d.month_stars), ('month'::text,'turns'::text,d.month_turns), ('all'::text,'stars'::text,l.stars_total), ('all'::text,'turns'::text,l.turns), ('all'::text,'streak'::text,
                        CASE
                            WHEN (l.streak_until >= (((now() AT TIME ZONE 'UTC'::text))::date - 2)) THEN l.streak_days
                            ELSE NULL::integer
                        END)) b(period, metric, value))
          WHERE (((l.settings ->> 'onLeaderboards'::text))::boolean AND (b.value > 0))
        )
 SELECT period,
    metric,
    learner_id,
    alias,
    value,
    (row_number() OVER (PARTITION BY period, metric ORDER BY value DESC, learner_id))::integer AS place
   FROM boards;
CREATE INDEX leaderboard_places ON public.leaderboard USING btree (period, metric, place);
CREATE UNIQUE INDEX leaderboard_once ON public.leaderboard USING btree (learner_id, period, metric);

create materialized view learner_summaries as
 SELECT l.learner_id,
    l.created_at_ms,
    (l.settings ->> 'level'::text) AS level,
    l.plan,
    l.turns,
    l.words_total,
    l.stars_total,
    l.streak_days,
    l.days_active,
    l.last_day,
        CASE
            WHEN (l.score_count = 0) THEN NULL::integer
            ELSE (round(((l.score_sum)::numeric / (l.score_count)::numeric)))::integer
        END AS score_mean,
    COALESCE(m.mistakes, 0) AS mistakes,
    COALESCE(w.words, 0) AS words_met,
    COALESCE(c.cards, 0) AS cards
   FROM (((learners l
     LEFT JOIN ( SELECT mistake_tallies.learner_id,
            (sum(mistake_tallies.mistakes))::integer AS mistakes
           FROM mistake_tallies
          GROUP BY mistake_tallies.learner_id) m USING (learner_id))
     LEFT JOIN ( SELECT words.learner_id,
            (count(*))::integer AS words
           FROM words
          GROUP BY words.learner_id) w USING (learner_id))
     LEFT JOIN ( SELECT cards.learner_id,
            (count(*))::integer AS cards
           FROM cards
          WHERE (cards.suspended_at_ms IS NULL)
          GROUP BY cards.learner_id) c USING (learner_id));
CREATE UNIQUE INDEX learner_summaries_once ON public.learner_summaries USING btree (learner_id);

CREATE OR REPLACE FUNCTION public.folded(text text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN translate(lower(text), 'áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ'::text, 'acdeeinorstuuyzacdeeinorstuuyz'::text);

CREATE OR REPLACE FUNCTION public.refuse_all_but_merging()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and current_setting('mluv.merging') = concat_ws(' ', old.learner_id, new.learner_id)
    and to_jsonb(new) - array['learner_id', 'total_after', 'carried'] = to_jsonb(old) - array['learner_id', 'total_after', 'carried'] then
    return new;
  end if;
  raise exception using errcode = 'restrict_violation', message = tg_table_name || ' is only ever appended to';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and old.learner_id is not null and not exists (select from learners where learner_id = old.learner_id) then
    return old;
  end if;
  if tg_op = 'UPDATE' and new.learner_id is null and (new.turn_id is null or new.turn_id = old.turn_id)
    and to_jsonb(new) - array['learner_id', 'turn_id'] = to_jsonb(old) - array['learner_id', 'turn_id'] then
    return new;
  end if;
  raise exception using errcode = 'restrict_violation', message = tg_table_name || ' is only ever appended to';
end $function$;

CREATE OR REPLACE FUNCTION public.words_said(learner uuid, text text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT COALESCE(array_to_tsvector(array_agg(DISTINCT ("right"((words_said.learner)::text, 12) || word.word))), ''::tsvector) AS "coalesce" FROM regexp_split_to_table(folded(words_said.text), '[^[:alnum:]]+'::text) word(word) WHERE (word.word <> ''::text));

CREATE TRIGGER spending_is_appended BEFORE DELETE OR UPDATE ON public.spending FOR EACH ROW WHEN ((COALESCE(current_setting('mluv.merging'::text, true), ''::text) = ''::text)) EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER spending_is_merged BEFORE DELETE OR UPDATE ON public.spending FOR EACH ROW WHEN ((COALESCE(current_setting('mluv.merging'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION refuse_all_but_merging();

CREATE TRIGGER stars_are_appended BEFORE DELETE OR UPDATE ON public.stars FOR EACH ROW WHEN ((COALESCE(current_setting('mluv.merging'::text, true), ''::text) = ''::text)) EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER stars_are_merged BEFORE DELETE OR UPDATE ON public.stars FOR EACH ROW WHEN ((COALESCE(current_setting('mluv.merging'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION refuse_all_but_merging();
