/** What must add up, each as a figure that is kept and the entries that it is made of. */
import type { Side } from './side.ts'

type Ledger = {
  readonly name: string
  /** The columns it reads: an older database may not have them yet. */
  readonly of: readonly string[]
  /** One row for everybody who has one: what is kept as `kept`, what the entries come to as `added`. */
  readonly rows: string
}

const withinPeriod = "(s.day = a.since or (a.period = 'month' and date_trunc('month', s.day)::date = a.since))"

export const ledgers: readonly Ledger[] = [
  {
    name: 'stars of learners',
    of: ['learners.stars_total', 'stars.stars'],
    rows: 'select stars_total as kept, coalesce(added, 0) as added from learners left join (select learner_id, sum(stars) as added from stars group by 1) as entries using (learner_id)',
  },
  {
    name: 'stars of days',
    of: ['days.stars', 'stars.day'],
    rows: 'select stars as kept, coalesce(added, 0) as added from days left join (select learner_id, day, sum(stars) as added from stars group by 1, 2) as entries using (learner_id, day)',
  },
  {
    name: 'balances of stars',
    of: ['stars.total_after'],
    rows: 'select total_after as kept, sum(stars) over (partition by learner_id order by total_after) as added from stars where total_after is not null',
  },
  {
    name: 'words of learners',
    of: ['learners.words_total', 'days.words'],
    rows: 'select words_total as kept, coalesce(added, 0) as added from learners left join (select learner_id, sum(words) as added from days group by 1) as entries using (learner_id)',
  },
  {
    name: 'money of days',
    of: ['spending.micro_usd'],
    rows: 'select sum(micro_usd) as kept, sum(reserved_micro_usd) - sum(reserved_micro_usd - micro_usd) as added from spending group by day',
  },
  {
    name: 'money that was allowed to all',
    of: ['allowances.spent_micro_usd', 'spending.guest'],
    rows: `select spent_micro_usd as kept, coalesce((select sum(micro_usd) from spending s where (a.scope = 'installation' or s.guest) and ${withinPeriod}), 0) as added from allowances a where scope in ('installation', 'guests')`,
  },
  {
    // Of a turn that was run again, its learner is charged for the last run. Who is gone is nobody in the entries.
    name: 'money that was allowed to learners',
    of: ['allowances.spent_micro_usd', 'spending.guest'],
    rows: `select spent_micro_usd as kept, coalesce((select sum(micro_usd) from spending s where s.learner_id = l.learner_id and ${withinPeriod}
        and not exists (select from spending later where later.turn_id = s.turn_id and later.run > s.run)), 0) as added
      from allowances a join learners l on l.learner_id::text = a.scope_name where scope = 'learner'`,
  },
  {
    name: 'money in hands',
    of: ['allowances.reserved_micro_usd', 'slices.micro_usd'],
    rows: 'select reserved_micro_usd as kept, coalesce((select sum(micro_usd) from slices s where (s.scope, s.scope_name, s.period, s.since) = (a.scope, a.scope_name, a.period, a.since)), 0) as added from allowances a',
  },
]

/** `unequal` is how many do not add up. */
export type Sum = { readonly name: string; readonly owners: number; readonly kept: string; readonly added: string; readonly unequal: number }

export async function sumsOf(side: Pick<Side, 'ask'>, among: readonly Ledger[] = ledgers): Promise<Sum[]> {
  const sums: Sum[] = []
  for (const { name, of, rows } of among) {
    const [found] = await side.ask<{ columns: number }>(`
      select count(*)::int as columns from information_schema.columns where table_schema = 'public' and table_name || '.' || column_name in (${of.map((column) => `'${column}'`).join(', ')})`)
    if (found!.columns < of.length) continue
    const [sum] = await side.ask<Omit<Sum, 'name'>>(`
      select count(*)::int8 as owners, coalesce(sum(kept), 0)::text as kept, coalesce(sum(added), 0)::text as added, (count(*) filter (where kept <> added))::int8 as unequal from (${rows}) as ledger`)
    sums.push({ name, ...sum! })
  }
  return sums
}

/** A sentence for each sum that is not what it is there. */
export function differingSums(here: readonly Sum[], there: readonly Sum[]): string[] {
  const others = new Map(there.map((sum) => [sum.name, sum]))
  return here.flatMap((sum) => {
    const other = others.get(sum.name)
    const same = other !== undefined && sum.owners === other.owners && sum.kept === other.kept && sum.added === other.added && sum.unequal === other.unequal
    return same ? [] : [`${sum.name}: the sums differ`]
  })
}
