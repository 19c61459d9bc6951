/** A worker that dies at one of its awaits, on either home, and what must be so when another has done what was left. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { until } from '../contracts/queue-cast.ts'
import { testDatabase, type Home, type TestDatabase } from '../postgres.ts'
import { eachOf, live, type Crashes, type Life, type Plant } from './crash.ts'
import { crashQueue, crashWork, firstJob } from './crash-job.ts'
import { passSilence } from './crash-silence.ts'

type Scene = TestDatabase<unknown>

const key = 'first'
const plants: readonly Plant[] = [
  { called: 'a job that is lost', at: 'before fetch 1', statement: 'delete from pgboss.job', noticed: /it was kept and is gone/ },
  { called: 'an effect whose key was not written with it', at: 'after commit 1', statement: 'delete from crash_effects', noticed: /each effect is there once/ },
  { called: 'an effect that is lost', at: 'after complete 2', statement: 'update crash_totals set total = total - 1', noticed: /each effect is there once/ },
]

export async function jobCrashes(home: Home): Promise<Crashes> {
  const workUntil = ({ connection }: Scene, last?: string) => live(new URL('./crash-job-process.ts', import.meta.url), [JSON.stringify(connection), key], last)
  const whole = await onScene(home, async (scene) => {
    const life = await workUntil(scene)
    await assertOnce(scene, life)
    return life
  })
  return {
    awaits: whole.reached,
    plants,
    async dieAt(awaits, plant) {
      const died: string[] = []
      await eachOf(awaits, (last) => onScene(home, async (scene) => {
        const life = await workUntil(scene, last)
        if (life.killed) died.push(last)
        if (plant) await scene.database.sql.unsafe(plant.statement)
        await assertKept(scene, life)
        await recover(scene)
        await assertOnce(scene, life)
      }))
      return died
    },
    async close() {
      // Each death has a database of its own, which is gone by now.
    },
  }
}

/** A database in which nothing but this death happens. */
async function onScene<T>(home: Home, play: (scene: Scene) => Promise<T>): Promise<T> {
  const scene = await testDatabase({ home })
  try {
    await sql`create table crash_effects (key text primary key)`.execute(scene.database.kysely)
    await sql`create table crash_totals as select 0 as total`.execute(scene.database.kysely)
    return await play(scene)
  } finally {
    await scene.close()
  }
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
