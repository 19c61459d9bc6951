-- Who has become part of whom: the SHA-256 of their id. Where that one is erased, a backup from before brings neither back.
create table merged_learners (
  learner_hash bytea primary key check (length(learner_hash) = 32),
  learner_id uuid not null references learners on delete cascade
);
create index merged_learners_by_learner on merged_learners (learner_id);
