import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { bossOn } from '../../src/adapters/postgres/pg-boss.ts'
import { until } from '../contracts/queue-cast.ts'
import { homes, testDatabase, type Home, type TestDatabase } from '../postgres.ts'
import { crashQueue, crashWork, firstJob } from './crash-job.ts'

/** How often each await is died at; more for a longer look. */
const rounds = Number(process.env['MLUV_TEST_ROUNDS'] ?? 1)
/** Every await on the embedded home; on the server, where the same statements run, the first of each kind. */
const awaitsOf = ({ reached }: Death, home: Home): readonly string[] => reached.filter((each) => home === 'embedded' || each.endsWith(' 1'))

const processesMax = 3
const steps = ['before enqueue', 'after enqueue', 'before fetch', 'after fetch', 'before effect', 'after effect', 'before total', 'after total', 'before commit', 'after commit', 'before complete', 'after complete']

/** What the first process compiled, for those after it. */
const cacheFolder = mkdtempSync(join(tmpdir(), 'mluv-crash-'))
after(() => rmSync(cacheFolder, { recursive: true, force: true }))

type Death = { readonly key: string; readonly killed: boolean; readonly kept: boolean; readonly reached: readonly string[]; readonly said: string }

async function die({ connection }: TestDatabase<unknown>, key: string, last: string): Promise<Death> {
  const program = fileURLToPath(new URL('./crash-job-process.ts', import.meta.url))
  const { promise, resolve } = Promise.withResolvers<Death>()
  const asked = [JSON.stringify(connection), key, last]
  const child = execFile(process.execPath, [program, ...asked], { timeout: 60_000, env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder } }, (_error, output, errors) => {
    const lines = output.split('\n')
    const reached = lines.filter((line) => line.startsWith('reached ')).map((line) => line.slice('reached '.length))
    resolve({ key, killed: child.signalCode === 'SIGKILL', kept: lines.includes('kept'), reached, said: output + errors })
  })
  return promise
}

/** As if the silence that a dead worker is known by were over: its jobs are others'. */
async function abandon({ database }: TestDatabase<unknown>): Promise<void> {
  await sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`.execute(database.kysely)
  await sql`update pgboss.queue set monitor_claim_on = null, monitor_on = null`.execute(database.kysely)
  await bossOn(database, { wake: () => {}, falter: (error) => assert.fail(String(error)) }).supervise()
}

async function totalOf({ database }: TestDatabase<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`select total from crash_totals`.execute(database.kysely)
  return rows[0]!.total
}

/** Another process does what is left, whoever asked asks again, and each effect is there once. */
async function assertRecovered(stage: TestDatabase<unknown>, { key, kept, said }: Death, doubled = false): Promise<void> {
  const { database } = stage
  const { rows: jobs } = await sql`select 1 from pgboss.job where data->>'messageId' = ${key}`.execute(database.kysely)
  assert.ok(!kept || jobs.length === 1, `it was kept and is gone: ${said}`)
  await abandon(stage)
  const queue = crashQueue(database)
  const troubles: unknown[] = []
  await queue.enqueue([firstJob(key)])
  await queue.work(crashWork(database, queue, { doubled }), ({ error }) => void troubles.push(error))
  await until(queue, 'both jobs are done', async () => (await queue.list({ state: 'done', task: 'deliver', before: null, limit: 3 })).items.length === 2)
  await queue.stop(0)
  assert.deepEqual(troubles, [])
  assert.equal(await totalOf(stage), 2)
}

/** A database in which nothing but this death happens. */
async function onStage<T>(home: Home, play: (stage: TestDatabase<unknown>) => Promise<T>): Promise<T> {
  const stage = await testDatabase({ home })
  try {
    await sql`create table crash_effects (key text primary key)`.execute(stage.database.kysely)
    await sql`create table crash_totals as select 0 as total`.execute(stage.database.kysely)
    return await play(stage)
  } finally {
    await stage.close()
  }
}

for (const { home, called, skip } of homes)
  describe(`a worker that dies, on ${called}`, { skip }, () => {
    let whole: Death
    before(async () => {
      whole = await onStage(home, async (stage) => {
        const life = await die(stage, 'whole', 'nowhere')
        assert.equal(await totalOf(stage), 2, life.said)
        return life
      })
    })

    it('at any await of a job loses no job and doubles no effect', async (t) => {
      const waiting = Array.from({ length: rounds }, () => awaitsOf(whole, home)).flat()
      const died: string[] = []
      await Promise.all(Array.from({ length: processesMax }, async () => {
        for (let last = waiting.shift(); last !== undefined; last = waiting.shift()) {
          const at = last
          await onStage(home, async (stage) => {
            const death = await die(stage, `death ${at}`, at)
            if (death.killed) died.push(death.reached.at(-1)!)
            await assertRecovered(stage, death)
          })
        }
      }))
      t.diagnostic(`died at ${died.length} awaits: ${died.sort().join(', ')}`)
      assert.deepEqual(steps.filter((step) => !died.some((each) => each.startsWith(step))), [], 'steps that no process died at')
    })

    it('is seen to double an effect whose key is not written with it', () => onStage(home, async (stage) => {
      const death = await die(stage, 'careless', 'after commit 1')
      assert.ok(death.killed, death.said)
      await assert.rejects(assertRecovered(stage, death, true), assert.AssertionError)
    }))
  })
