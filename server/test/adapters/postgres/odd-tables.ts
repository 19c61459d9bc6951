/** The tables and rows of `odd-house.ts`: what is easily lost on the way. Its ledger refuses changes and doubles in its summary what is inserted; a later file changes the shape. */
export const oddMigrations = {
  '0001-odd.sql': `
    create type mood as enum ('calm', 'wild');
    create table learners (learner_id uuid primary key, stars_total integer not null default 0, mood mood not null default 'calm', invited_by uuid references learners);
    create table stars (
      turn_id uuid not null, reason text not null, learner_id uuid not null references learners, day date not null, stars integer not null, primary key (turn_id, reason));
    create function count_stars() returns trigger language plpgsql as $$ begin update learners set stars_total = stars_total + new.stars where learner_id = new.learner_id; return new; end $$;
    create function keep_stars() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
    create trigger counted after insert on stars for each row execute function count_stars();
    create trigger kept before update or delete on stars for each row execute function keep_stars();
    create trigger never_emptied before truncate on stars execute function keep_stars();
    create table "Odd words" (
      learner_id uuid not null references learners on delete cascade, word text not null, "from" jsonb, weight double precision, exact numeric, at timestamptz, took interval, tags text[], bytes bytea,
      length integer generated always as (length(word)) stored, primary key (learner_id, word));
    create table aardvarks (number integer generated always as identity primary key, word_of uuid not null, word text not null, foreign key (word_of, word) references "Odd words");
    create table loose (note text, number real);
    create table seeded (name text primary key, value integer);
    insert into seeded values ('from the migration', 1);
    create schema side;
    create table side.jobs (name text not null, id uuid not null, data jsonb, primary key (name, id)) partition by list (name);
    create table side.jobs_rest partition of side.jobs default;
    create table side.jobs_one partition of side.jobs for values in ('one');
    create materialized view totals as select mood, count(*) as learners from learners group by mood;`,
  '0002-later.sql': `alter table loose add column later text not null default 'x';`,
}

export const oddRows = `
  insert into learners select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 0, case when n % 2 = 0 then 'wild' else 'calm' end::mood,
    case when n < 40 then ('00000000-0000-4000-8000-' || lpad((n + 1)::text, 12, '0'))::uuid end from generate_series(40, 1, -1) as n order by n desc;
  insert into stars select gen_random_uuid(), 'turn', learner_id, '2026-11-22', 1 + n from learners, generate_series(1, 3) as n;
  insert into "Odd words" select learner_id, word, jsonb_build_object('č', 0.1, 'a', array[1, null], 'text', E'tab\\t"\\\\'), 0.1::float8 + n, 1e-30 + n,
    '2026-03-29 02:30:00+01'::timestamptz + n * interval '1 hour',
    n * interval '1 month 2 days 03:04:05.000006', array['a,b', 'c"d', null, ''], decode(repeat('00ff5c0a', n::int), 'hex')
    from learners, unnest(array['Žluťoučký', 'cha', 'chata', 'čau', 'zum', 'E''\\\\.', '', E'\\n\\\\.\\n', 'Áha']) with ordinality as w (word, n);
  insert into aardvarks (word_of, word) select learner_id, word from "Odd words" order by random();
  insert into loose select case when n % 3 > 0 then 'poznámka ' || n end, n / 3.0 from generate_series(1, 50) as n;
  update seeded set value = 7;
  insert into side.jobs select case when n % 2 = 0 then 'one' else 'other' end, gen_random_uuid(), '{}' from generate_series(1, 30) as n;
  refresh materialized view totals;`
