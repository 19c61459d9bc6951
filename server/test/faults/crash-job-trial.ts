/** A worker that dies at one of its awaits, on either home, and what must be so when another has done what was left. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { until } from '../contracts/queue-cast.ts'
import type { Home, TestDatabase } from '../postgres.ts'
import type { Crashes, Life, Plant } from './crash.ts'
import { crashQueue, crashWork, firstJob } from './crash-job.ts'
import { scenes } from './crash-scene.ts'
import { passSilence } from './crash-silence.ts'

type Scene = TestDatabase<unknown>

const key = 'first'
const plants: readonly Plant[] = [
  { called: 'a job that is lost', at: 'before fetch 1', statement: 'delete from pgboss.job', noticed: /it was kept and is gone/ },
  { called: 'an effect whose key was not written with it', at: 'after commit 1', statement: 'delete from crash_effects', noticed: /each effect is there once/ },
  { called: 'an effect that is lost', at: 'after complete 2', statement: 'update crash_totals set total = total - 1', noticed: /each effect is there once/ },
]

export async function jobCrashes(home: Home): Promise<Crashes> {
  const { whole, dieAt } = scenes<unknown>(home, fill, new URL('./crash-job-process.ts', import.meta.url), [key])
  const { reached } = await whole(async (scene, life) => {
    await assertOnce(scene, life)
    return life
  })
  return {
    awaits: reached,
    plants,
    dieAt: (awaits, plant) => dieAt(awaits, plant, async (scene, life) => {
      await assertKept(scene, life)
      await recover(scene)
      await assertOnce(scene, life)
    }),
    async close() {
      // Each death has a database of its own, which is gone by now.
    },
  }
}

async function fill({ database }: Scene): Promise<void> {
  await sql`create table crash_effects (key text primary key)`.execute(database.kysely)
  await sql`create table crash_totals as select 0 as total`.execute(database.kysely)
}

async function assertKept({ database }: Scene, { told, said }: Life): Promise<void> {
  const { rows: jobs } = await sql`select 1 from pgboss.job where data->>'messageId' = ${key}`.execute(database.kysely)
  assert.ok(told('kept') === undefined || jobs.length === 1, `it was kept and is gone: ${said}`)
}

/** Another process does what is left, and whoever asked asks again. */
async function recover({ database }: Scene): Promise<void> {
  await passSilence(database)
  const queue = crashQueue(database)
  const troubles: unknown[] = []
  await queue.enqueue([firstJob(key)])
  await queue.work(crashWork(database, queue), ({ error }) => void troubles.push(error))
  await until(queue, 'both jobs are done', async () => (await queue.list({ state: 'done', task: 'deliver', before: null, limit: 3 })).items.length === 2)
  await queue.stop(0)
  assert.deepEqual(troubles, [])
}

async function assertOnce({ database }: Scene, { said }: Life): Promise<void> {
  const { rows } = await sql`select total, (select count(*)::int from crash_effects) as effects, (select count(*)::int from pgboss.job) as jobs from crash_totals`.execute(database.kysely)
  assert.deepEqual({ ...(rows[0] as object) }, { total: 2, effects: 2, jobs: 2 }, `each effect is there once: ${said}`)
}
