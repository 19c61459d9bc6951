import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type Type from 'typebox'
import { Turn } from '@mluv/protocol/turn.ts'
import { openDatabase, type Database } from '../../src/adapters/postgres/database.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { assertRefused, openInstallation, type Answer, type Installation } from '../journeys/installation.ts'
import { leftOut } from '../present.ts'
import { startServer, type ServerPostgres } from '../server-postgres.ts'
import { tcpProxy, type TcpProxy } from '../tcp-proxy.ts'

const skip = leftOut('postgres')
/** How soon everything is as before, without a restart: so much later than the same answers come on this machine anyway. */
const recoveryMsMax = 5_000
const learnersAtOnce = 3
const paceMs = 50

let server: ServerPostgres
let proxy: TcpProxy
let mluv: Installation
let behind: Database<Tables>

type Acknowledged = { readonly token: string; readonly key: string; readonly text: string; readonly turn: Type.Static<typeof Turn> }

/** It is there, once, as it was acknowledged; the process alone would remember it for a while. */
async function assertKept({ token, key, text, turn }: Acknowledged): Promise<void> {
  const again = await mluv.call('/lessons/process/text', { token, key, json: { text, speak: false } })
  assert.deepEqual(again.as(Turn), turn)
  const rows = await behind.sql<{ state: string }[]>`select state from turns where turn_id = ${turn.turnId}`
  assert.deepEqual(rows.map(({ state }) => state), ['finished'])
}

/** How many learners have another total than their ledgers sum up to. */
async function wrongLedgers(): Promise<number> {
  const [sums] = await behind.sql<{ wrong: number }[]>`
    select count(*) filter (where l.stars_total <> coalesce(s.stars, 0) or coalesce(d.turns, 0) <> coalesce(t.turns, 0))::int as wrong from learners l
    left join (select learner_id, sum(stars) as stars from stars group by 1) s using (learner_id)
    left join (select learner_id, sum(turns) as turns from days group by 1) d using (learner_id)
    left join (select learner_id, count(*) as turns from turns where state = 'finished' group by 1) t using (learner_id)`
  return sums!.wrong
}

/** Learners who talk and look, one after the other, for as long as `isOver` says no. Every answer is right, or refuses clearly. */
function load() {
  const acknowledged: Acknowledged[] = []
  let isOver = false
  let good = 0
  let refused = 0
  let news = Promise.withResolvers<void>()
  const tell = () => {
    news.resolve()
    news = Promise.withResolvers()
  }
  const right = (answer: Answer): boolean => {
    if (answer.status === 200) good += 1
    else {
      refused += 1
      assertRefused(answer, answer.status)
      assert.ok(answer.status === 503 || answer.status === 429, answer.text)
    }
    tell()
    return answer.status === 200
  }
  const talk = async (nth: number): Promise<void> => {
    const { token } = await mluv.guest()
    for (let turn = 0; !isOver; turn += 1) {
      const [key, text] = [`${nth}-${turn}`, `Já jdu do škola číslo ${turn}.`]
      const said = await mluv.call('/lessons/process/text', { token, key, json: { text, speak: false } })
      if (right(said)) acknowledged.push({ token, key, text, turn: said.as(Turn) })
      right(await mluv.call('/stats/me', { token }))
      await new Promise((resolve) => setTimeout(resolve, paceMs))
    }
  }
  const running = Promise.all(Array.from({ length: learnersAtOnce }, (_, nth) => talk(nth)))
  const until = async (counted: () => number, more: number): Promise<void> => {
    const before = counted()
    while (counted() < before + more) await Promise.race([news.promise, running])
  }
  return {
    goods: (more: number) => until(() => good, more),
    refusals: (more: number) => until(() => refused, more),
    /** Ends it, and looks at what is left. */
    async end() {
      isOver = true
      await running
      for (const each of acknowledged) await assertKept(each)
      assert.equal(await wrongLedgers(), 0, 'ledgers and totals differ')
      return { acknowledged: acknowledged.length, refused, good }
    },
  }
}

async function ready(status: number): Promise<void> {
  while ((await mluv.ask('/ready')).status !== status) await new Promise((resolve) => setTimeout(resolve, paceMs))
}

type Trouble = { readonly called: string; readonly begin: () => void | Promise<void>; readonly mend: () => void | Promise<void> }

const outages: readonly Trouble[] = [
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
    mluv = await openInstallation({ database: { database: behind, connection: server.connection, close: async () => {} }, settings: { DATABASE_URL: `postgres://mluv@127.0.0.1:${proxy.port}/postgres`, CACHE_ENABLED: 'false' } })
  })
  after(async () => {
    await mluv.close()
    await behind.close()
    await proxy.close()
    await server.stop()
  })

  for (const { called, begin, mend } of outages)
    it(`${called}: refusals are clear, /ready is true, all goes on by itself, and nothing acknowledged is lost`, async (t) => {
      const learners = load()
      const beganMs = performance.now()
      await learners.goods(learnersAtOnce * 2)
      const usualMs = performance.now() - beganMs
      await begin()
      await Promise.all([ready(503), learners.refusals(learnersAtOnce * 2)])
      assert.equal((await mluv.ask('/health')).status, 200)
      await mend()
      const mendedMs = performance.now()
      await ready(200)
      await learners.goods(learnersAtOnce * 2)
      const recoveryMs = performance.now() - mendedMs
      t.diagnostic(`back after ${Math.round(recoveryMs)} ms; ${JSON.stringify(await learners.end())}`)
      assert.ok(recoveryMs < recoveryMsMax + usualMs, `back only after ${recoveryMs} ms, where the same takes ${usualMs} ms`)
    })

  it('slow: everything is answered, late, and it is ready', async () => {
    proxy.slow({ latencyMs: 40 })
    const learners = load()
    await learners.goods(learnersAtOnce * 4)
    await ready(200)
    await proxy.pass()
    assert.equal((await learners.end()).refused, 0)
  })

  it('cut off again and again in the middle of everything: nothing acknowledged is lost', async () => {
    const learners = load()
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
    const kept = { token, key, text, turn: await mluv.say(token, text, { key, speak: false }) }
    await assertKept(kept)
    assert.equal(await wrongLedgers(), 0)
    await behind.sql`update learners set stars_total = stars_total + 1 where learner_id = ${learnerId}`
    assert.equal(await wrongLedgers(), 1)
    await behind.sql`update learners set stars_total = stars_total - 1 where learner_id = ${learnerId}`
    await behind.sql`insert into stars (turn_id, reason, learner_id, day, stars, total_after) values (${learnerId}, 'turn', ${learnerId}, '2026-03-02', 1, 1000)`
    assert.equal(await wrongLedgers(), 1)
    await behind.sql`update learners set stars_total = stars_total + 1 where learner_id = ${learnerId}`
    assert.equal(await wrongLedgers(), 0)
    await behind.sql`delete from turns where learner_id = ${learnerId}`
    await assert.rejects(assertKept(kept), assert.AssertionError)
  })
})
