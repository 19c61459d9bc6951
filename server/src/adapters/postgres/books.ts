/** Reads what was spent. */
import { sql, type RawBuilder } from 'kysely'
import { sinceOf, standardPlan, type Allowance, type Standing } from '../../domain/allowance.ts'
import { savingWays, type Saved } from '../../domain/saving.ts'
import type { Books, Stood, UsageLine } from '../../ports/books.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

export const books = ({ kysely }: Database<Tables>): Books => named('books', {
  async stand(allowances) {
    const { rows: [row] } = await sql<{ stood: readonly Stood[] }>`select ${stoodOf(allowances)} as stood`.execute(kysely)
    return row!.stood
  },

  async standOf(learnerId, allowances) {
    const { rows: [row] } = await sql<Standing & { stood: readonly Stood[] }>`
      select l.plan, ${isGuest} as guest, ${stoodOf(allowances)} as stood from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    return row ? { standing: { plan: row.plan, guest: row.guest }, stood: row.stood } : null
  },

  async usage({ learnerId, from, to, limit }) {
    let query = kysely
      .selectFrom('spending')
      .select([
        'day', 'provider', 'model', 'task', sql<number>`count(*) filter (where saved_by_recall = 0)`.as('calls'),
        savedByWay.as('saved'),
        ...summed.map((column) => sql<number>`sum(${sql.ref(column)})::bigint`.as(column)),
      ])
      .where('day', '>=', from)
      .where('day', '<=', to)
      .groupBy(['day', 'provider', 'model', 'task'])
      .orderBy('day', 'desc')
      .orderBy('provider')
      .orderBy('model')
      .orderBy('task')
      .limit(limit)
    if (learnerId !== null) query = query.where('learner_id', '=', learnerId)
    return (await query.execute()).map((row) => ({
      day: row.day, provider: row.provider, model: row.model, task: row.task as UsageLine['task'], calls: Number(row.calls),
      microUsd: row.micro_usd, savedMicroUsd: row.saved_micro_usd, saved: row.saved,
      inputTokens: row.tokens_in, cachedInputTokens: row.tokens_cached, outputTokens: row.tokens_out, spokenCharacters: row.characters, heardMs: row.heard_ms, spokenMs: row.spoken_ms,
    }))
  },

  async groups(day) {
    const { rows } = await sql<{ group: string; dayMicroUsd: number; monthMicroUsd: number }>`
      select case when s.guest then 'guests' else coalesce(l.plan, 'erased') end as "group",
        coalesce(sum(s.micro_usd) filter (where s.day = ${day}::date), 0)::int8 as "dayMicroUsd", sum(s.micro_usd)::int8 as "monthMicroUsd"
      from spending s left join learners l on l.learner_id = s.learner_id where s.day between ${sinceOf('month', day)}::date and ${day}::date group by 1 order by 3 desc`.execute(kysely)
    return rows
  },

  async givePlan(learnerId, plan) {
    const { numUpdatedRows } = await kysely.updateTable('learners').set({ plan }).where('learner_id', '=', learnerId).executeTakeFirst()
    return numUpdatedRows > 0n
  },
})

const summed = ['micro_usd', 'saved_micro_usd', 'tokens_in', 'tokens_cached', 'tokens_out', 'characters', 'heard_ms', 'spoken_ms'] as const
const savedByWay = sql<Saved>`json_build_object(${sql.raw(savingWays.map((way) => `'${way}', sum(saved_by_${way})::bigint`).join(', '))})`

/** Of a row `l` of learners. */
export const isGuest: RawBuilder<boolean> = sql<boolean>`(l.plan = ${standardPlan} and not exists (select from identities i where i.learner_id = l.learner_id and i.verified_at_ms is not null))`

const stoodOf = (allowances: readonly Allowance[]): RawBuilder<readonly Stood[]> => sql<readonly Stood[]>`(
  select json_agg(json_build_object('spentMicroUsd', coalesce(a.spent_micro_usd, 0), 'inHandsMicroUsd', coalesce(a.reserved_micro_usd, 0)) order by v.place)
  from jsonb_array_elements(${JSON.stringify(allowances)}::jsonb) with ordinality as v (one, place)
  left join allowances a on a.scope = one ->> 'scope' and a.scope_name = one ->> 'name' and a.period = one ->> 'period' and a.since = (one ->> 'since')::date)`
