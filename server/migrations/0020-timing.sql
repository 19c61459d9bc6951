-- How long the stages of a turn took, in milliseconds: moments, and no words. Null for turns of before.
alter table turns add column timing jsonb;
