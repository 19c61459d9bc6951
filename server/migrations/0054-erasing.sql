-- Who was erased, so that a backup that was made before does not bring them back: the SHA-256 of their id, and nothing that leads to them.
create table erased (
  learner_hash bytea primary key check (length(learner_hash) = 32),
  erased_at_ms bigint not null
);

-- Money stays without the name, and without the turn that it was spent on.
create or replace function refuse_rewriting() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.learner_id is not null and not exists (select from learners where learner_id = old.learner_id) then
    return old;
  end if;
  if tg_op = 'UPDATE' and new.learner_id is null and (new.turn_id is null or new.turn_id = old.turn_id)
    and to_jsonb(new) - array['learner_id', 'turn_id'] = to_jsonb(old) - array['learner_id', 'turn_id'] then
    return new;
  end if;
  raise exception using errcode = 'restrict_violation', message = tg_table_name || ' is only ever appended to';
end $$;

-- Of those who were erased before, money still named the turn.
update spending s set turn_id = null where learner_id is null and turn_id is not null and not exists (select from turns t where t.turn_id = s.turn_id);
-- And their limits still named them.
delete from allowances a where scope = 'learner' and not exists (select from learners l where l.learner_id::text = a.scope_name);
