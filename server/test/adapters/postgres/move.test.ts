import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { tablesOf } from '../../../src/adapters/postgres/catalog.ts'
import { differences } from '../../../src/adapters/postgres/compare.ts'
import type { DatabaseOptions } from '../../../src/adapters/postgres/database.ts'
import { refuseHalfMoved } from '../../../src/adapters/postgres/half-moved.ts'
import { move } from '../../../src/adapters/postgres/move.ts'
import type { Side } from '../../../src/adapters/postgres/side.ts'
import { codeOf } from '../../../src/domain/failure.ts'
import { leftOut } from '../../present.ts'
import { startServer, type ServerPostgres } from '../../server-postgres.ts'
import { emptyDatabase, oddHouse, openSide, type OddHouse, type Opened } from './odd-house.ts'

/** Small, so that every table has several. */
const rowsMax = 100

let house: OddHouse
let server: ServerPostgres | undefined
before(async () => {
  house = await oddHouse()
  if (!leftOut('postgres')) server = await startServer()
})
after(async () => {
  await house.close()
  await server?.stop()
})

async function place(t: TestContext, within: DatabaseOptions['connection'] = house.sourceConnection) {
  const empty = await emptyDatabase(within)
  t.after(empty.close)
  const said: string[] = []
  const opened: Opened[] = []
  t.after(() => Promise.all(opened.map(({ close }) => close())))
  const open = async (connection: DatabaseOptions['connection']) => {
    const each = await openSide(connection)
    opened.push(each)
    return each
  }
  return {
    said, open, connection: empty.connection,
    async run({ through = (side: Side) => side, from = house.sourceConnection } = {}): Promise<Opened> {
      const [source, target] = [await open(from), await open(empty.connection)]
      try {
        await move({ source: source.side, target: through(target.side), shape: house.shapeOf(target.database), say: (sentence) => void said.push(sentence), rowsMax })
      } catch (error) {
        await Promise.all([source.close(), target.close()])
        throw error
      }
      return target
    },
  }
}

/** Fails at the n-th statement that begins so. */
const failingAt = (beginning: string, last: number) => (side: Side): Side => {
  let met = 0
  const watched = async <T>(statement: string, go: () => Promise<T>): Promise<T> => {
    if (statement.startsWith(beginning) && (met += 1) === last) throw new Error('unplugged')
    return go()
  }
  const asking = ({ ask }: Pick<Side, 'ask'>): Side['ask'] => (statement, parameters) => watched(statement, () => ask(statement, parameters))
  return {
    ...side,
    ask: asking(side),
    transact: (work) => side.transact((inside) => work({ ...inside, ask: asking(inside), write: (statement, pieces) => watched(statement, () => inside.write(statement, pieces)) })),
  }
}

async function assertComplete(target: Opened): Promise<void> {
  const source = await openSide(house.sourceConnection)
  try {
    assert.deepEqual(await differences(source.side, target.side, await tablesOf(source.side), rowsMax), [])
    for (const { side } of [source, target]) {
      assert.deepEqual(await side.ask('select mood::text, learners::int from totals order by 1'), [{ mood: 'calm', learners: 20 }, { mood: 'wild', learners: 20 }])
      assert.deepEqual(await side.ask('select count(*)::int as n, sum(length)::int as length from "Odd words"'), [{ n: 360, length: 1400 }])
      assert.deepEqual(await side.ask('select (select count(*)::int from side.jobs_one) as one, (select count(*)::int from side.jobs_rest) as rest'), [{ one: 15, rest: 15 }])
    }
    const { side } = target
    const [learner] = await side.ask<{ learner_id: string; stars_total: number }>('select learner_id, stars_total from learners limit 1')
    await side.ask(`insert into stars values (gen_random_uuid(), 'turn', $1, '2026-11-23', 5)`, [learner!.learner_id])
    assert.deepEqual(await side.ask('select stars_total from learners where learner_id = $1', [learner!.learner_id]), [{ stars_total: learner!.stars_total + 5 }], 'triggers are on again')
    await assert.rejects(side.ask('delete from stars'))
    const [next] = await side.ask<{ number: number }>(`insert into aardvarks (word_of, word) select learner_id, word from "Odd words" limit 1 returning number`)
    assert.equal(next!.number, 361)
    await refuseHalfMoved(target.database)
  } finally {
    await source.close()
  }
}

describe('a move', () => {
  it('carries everything to a database of an owner who may do nothing else', async (t) => {
    const { run, said } = await place(t)
    await assertComplete(await run())
    assert.deepEqual(said.map((sentence) => sentence.replace(/\d+/, 'so many')), ['Copying so many tables.', 'Comparing every row with its original.'])
  })

  it('carries everything to an older server', { skip: leftOut('postgres') }, async (t) => {
    const { run } = await place(t, server)
    await assertComplete(await run())
  })

  for (const [beginning, last] of [['create table', 1], ['copy', 9], ['update mluv_move.move set step = \'verified\'', 1]] as const) {
    it(`that fails at ${beginning} no. ${last} goes on where it was, and the half of it is refused until then`, async (t) => {
      const { run, said, open, connection } = await place(t)
      await assert.rejects(run({ through: failingAt(beginning, last) }))
      const half = await open(connection)
      if (beginning === 'create table') await refuseHalfMoved(half.database)
      else await assert.rejects(refuseHalfMoved(half.database), (error) => codeOf(error) === 'conflict' && /npm start -- move/.test((error as Error).message))
      await half.close()
      await assertComplete(await run())
      assert.equal(said.includes('Going on with the move that was begun.'), beginning !== 'create table')
    })
  }

  it('that is finished is not done again', async (t) => {
    const { run, said } = await place(t)
    await (await run()).close()
    await assertComplete(await run())
    assert.equal(said.at(-1), 'Everything is there already.')
  })

  it('begins anew where its source was used in between, and refuses once it is done', async (t) => {
    const { run, said, open } = await place(t)
    await assert.rejects(run({ through: failingAt('copy', 9) }))
    const source = await open(house.sourceConnection)
    await source.side.ask(`update seeded set value = value`)
    const target = await run()
    await assertComplete(target)
    await target.close()
    assert.ok(said.includes('This installation was used since the move was begun: everything is copied anew.'))
    await source.side.ask(`update seeded set value = value`)
    await assert.rejects(run(), (error) => codeOf(error) === 'conflict' && /used since/.test((error as Error).message))
  })

  const faults = [
    ['a changed row', `update "Odd words" set exact = exact + 1e-30 where word = 'čau' and learner_id = (select min(learner_id::text)::uuid from learners)`, /public."Odd words": 1 rows differ, 0 are missing, 0 are too many/],
    ['a missing row', `delete from aardvarks where number = 7`, /public.aardvarks: 0 rows differ, 1 are missing, 0 are too many/],
    ['a missing twin', `delete from loose where ctid = (select ctid from loose where note is null limit 1)`, /public.loose: 0 rows differ, 1 are missing, 0 are too many/],
    ['a row that nobody moved', `insert into side.jobs values ('one', gen_random_uuid(), '{}')`, /side.jobs: 0 rows differ, 0 are missing, 1 are too many/],
    ['a wrong sum', `update learners set stars_total = stars_total + 1 where invited_by is null`, /stars of learners: the sums differ/],
  ] as const
  it('finds every fault in what it has copied, quotes nothing of it, and mends it when it is started again', async (t) => {
    const { run } = await place(t)
    for (const [fault, statement, found] of faults) {
      const planting = (side: Side): Side => ({
        ...side,
        ask: async (asked, parameters) => {
          if (asked.startsWith('analyze side.jobs')) await side.ask(statement)
          return side.ask(asked, parameters)
        },
      })
      await assert.rejects(run({ through: planting }), (error: Error) => codeOf(error) === 'conflict' && found.test(error.message) && !/čau|0000-/.test(error.message), fault)
    }
    await assertComplete(await run())
  })

  it('is refused where something is, and leaves it', async (t) => {
    const { run, open, connection } = await place(t)
    const other = await open(connection)
    await other.side.ask('create table letters (text text)')
    await assert.rejects(run(), (error) => codeOf(error) === 'conflict' && /not empty/.test((error as Error).message))
    assert.deepEqual(await other.side.ask(`select relname as name from pg_class where relnamespace = 'public'::regnamespace`), [{ name: 'letters' }])
  })

  it('is refused where another installation was moved to', async (t) => {
    const { run } = await place(t)
    await (await run()).close()
    const other = await oddHouse()
    t.after(other.close)
    await assert.rejects(run({ from: other.sourceConnection }), (error) => codeOf(error) === 'conflict' && /another installation/.test((error as Error).message))
  })

  it('is refused while another to the same database runs', async (t) => {
    const { run, open, connection } = await place(t)
    const other = await open(connection)
    await other.side.ask('select pg_advisory_lock(1836021349)')
    await assert.rejects(run(), (error) => codeOf(error) === 'conflict' && /Another move/.test((error as Error).message))
  })
})
