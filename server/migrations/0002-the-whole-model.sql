-- What a learner keeps, earns and is told; what turns cost; what operators set. Every change here is one that the version
-- before can live with: columns have defaults or are nullable, nothing is renamed or taken away.

-- Lifetime totals, written with each turn: what is cleaned up later never shrinks them.
alter table learners
  add column words_total integer not null default 0 check (words_total >= 0),
  add column score_sum bigint not null default 0 check (score_sum >= 0),
  add column score_count integer not null default 0 check (score_count >= 0),
  add column days_active integer not null default 0 check (days_active >= 0),
  add column streak_longest integer not null default 0 check (streak_longest >= 0),
  -- Each keeps a streak over one day without a turn.
  add column shields integer not null default 0 check (shields >= 0),
  -- A named set of limits; operators alone assign it.
  add column plan text not null default 'standard';

update learners l set words_total = d.words, score_sum = d.score_sum, score_count = d.score_count, days_active = d.active, streak_longest = l.streak_days
from (
  select learner_id, sum(words)::int as words, sum(score_sum) as score_sum, sum(score_count)::int as score_count, count(*) filter (where turns > 0)::int as active
  from days group by learner_id
) d where d.learner_id = l.learner_id;

-- What others see of a learner on leaderboards, where they chose a name.
update learners set settings = settings || '{"alias": null}' where not settings ? 'alias';

-- Rounds go through a zone's learners by id.
create index learners_by_time_zone on learners ((settings ->> 'timeZone'), learner_id);

-- Counted mistakes of all turns, by kind.
create table mistake_tallies (
  learner_id uuid not null references learners on delete cascade,
  kind text not null,
  mistakes integer not null check (mistakes >= 0),
  primary key (learner_id, kind)
);
insert into mistake_tallies (learner_id, kind, mistakes)
select learner_id, kind, count(*)::int from mistakes where counted and withdrawn_at_ms is null group by learner_id, kind;

-- How a learner signs in besides their recovery code.
create table identities (
  identity_id uuid primary key,
  learner_id uuid not null references learners on delete cascade,
  provider text not null,
  -- Who they are to the provider: an address, a number. Never shown to other learners.
  subject text not null,
  created_at_ms bigint not null,
  verified_at_ms bigint,
  unique (provider, subject)
);
create index identities_by_learner on identities (learner_id, provider);

-- Ledgers are appended to and never rewritten. With a learner goes everything of theirs; money stays, without the name.
create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.learner_id is not null and not exists (select from learners where learner_id = old.learner_id) then
    return old;
  end if;
  if tg_op = 'UPDATE' and new.learner_id is null and to_jsonb(new) - 'learner_id' = to_jsonb(old) - 'learner_id' then
    return new;
  end if;
  raise exception using errcode = 'restrict_violation', message = tg_table_name || ' is only ever appended to';
end $$;

-- Stars outlive the turn that earned them. `total_after` is the balance with this row: unique, so that no two rows can
-- start from the same balance.
alter table stars drop constraint stars_turn_id_fkey;
alter table stars add column total_after integer check (total_after >= stars);
update stars s set total_after = t.total_after
from (select turn_id, reason, sum(stars) over (partition by learner_id order by day, turn_id, reason)::int as total_after from stars) t
where t.turn_id = s.turn_id and t.reason = s.reason;
create unique index stars_balance on stars (learner_id, total_after);
create trigger stars_are_appended before update or delete on stars for each row execute function refuse_rewriting();

-- One row a call: what a provider was asked for, what it took, and what it would have taken without what saves.
create table spending (
  entry_id uuid primary key,
  learner_id uuid references learners on delete set null,
  turn_id uuid,
  -- A turn that ran again after a crash has paid again; the learner is charged for one run.
  run smallint not null default 1,
  attempt smallint not null default 1,
  task text not null,
  provider text not null,
  model text not null,
  at_ms bigint not null,
  day date not null,
  outcome text not null check (outcome in ('finished', 'aborted', 'failed')),
  tokens_in integer not null default 0 check (tokens_in >= 0),
  tokens_cached integer not null default 0 check (tokens_cached between 0 and tokens_in),
  tokens_out integer not null default 0 check (tokens_out >= 0),
  reserved_micro_usd bigint not null check (reserved_micro_usd >= 0),
  micro_usd bigint not null check (micro_usd between 0 and reserved_micro_usd),
  saved_micro_usd bigint not null default 0,
  unique (turn_id, run, task, attempt)
);
create index spending_by_day on spending (day, provider, model, task);
create index spending_by_learner on spending (learner_id, day) where learner_id is not null;
create trigger spending_is_appended before update or delete on spending for each row execute function refuse_rewriting();

-- Limits: what may be spent, by whom, in which period, and what of it is spent or held back for calls under way.
create table allowances (
  scope text not null check (scope in ('installation', 'guests', 'plan', 'learner')),
  scope_name text not null,
  period text not null check (period in ('day', 'month')),
  since date not null,
  limit_micro_usd bigint not null check (limit_micro_usd >= 0),
  spent_micro_usd bigint not null default 0 check (spent_micro_usd >= 0),
  reserved_micro_usd bigint not null default 0 check (reserved_micro_usd >= 0),
  primary key (scope, scope_name, period, since)
);

-- Cards: when each is due, and what is known of its memory (FSRS). A new one is due at once.
alter table cards
  add column due_at_ms bigint not null default 0,
  add column stage text not null default 'new' check (stage in ('new', 'learning', 'review', 'relearning')),
  add column stability double precision not null default 0,
  add column difficulty double precision not null default 0,
  add column steps smallint not null default 0,
  add column reviews integer not null default 0 check (reviews >= 0),
  add column lapses integer not null default 0 check (lapses >= 0),
  add column reviewed_at_ms bigint;
update cards set due_at_ms = created_at_ms;
create index cards_due on cards (learner_id, due_at_ms, card_id) where suspended_at_ms is null;

-- Append-only: a card's memory is the replay of its reviews in the order of (reviewed_at_ms, review_id).
create table reviews (
  learner_id uuid not null references learners on delete cascade,
  -- Made by whoever reviewed, perhaps offline: the same review comes twice and counts once.
  review_id uuid not null,
  card_id uuid not null references cards on delete cascade,
  rating smallint not null check (rating between 1 and 4),
  -- Never after it was received.
  reviewed_at_ms bigint not null check (reviewed_at_ms <= received_at_ms),
  received_at_ms bigint not null,
  primary key (learner_id, review_id)
);
create index reviews_by_card on reviews (card_id, reviewed_at_ms, review_id);

create table achievements (
  learner_id uuid not null references learners on delete cascade,
  code text not null,
  earned_at_ms bigint not null,
  primary key (learner_id, code)
);

-- Challenges that were completed, of a day or of a week.
create table challenges (
  learner_id uuid not null references learners on delete cascade,
  period text not null check (period in ('day', 'week')),
  since date not null,
  code text not null,
  completed_at_ms bigint not null,
  primary key (learner_id, period, since)
);

-- Days that a shield was spent on.
create table shields_used (
  learner_id uuid not null references learners on delete cascade,
  day date not null,
  primary key (learner_id, day)
);

-- One run of a scenario: a conversation that plays it.
create table scenario_runs (
  conversation_id uuid primary key references conversations on delete cascade,
  learner_id uuid not null references learners on delete cascade,
  scenario text not null,
  started_at_ms bigint not null,
  last_at_ms bigint not null,
  objectives smallint not null check (objectives >= 0),
  objectives_done smallint not null check (objectives_done between 0 and objectives),
  done boolean not null
);
create index scenario_runs_by_learner on scenario_runs (learner_id, last_at_ms desc);

-- What a learner is told in the app, as facts; the words are the page's.
create table notifications (
  notification_id uuid primary key,
  learner_id uuid not null references learners on delete cascade,
  kind text not null,
  facts jsonb not null,
  -- The same thing is told once.
  dedup_key text not null,
  created_at_ms bigint not null,
  read_at_ms bigint,
  unique (learner_id, dedup_key)
);
create index notifications_unread on notifications (learner_id, created_at_ms desc) where read_at_ms is null;
create index notifications_read on notifications (read_at_ms) where read_at_ms is not null;

-- What must be sent, written in the transaction that causes it.
create table outbox (
  message_id uuid primary key,
  learner_id uuid references learners on delete cascade,
  kind text not null,
  facts jsonb not null,
  dedup_key text not null unique,
  created_at_ms bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'dropped', 'dead')),
  attempts smallint not null default 0,
  channel text,
  -- A code, never a text of the channel's.
  fault text,
  settled_at_ms bigint,
  check ((state = 'waiting') = (settled_at_ms is null))
);
create index outbox_waiting on outbox (created_at_ms) where state = 'waiting';
create index outbox_settled on outbox (settled_at_ms) where state <> 'waiting';
create index outbox_by_learner on outbox (learner_id) where learner_id is not null;

-- Features that are on for some. A learner's share follows from their id, so it is the same in every process.
create table flags (
  flag text primary key,
  percentage smallint not null default 0 check (percentage between 0 and 100),
  -- Null: whatever it is.
  levels text[],
  languages text[],
  plans text[],
  -- On for these in any case.
  learners uuid[] not null default '{}',
  changed_at_ms bigint not null
);
create table flag_changes (
  change_id uuid primary key,
  flag text not null,
  at_ms bigint not null,
  before jsonb,
  after jsonb
);
create index flag_changes_newest on flag_changes (flag, at_ms desc);

-- What a library was taken in from, so that it can be read again. Without a learner it is the installation's.
create table sources (
  source_id uuid primary key,
  learner_id uuid references learners on delete cascade,
  kind text not null,
  address text not null,
  title text not null,
  content_hash bytea,
  created_at_ms bigint not null,
  synced_at_ms bigint,
  unique nulls not distinct (learner_id, address)
);

-- Classes: whom a teacher invites by a code.
create table groups (
  group_id uuid primary key,
  name text not null,
  code text not null unique,
  created_at_ms bigint not null
);
create table memberships (
  group_id uuid not null references groups on delete cascade,
  learner_id uuid not null references learners on delete cascade,
  role text not null check (role in ('teacher', 'learner')),
  -- Whether the teacher may see this learner's mistakes.
  shares boolean not null default false,
  joined_at_ms bigint not null,
  primary key (group_id, learner_id)
);
create index memberships_by_learner on memberships (learner_id);

-- Figures of the whole installation over time.
create table measurements (
  name text not null,
  measured_at_ms bigint not null,
  value double precision not null,
  primary key (name, measured_at_ms)
);
create index measurements_by_age on measurements (measured_at_ms);

create index turns_by_age on turns (said_at_ms);

-- Everybody who agreed to be seen, once for each period and metric, by place. Weeks and months begin in UTC. Each learner's
-- days are added up once, by themselves: joined with anything else of theirs they would count once for each of it.
create materialized view leaderboard as
with since as (
  select date_trunc('week', now() at time zone 'UTC')::date as week, date_trunc('month', now() at time zone 'UTC')::date as month
), lately as (
  select d.learner_id,
    coalesce(sum(d.stars) filter (where d.day >= since.week), 0)::int as week_stars, coalesce(sum(d.turns) filter (where d.day >= since.week), 0)::int as week_turns,
    coalesce(sum(d.stars) filter (where d.day >= since.month), 0)::int as month_stars, coalesce(sum(d.turns) filter (where d.day >= since.month), 0)::int as month_turns
  from days d, since
  where d.day >= least(since.week, since.month)
  group by d.learner_id
), boards as (
  select l.learner_id, l.settings ->> 'alias' as alias, b.period, b.metric, b.value
  from learners l
  left join lately d using (learner_id)
  cross join lateral (values
    ('week', 'stars', d.week_stars), ('week', 'turns', d.week_turns), ('month', 'stars', d.month_stars), ('month', 'turns', d.month_turns),
    ('all', 'stars', l.stars_total), ('all', 'turns', l.turns),
    -- A day that is over in UTC may last another somewhere.
    ('all', 'streak', case when l.streak_until >= (now() at time zone 'UTC')::date - 2 then l.streak_days end)
  ) as b (period, metric, value)
  where (l.settings ->> 'onLeaderboards')::boolean and b.value > 0
)
select period, metric, learner_id, alias, value, row_number() over (partition by period, metric order by value desc, learner_id)::int as place
from boards;
create unique index leaderboard_once on leaderboard (learner_id, period, metric);
create index leaderboard_places on leaderboard (period, metric, place);

-- One row a learner, for whoever looks after many. Each part is counted by itself.
create materialized view learner_summaries as
select l.learner_id, l.created_at_ms, l.settings ->> 'level' as level, l.plan, l.turns, l.words_total, l.stars_total, l.streak_days, l.days_active, l.last_day,
  case when l.score_count = 0 then null else round(l.score_sum::numeric / l.score_count)::int end as score_mean,
  coalesce(m.mistakes, 0) as mistakes, coalesce(w.words, 0) as words_met, coalesce(c.cards, 0) as cards
from learners l
left join (select learner_id, sum(mistakes)::int as mistakes from mistake_tallies group by learner_id) m using (learner_id)
left join (select learner_id, count(*)::int as words from words group by learner_id) w using (learner_id)
left join (select learner_id, count(*)::int as cards from cards where suspended_at_ms is null group by learner_id) c using (learner_id);
create unique index learner_summaries_once on learner_summaries (learner_id);
