import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { openInstallation, type Installation } from '../journeys/installation.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'
import { tcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { learnersAtOnce, load, recoveryMsMax, took } from './load.ts'

/** Heard at once; the machine may be busy. */
const atOnceMsMax = 1_000
/** A line that is dead and does not say so is asked for a sign every two seconds, and has two to answer. */
const unnoticedMsMax = 4_000
const listening = { saying: 'listening' }

type Process = { readonly mluv: Installation; readonly proxy: TcpProxy }

let database: TestDatabase<Tables>
let processes: readonly [Process, Process]
/** Of whom nothing changes. */
let token: string

async function open(): Promise<Process> {
  const { socketFolder, port, user, password, database: name } = database.connection
  const proxy = await tcpProxy({ path: join(socketFolder, `.s.PGSQL.${port}`) })
  const mluv = await openInstallation({ database, warm: ['ear'], settings: { DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}/${name}` } })
  return { mluv, proxy }
}

before(async () => {
  database = await testDatabase<Tables>()
  processes = [await open(), await open()]
  token = (await processes[0].mluv.guest()).token
})
after(async () => {
  for (const { mluv, proxy } of processes) {
    await mluv.close({ keep: true })
    await proxy.close()
  }
  await database.close()
})

const learnersOf = (elsewhereMsMax: number) => load({ doors: processes.map(({ mluv }) => mluv), behind: database.database, elsewhereMsMax })

/** Whether what was looked up once is not looked up again: what a process does that hears what others change. */
async function remembers({ mluv }: Process): Promise<boolean> {
  const loads = () => mluv.mluv.house.cache.counts().profile.loads
  const before = loads()
  for (let time = 0; time < 3; time += 1) assert.equal((await mluv.call('/learner', { token })).status, 200)
  return loads() - before < 2
}
const allRemember = async () => (await Promise.all(processes.map(remembers))).every(Boolean)

const losses: readonly { readonly called: string; readonly lose: () => unknown }[] = [
  { called: 'cut off', lose: () => processes.forEach(({ proxy }) => proxy.cut(listening)) },
  { called: 'ended by the server', lose: () => database.database.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like '% listening'` },
]

describe('processes that do not hear what others change', () => {
  for (const { called, lose } of losses)
    it(`${called} again and again: nothing stale is shown for longer than a moment, and they hear again by themselves`, async (t) => {
      const learners = learnersOf(atOnceMsMax)
      await learners.until(allRemember)
      const usualMs = await took(() => learners.goods(learnersAtOnce * 5))
      for (let time = 0; time < 5; time += 1) {
        await lose()
        await learners.goods(learnersAtOnce * 5)
      }
      await lose()
      const recoveryMs = await took(() => learners.until(allRemember))
      const { refused, ...figures } = await learners.end()
      t.diagnostic(`they remember again after ${Math.round(recoveryMs)} ms; ${JSON.stringify(figures)}`)
      assert.equal(refused, 0)
      assert.ok(recoveryMs < recoveryMsMax + usualMs, `only after ${recoveryMs} ms, where a few answers take ${usualMs} ms`)
    })

  it('on a line that swallows everything: it is noticed in seconds; from then on nothing is believed, and nothing stale is shown, until they hear again', async (t) => {
    const learners = learnersOf(unnoticedMsMax + atOnceMsMax)
    await learners.until(allRemember)
    const usualMs = await took(() => learners.goods(learnersAtOnce * 5))
    const [hearing, deaf] = processes
    deaf.proxy.stall(listening)
    const noticedMs = await took(() => learners.until(async () => !(await remembers(deaf))))
    await learners.goods(learnersAtOnce * 20)
    assert.deepEqual([await remembers(hearing), await remembers(deaf)], [true, false])
    const inTime = learnersOf(atOnceMsMax)
    await inTime.goods(learnersAtOnce * 20)
    await deaf.proxy.pass()
    const recoveryMs = await took(() => learners.until(allRemember))
    const { refused, ...figures } = await learners.end()
    const { behindMs } = await inTime.end()
    t.diagnostic(`noticed after ${Math.round(noticedMs)} ms, remembers again ${Math.round(recoveryMs)} ms after its end; ${JSON.stringify(figures)}; once it is noticed, ${behindMs} ms behind`)
    assert.equal(refused, 0)
    assert.ok(recoveryMs < recoveryMsMax + usualMs, `only after ${recoveryMs} ms, where a few answers take ${usualMs} ms`)
  })

  it('are noticed where they believe what they remember all the same', async () => {
    const [, deaf] = processes
    deaf.proxy.stall(listening)
    while (await remembers(deaf)) await new Promise((resolve) => setTimeout(resolve, 100))
    deaf.mluv.mluv.house.cache.listening(true)
    await assert.rejects(learnersOf(atOnceMsMax).goods(Infinity), /stale elsewhere/)
    await deaf.proxy.pass()
  })
})
