-- bears 0061-modes.sql
-- How flags are rolled out: to one decimal, where whole percents were too coarse, and among which variants. Who changed it: the operator's session.
set local lock_timeout = '2s';
alter table flags add column per_mille smallint check (per_mille between 0 and 1000), add column shares jsonb;
alter table flag_changes add column changed_by text;

-- Which variants of flags somebody had in a turn, by flag; null where no flag was rolled out to such as them.
alter table turns add column variants jsonb;
