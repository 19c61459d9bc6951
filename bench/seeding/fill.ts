/** Fills a migrated, empty database with learners who have practised for a year. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Sql } from 'postgres'
import { columns } from './life.ts'
import type { Batch, Order } from './lives-worker.ts'
import { copyIn } from './rows.ts'
import { tutorSays } from './speech.ts'

export type Size = { readonly learners: number; readonly turns: number; readonly words: number; readonly days: number }
export const whole: Size = { learners: 10_000, turns: 1_000_000, words: 300_000, days: 365 }
export const small: Size = { learners: 500, turns: 50_000, words: 15_000, days: 365 }

const perBatch = 100

/** Over one connection; `nowMs` is the end of the year. */
export async function fill(sql: Sql, { learners, turns, words, days }: Size, nowMs: number): Promise<void> {
  const restore = await bare(sql)
  await sql`insert into sounds ${sql(tutorSays.map(({ sound: { soundId, bytes } }) => ({ sound_id: soundId, bytes: Buffer.from(bytes), media_type: 'audio/ogg', created_at_ms: nowMs })))}`
  const workerData: Order = { turnsOf: shares(learners, turns, 0.6), wordsOf: shares(learners, words, 0.3), days, nowMs, perBatch }
  const worker = new Worker(new URL('./lives-worker.ts', import.meta.url), { workerData })
  const ask = async () => {
    worker.postMessage('next')
    return ((await once(worker, 'message')) as [Batch])[0]
  }
  for (let asked = ask(), done = 0; done < learners; ) {
    const batch = await asked
    done = batch.learners
    if (done < learners) asked = ask()
    await sql.begin(async (tx) => {
      for (const [table, names] of Object.entries(columns)) await copyIn(tx, table, names, batch.tables.get(table) ?? [])
    })
  }
  await worker.terminate()
  for (const statement of restore) await sql.unsafe(statement)
  for (const view of ['leaderboard', 'learner_summaries']) await sql.unsafe(`refresh materialized view ${view}`)
  await sql`vacuum analyze`
}

/** What each of `count` gets of `total`: the first most, and the sum is exact. */
function shares(count: number, total: number, exponent: number): number[] {
  const weights = Array.from({ length: count }, (_, at) => (at + 10) ** -exponent)
  const sum = weights.reduce((so, weight) => so + weight, 0)
  let [given, wanted] = [0, 0]
  return weights.map((weight) => {
    wanted += (total * weight) / sum
    const share = Math.round(wanted) - given
    given += share
    return share
  })
}

/**
 * Drops the indexes of what is filled, but for those that foreign keys stand on, and answers how to make them again: sorted at
 * once, they cost a fraction of what they cost row by row.
 */
async function bare(sql: Sql): Promise<string[]> {
  const found = await sql<{ drop: string; restore: string }[]>`
    select case when k.oid is null then format('drop index %I', c.relname) else format('alter table %I drop constraint %I', t.relname, k.conname) end as drop,
      case when k.oid is null then pg_get_indexdef(i.indexrelid) else format('alter table %I add constraint %I %s', t.relname, k.conname, pg_get_constraintdef(k.oid)) end as restore
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u')
    where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and t.relname in ${sql(Object.keys(columns))}
      and not exists (select from pg_constraint where conindid = i.indexrelid and contype = 'f')`
  for (const { drop } of found) await sql.unsafe(drop)
  return found.map(({ restore }) => restore)
}
