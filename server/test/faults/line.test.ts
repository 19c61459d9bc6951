import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openDatabase, type Database } from '../../src/adapters/postgres/database.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { openInstallation, type Installation } from '../journeys/installation.ts'
import { leftOut } from '../present.ts'
import { startServer, type ServerPostgres } from '../server-postgres.ts'
import { tcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { assertKept, learnersAtOnce, load, outlive, ready, wrongLedgers, type Around, type Trouble } from './load.ts'

const skip = leftOut('postgres')
let server: ServerPostgres
let proxy: TcpProxy
let mluv: Installation
let behind: Database<Tables>
const around = (): Around => ({ doors: [mluv], behind })

const outages: readonly (Trouble & { readonly called: string })[] = [
  { called: 'stopped and started', begin: () => server.end('SIGINT'), mend: () => server.startAgain() },
  { called: 'killed and started', begin: () => server.end('SIGKILL'), mend: () => server.startAgain() },
  { called: 'paused and continued', begin: () => server.pause(), mend: () => server.resume() },
  { called: 'out of reach behind a line that swallows everything', begin: () => proxy.stall(), mend: () => proxy.pass() },
]

describe('a PostgreSQL server under load', { skip }, () => {
  before(async () => {
    server = await startServer()
    proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
    behind = await openDatabase<Tables>({ connection: server.connection, poolMax: 1, applicationName: 'mluv test' })
    mluv = await openInstallation({ warm: ['ear'], database: { database: behind, connection: server.connection, close: async () => {} }, settings: { DATABASE_URL: `postgres://mluv@127.0.0.1:${proxy.port}/postgres`, CACHE_ENABLED: 'false' } })
  })
  after(async () => {
    await mluv.close()
    await behind.close()
    await proxy.close()
    await server.stop()
  })

  for (const { called, begin, mend } of outages)
    it(`${called}: refusals are clear, /ready is true, all goes on by itself, and nothing acknowledged is lost`, async (t) => {
      await outlive(t, around(), { begin, mend })
    })

  it('slow: everything is answered, late, and it is ready', async () => {
    proxy.slow({ latencyMs: 40 })
    const learners = load(around())
    await learners.goods(learnersAtOnce * 4)
    await ready(mluv, 200)
    await proxy.pass()
    assert.equal((await learners.end()).refused, 0)
  })

  it('cut off again and again in the middle of everything: nothing acknowledged is lost', async () => {
    const learners = load(around())
    for (let nth = 0; nth < 5; nth += 1) {
      await learners.goods(learnersAtOnce)
      proxy.cut()
    }
    await learners.goods(learnersAtOnce)
    await learners.end()
  })

  it('is looked at by checks that notice a star counted twice, a total that is off by one, and a lost turn', async () => {
    const { token, learnerId } = await mluv.guest()
    const [key, text] = ['planted', 'Já jdu do škola.']
    const kept = { door: mluv, token, key, text, turn: await mluv.say(token, text, { key, speak: false }) }
    await assertKept(kept, behind)
    assert.equal(await wrongLedgers(behind), 0)
    await behind.sql`update learners set stars_total = stars_total + 1 where learner_id = ${learnerId}`
    assert.equal(await wrongLedgers(behind), 1)
    await behind.sql`update learners set stars_total = stars_total - 1 where learner_id = ${learnerId}`
    await behind.sql`insert into stars (turn_id, reason, learner_id, day, stars, total_after) values (${learnerId}, 'turn', ${learnerId}, '2026-03-02', 1, 1000)`
    assert.equal(await wrongLedgers(behind), 1)
    await behind.sql`update learners set stars_total = stars_total + 1 where learner_id = ${learnerId}`
    assert.equal(await wrongLedgers(behind), 0)
    await behind.sql`delete from turns where learner_id = ${learnerId}`
    await assert.rejects(assertKept(kept, behind), assert.AssertionError)
  })
})
