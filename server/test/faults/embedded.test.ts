import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readPostmaster } from '../../src/adapters/embedded-postgres/postmaster.ts'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start.ts'
import { openDatabase, type Database } from '../../src/adapters/postgres/database.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { doorAt, type Door } from '../journeys/installation.ts'
import { place, type Serving } from '../journeys/serving.ts'
import { copyMadeDatabase } from '../made-database.ts'
import { childrenOf } from '../server-postgres.ts'
import { assertKept, learnersAtOnce, load, outlive, ready, recoveryMsMax, took, wrongLedgers } from './load.ts'

const home = place()
const folder = join(home.folder, 'postgres')
let serving: Serving
let door: Door
let behind: Database<Tables>
const around = () => ({ doors: [door], behind })
const start = async () => {
  serving = await home.start({ GUESTS_PER_HOUR: '0' })
  door = doorAt(serving.url)
}

before(async () => {
  await copyMadeDatabase(folder)
  await start()
  const { connection } = await startEmbeddedPostgres({ folder, log: () => {} })
  behind = await openDatabase<Tables>({ connection, poolMax: 1, applicationName: 'mluv test' })
})
after(async () => {
  await behind.close()
  await home.remove()
})

const postmaster = () => readPostmaster(folder)!.pid
const signalAll = (signal: NodeJS.Signals) => [postmaster(), ...childrenOf(postmaster())].forEach((pid) => process.kill(pid, signal))
/** A process of the server that answers to one of ours. */
async function session(): Promise<number> {
  const [row] = await behind.sql<{ pid: number }[]>`select pid from pg_stat_activity where application_name = ${`mluv ${serving.pid}`} limit 1`
  return row!.pid
}
const deathsSaid = () => serving.printed().split('ended unasked').length - 1
/** Accepts connections, and is not the one that was killed. */
async function isUp(killed: number): Promise<boolean> {
  const found = readPostmaster(folder)
  return found?.ready === true && found.pid !== killed && behind.ping().then(() => true, () => false)
}

/** Whose it is: no second process gets in. */
async function holder(): Promise<string | undefined> {
  const [row] = await behind.sql<{ name: string }[]>`select application_name as name from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and granted and application_name like 'mluv serve %'`
  return row?.name
}

const deaths: readonly { readonly called: string; readonly die: () => Promise<void> | void; readonly isAnother: boolean }[] = [
  { called: 'killed', die: () => void process.kill(postmaster(), 'SIGKILL'), isAnother: true },
  { called: 'told to stop by somebody else', die: () => void process.kill(postmaster(), 'SIGINT'), isAnother: true },
  { called: 'broken by the death of one of its sessions', die: async () => void process.kill(await session(), 'SIGKILL'), isAnother: false },
]

describe('the embedded PostgreSQL under load', () => {
  it('paused and continued: refusals are clear, /ready is true, all goes on by itself, and nothing acknowledged is lost', (t) =>
    outlive(t, around(), { begin: () => signalAll('SIGSTOP'), mend: () => signalAll('SIGCONT') }))

  for (const { called, die, isAnother } of deaths)
    it(`${called}: it is up again by itself, and nothing acknowledged is lost`, async (t) => {
      const learners = load(around())
      const usualMs = await took(() => learners.goods(learnersAtOnce * 2))
      const [before, said] = [postmaster(), deathsSaid()]
      await die()
      const upMs = await took(async () => {
        await learners.until(async () => deathsSaid() > said)
        await learners.until(() => isUp(isAnother ? before : 0))
      })
      const recoveryMs = await took(async () => {
        await ready(door, 200)
        await learners.goods(learnersAtOnce * 2)
      })
      t.diagnostic(`the server is up after ${Math.round(upMs)} ms, and all else ${Math.round(recoveryMs)} ms later; ${JSON.stringify(await learners.end())}`)
      assert.equal(postmaster() !== before, isAnother)
      assert.ok(recoveryMs < recoveryMsMax + usualMs, `back only after ${recoveryMs} ms, where the same takes ${usualMs} ms`)
      assert.equal(await holder(), `mluv serve ${serving.pid}`)
    })

  it('killed again and again: Mluv says so and ends, and a start finds everything acknowledged', async () => {
    const { token } = await door.guest()
    const kept = { token, key: 'last', text: 'Já jdu do škola.', turn: await door.say(token, 'Já jdu do škola.', { key: 'last', speak: false }) }
    let isOver = false
    const ended = serving.ended.finally(() => (isOver = true))
    for (let pid = 0; !isOver; await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))])) {
      const next = readPostmaster(folder)
      if (!next?.ready || next.pid === pid) continue
      pid = next.pid
      process.kill(pid, 'SIGKILL')
    }
    assert.deepEqual(await ended, { code: 1, signal: null })
    assert.match(serving.printed(), /ends again and again.\nThe database is gone, so nothing can be kept any more\. Mluv stops here; start it again\.\n$/)
    await start()
    await assertKept({ ...kept, door }, behind)
    assert.equal(await wrongLedgers(behind), 0)
    assert.doesNotMatch(readFileSync(join(folder, 'server.log'), 'utf8'), /škol/)
  })
})
