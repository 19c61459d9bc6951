-- Two learners who turn out to be one person become one: the only time that a ledger's entries change, and then only whose they are.

-- Of two rows for what is given once a day, the one that came with the other learner: stars are never taken back.
alter table stars add column carried boolean not null default false;
drop index stars_once_a_day;
create unique index stars_once_a_day on stars (learner_id, day, reason) where reason in ('fifth-turn', 'streak-7', 'streak-30') and not carried;

-- `mluv.merging`, as long as a transaction lasts: from whom, and into whom.
create function refuse_all_but_merging() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('mluv.merging') = concat_ws(' ', old.learner_id, new.learner_id)
    and to_jsonb(new) - array['learner_id', 'total_after', 'carried'] = to_jsonb(old) - array['learner_id', 'total_after', 'carried'] then
    return new;
  end if;
  raise exception using errcode = 'restrict_violation', message = tg_table_name || ' is only ever appended to';
end $$;

drop trigger stars_are_appended on stars;
drop trigger spending_is_appended on spending;
create trigger stars_are_appended before update or delete on stars for each row when (coalesce(current_setting('mluv.merging', true), '') = '') execute function refuse_rewriting();
create trigger spending_is_appended before update or delete on spending for each row when (coalesce(current_setting('mluv.merging', true), '') = '') execute function refuse_rewriting();
create trigger stars_are_merged before update or delete on stars for each row when (coalesce(current_setting('mluv.merging', true), '') <> '') execute function refuse_all_but_merging();
create trigger spending_is_merged before update or delete on spending for each row when (coalesce(current_setting('mluv.merging', true), '') <> '') execute function refuse_all_but_merging();

-- Proofs that hold once: their hash, until they would be too old anyway.
create table used_proofs (
  proof_hash bytea primary key check (length(proof_hash) = 32),
  expires_at_ms bigint not null
);
create index used_proofs_by_end on used_proofs (expires_at_ms);
