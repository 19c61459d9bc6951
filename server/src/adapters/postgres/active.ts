/** Counts learners by the days on which they practised. */
import { sql } from 'kysely'
import type { Active, ActiveDay } from '../../ports/active.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

/** Who was away for so many days comes back. */
const awayDaysMin = 7

export const active = ({ kysely }: Pick<Database<Tables>, 'kysely'>): Active => named('active', {
  async days(from, to) {
    const { rows } = await sql<ActiveDay>`
      with practised as (
        select day, (select max(b.day) from days b where b.learner_id = d.learner_id and b.day < d.day and b.turns > 0) as before from days d where d.day between ${from}::date and ${to}::date and d.turns > 0)
      select to_char(each, 'YYYY-MM-DD') as day, count(p.day)::int as learners, count(p.day) filter (where p.before is null)::int as newcomers,
        count(p.day) filter (where p.day - p.before > ${awayDaysMin})::int as returning
      from generate_series(${from}::date, ${to}::date, interval '1 day') as each left join practised p on p.day = each::date group by each order by each`.execute(kysely)
    return rows
  },
})
