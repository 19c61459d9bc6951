import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { named } from '../../../src/adapters/postgres/statements.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { others } from '../../../src/domain/tally.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

let at: TestDatabase<Tables>
before(async () => {
  at = await testDatabase<Tables>({ poolMax: 2 })
})
after(() => at.close())

/** How many statements of each name there were since the last time. */
let before1 = new Map<string, number>()
function counted(): Record<string, number> {
  const now = new Map(Array.from(at.database.vitals().statementsMs, ([name, { counts }]) => [name, counts.reduce((sum, each) => sum + each, 0)]))
  const since = Object.fromEntries([...now].map(([name, count]) => [name, count - (before1.get(name) ?? 0)]).filter(([, count]) => count !== 0)) as Record<string, number>
  before1 = now
  return since
}

const port = named('port', {
  one: async () => (await sql<{ one: number }>`select 1 as one`.execute(at.database.kysely)).rows[0]!.one,
  both: async () => [await port.one(), (await sql`select 2`.execute(at.database.kysely)).rows.length],
  changes: () => at.database.inTransaction(async (tx) => void (await sql`select 3`.execute(tx))),
  fails: () => sql`select 1 / 0`.execute(at.database.kysely),
  straight: () => at.database.onConnection((line) => line`select 4`),
  async *rows() {
    for (let row = 0; row < 3; row += 1) yield (await sql`select 5`.execute(at.database.kysely)).rows
  },
  limit: 7,
})

describe('statements', () => {
  it('are called by the method that asked, however deep, and by the innermost of several', async () => {
    counted()
    assert.equal(await port.one(), 1)
    assert.deepEqual(counted(), { 'port.one': 1 })
    await port.both()
    assert.deepEqual(counted(), { 'port.both': 1, 'port.one': 1 })
  })
  it('of a transaction are all counted, and its end; its beginning goes along with the first', async () => {
    await port.changes()
    assert.deepEqual(counted(), { 'port.changes': 2 })
  })
  it('are counted where they fail, and where Kysely does not ask', async () => {
    await assert.rejects(port.fails())
    await port.straight()
    assert.deepEqual(counted(), { 'port.fails': 1, 'port.straight': 1 })
  })
  it('that are asked row by row are called by the method that gives the rows, whoever reads them', async () => {
    for await (const _ of port.rows()) await port.one()
    for await (const _ of port.rows()) break
    assert.deepEqual(counted(), { 'port.rows': 4, 'port.one': 3 })
  })
  it('of many at once are told apart', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, nth) => (nth % 2 ? port.one() : port.straight())))
    assert.deepEqual(counted(), { 'port.one': 10, 'port.straight': 10 })
  })
  it('of nobody are others', async () => {
    await sql`select 6`.execute(at.database.kysely)
    assert.deepEqual(counted(), { [others]: 1 })
    assert.equal(port.limit, 7)
  })
})

describe('the pool', () => {
  it('tells who has a connection, who waits for one, and how often somebody waited', async () => {
    const held = Promise.withResolvers<void>()
    const taken = at.database.vitals().waitedMs
    const holders = [0, 1, 2].map(() => at.database.onConnection(() => held.promise))
    const { busy, free, waiting } = at.database.vitals()
    assert.deepEqual({ busy, free, waiting }, { busy: 2, free: 0, waiting: 1 })
    held.resolve()
    await Promise.all(holders)
    const after = at.database.vitals()
    const count = ({ counts }: typeof taken) => counts.reduce((sum, each) => sum + each, 0)
    assert.deepEqual([after.busy, after.free, after.waiting, count(after.waitedMs) - count(taken)], [0, 2, 0, 3])
  })
  it('counts whom it refused', async () => {
    const { database, close } = await testDatabase<Tables>({ poolMax: 1, waitMsMax: 1 })
    const held = Promise.withResolvers<void>()
    const holder = database.onConnection(() => held.promise)
    await assert.rejects(database.onConnection(async () => {}), /too much to do/)
    held.resolve()
    await holder
    assert.equal(database.vitals().refused, 1)
    await close()
  })
})
