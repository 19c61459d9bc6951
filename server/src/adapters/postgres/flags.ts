/** Flags: how they are rolled out, told to every process as soon as it is committed, and what came of it. */
import { sql, type Kysely, type Selectable } from 'kysely'
import { flagNames, tidied, type FlagName, type Rollout, type Rollouts } from '../../domain/flag.ts'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { Level } from '../../domain/language.ts'
import type { Clock } from '../../ports/clock.ts'
import type { FlagChange, Flags, RolledOut, VariantFigures } from '../../ports/flags.ts'
import { abreast } from './abreast.ts'
import { cursorOf, placeOf, uuid, wholeNumber } from './cursors.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

/** Every transaction that changes a flag tells of it here. */
export const flagsChannel = 'mluv_flags'

type Row = Pick<Selectable<Tables['flags']>, 'levels' | 'languages' | 'plans' | 'learners' | 'shares'> & { readonly flag: string; readonly percentage: number; readonly changed_at_ms: number }

const columns = sql<Row>`flag, coalesce(per_mille, percentage * 10)::float8 / 10 as percentage, levels, languages, plans, learners, shares, changed_at_ms`

export const flags = ({ kysely, inTransaction }: Database<Tables>): Flags => named('flags', {
  all: () => all(kysely),

  roll: ({ name, rollout, tokenHash, changeId, nowMs }) =>
    inTransaction(async (tx) => {
      // Where nobody has rolled it out yet there is no row to lock.
      await sql`select pg_advisory_xact_lock(hashtext(${`mluv flag ${name}`}))`.execute(tx)
      await refuseStrangers(tx, rollout.learners)
      const { rows: [row] } = await sql<Row>`select ${columns} from flags where flag = ${name} for update`.execute(tx)
      const before = row ? rolloutOf(name, row) : null
      const after = tidied(name, rollout)
      if (JSON.stringify(before) === JSON.stringify(after)) return
      const { percentage, levels, languages, plans, learners, shares } = after
      await sql`
        insert into flags (flag, percentage, per_mille, levels, languages, plans, learners, shares, changed_at_ms)
        values (${name}, floor(${percentage}::numeric), round(${percentage}::numeric * 10), ${levels}::text[], ${languages}::text[], ${plans}::text[], ${learners}::uuid[], ${JSON.stringify(shares)}::jsonb, ${nowMs}::bigint)
        on conflict (flag) do update set percentage = excluded.percentage, per_mille = excluded.per_mille, levels = excluded.levels, languages = excluded.languages, plans = excluded.plans,
          learners = excluded.learners, shares = excluded.shares, changed_at_ms = excluded.changed_at_ms`.execute(tx)
      await sql`
        insert into flag_changes (change_id, flag, at_ms, before, after, changed_by)
        values (${changeId}::uuid, ${name}, ${nowMs}::bigint, ${before && JSON.stringify(before)}::jsonb, ${JSON.stringify(after)}::jsonb,
          (select session_id::text from sessions where token_hash = ${tokenHash}::bytea))`.execute(tx)
      await sql`select pg_notify(${flagsChannel}, ${name})`.execute(tx)
    }),

  async history(name, { before, limit }) {
    const place = before === null ? null : placeOf(before, wholeNumber, uuid)
    const { rows } = await sql<FlagChange & { readonly changeId: string }>`
      select change_id as "changeId", at_ms as "atMs", coalesce(changed_by, 'operator') as "changedBy", before, after from flag_changes
      where flag = ${name} and ${place ? sql`(at_ms, change_id) < (${Number(place[0])}::bigint, ${place[1]}::uuid)` : sql`true`}
      order by at_ms desc, change_id desc limit ${limit + 1}`.execute(kysely)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items: items.map(({ changeId: _, ...change }) => change), next: rows.length > limit && last ? cursorOf(last.atMs, last.changeId) : null }
  },

  async figures(name, { fromMs, untilMs }) {
    const { rows } = await sql<VariantFigures>`
      with had as materialized (
        select learner_id, variants ->> ${name} as variant, (timing ->> 'firstSoundMs')::float8 as sound_ms, (cost ->> 'microUsd')::float8 as micro_usd, score::float8 as score
        from turns where said_at_ms >= ${fromMs}::bigint and said_at_ms < ${untilMs}::bigint and state = 'finished' and variants ? ${name}
          and not exists (select from flags where flag = ${name} and turns.learner_id = any(learners))
      ), told as (
        select variant, learner_id, figure, value from had, lateral (values ('firstSoundMs', sound_ms), ('microUsd', micro_usd), ('score', score)) as each (figure, value) where value is not null
      ), own as (
        select variant, figure, learner_id, count(*)::float8 as n, sum(value) as s from told group by 1, 2, 3
      ), sums as (
        select variant, figure, sum(n) as count, count(*) as learners, sum(s) as sum, sum(s * s) as squares, sum(s * n) as crossed, sum(n * n) as counts from own group by 1, 2
      ), ranks as (
        select variant, figure, percentile_cont(array[0.5, 0.95]) within group (order by value) as ranked from told group by 1, 2
      ), figures as (
        select variant, json_object_agg(figure,
          json_build_object('count', count, 'learners', learners, 'sum', sum, 'squares', squares, 'crossed', crossed, 'counts', counts, 'p50', ranked[1], 'p95', ranked[2])) as figures
        from sums join ranks using (variant, figure) group by 1
      )
      select counted.*, coalesce(figures, '{}') as figures
      from (select variant, count(*)::int as turns, count(distinct learner_id)::int as learners from had group by 1) counted left join figures using (variant) order by variant`.execute(kysely)
    return rows
  },
})

/** Resolves when how flags are rolled out is at hand, and every change will be heard. */
export const rolledOut = (database: Database<Tables>, clock: Clock, report: (error: unknown) => void): Promise<RolledOut> =>
  abreast({ channel: flagsChannel, read: async (): Promise<Rollouts> => Object.fromEntries((await all(database.kysely)).map(({ name, rollout }) => [name, rollout])), report }, database, clock)

async function all(kysely: Kysely<Tables>) {
  const { rows } = await sql<Row>`select ${columns} from flags`.execute(kysely)
  const known = new Map(rows.map((row) => [row.flag, row]))
  // One that this version does not know is a newer one's, or an older one's.
  return flagNames.flatMap((name) => {
    const row = known.get(name)
    return row ? [{ name, rollout: rolloutOf(name, row), changedAtMs: row.changed_at_ms }] : []
  })
}

const rolloutOf = (name: FlagName, { percentage, levels, languages, plans, learners, shares }: Row): Rollout =>
  tidied(name, { percentage, levels: levels as Level[] | null, languages, plans, learners: learners as LearnerId[], shares: (shares ?? {}) as Rollout['shares'] })

/** Nobody who was erased comes back by a list that was read before. */
async function refuseStrangers(tx: Kysely<Tables>, learners: readonly LearnerId[]): Promise<void> {
  if (learners.length === 0) return
  const { rows } = await sql<{ learner_id: string }>`select learner_id from learners where learner_id = any(${learners}::uuid[]) order by learner_id for key share`.execute(tx)
  const there = new Set(rows.map((row) => row.learner_id))
  const strangers = learners.filter((learnerId) => !there.has(learnerId))
  if (strangers.length > 0) throw new Failure('invalid', `There is no such learner: ${strangers.slice(0, 3).join(', ')}${strangers.length > 3 ? ', …' : ''}.`, { fields: [{ field: '/learners', detail: 'Not all of them are learners here.' }] })
}
