-- How a talk is led: the mode's code, and what it goes through in order.
alter table conversations add column mode jsonb;
