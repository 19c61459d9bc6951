-- What is known of learners besides what they said: in few words what a talk was about, and what they told of themselves. Both go with the turns that they were said in.
create table summaries (
  conversation_id uuid primary key references conversations on delete cascade,
  learner_id uuid not null references learners on delete cascade,
  turn_id uuid not null references turns on delete cascade,
  -- The place in the talk up to which it tells.
  through integer not null check (through > 0),
  summary text,
  written_at_ms bigint not null
);
create index summaries_of_learners on summaries (learner_id, written_at_ms desc);
create index summaries_of_turns on summaries (turn_id);

create table facts (
  learner_id uuid not null references learners on delete cascade,
  name text not null,
  fact text not null,
  turn_id uuid not null references turns on delete cascade,
  told_at_ms bigint not null,
  primary key (learner_id, name)
);
create index facts_of_turns on facts (turn_id);
