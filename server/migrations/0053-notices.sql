-- By what learners are reached, and what became of what was sent to them.

-- Since when nothing sent there arrives: the chat is blocked, the address is gone. Whoever proves it anew afterwards is reached again.
alter table identities add column closed_at_ms bigint;

-- Browsers that asked to be told. The endpoint is where their maker takes messages for them; the keys are theirs.
create table push_subscriptions (
  learner_id uuid not null references learners on delete cascade,
  endpoint text not null primary key,
  p256dh_key text not null,
  auth_secret text not null,
  created_at_ms bigint not null
);
create index push_subscriptions_of_learners on push_subscriptions (learner_id, created_at_ms);

-- What an installation keeps to itself: made when it is first needed, and the same from then on in every process.
create table secrets (
  name text not null primary key,
  secret text not null,
  created_at_ms bigint not null
);

-- What became of messages, day by day (UTC): nobody's, and kept when the messages are gone.
create table deliveries (
  day date not null,
  kind text not null,
  -- Empty where none was asked, or nothing hindered it.
  channel text not null,
  outcome text not null check (outcome in ('sent', 'dropped', 'dead')),
  reason text not null,
  messages integer not null,
  primary key (day, kind, channel, outcome, reason)
);
