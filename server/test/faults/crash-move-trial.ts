/** A move out of the embedded home that dies again and again, into either home, and is complete in the end. */
import assert from 'node:assert/strict'
import { tablesOf } from '../../src/adapters/postgres/catalog.ts'
import { refuseHalfMoved } from '../../src/adapters/postgres/half-moved.ts'
import type { Side } from '../../src/adapters/postgres/side.ts'
import { emptyDatabase, oddHouse, openSide, type OddHouse } from '../adapters/postgres/odd-house.ts'
import { testDatabase, type Home } from '../postgres.ts'
import { eachOf, live, type Crashes, type Life, type Plant } from './crash.ts'

type Connection = OddHouse['sourceConnection']

/** Several pieces to the larger tables. */
const rowsMax = 150
/** Deaths that one move goes on after. */
const deathsMax = 10

const lastAwait = 'after target transact 20'
const plants: readonly Plant[] = [
  { called: 'a row that is lost', at: lastAwait, statement: 'delete from loose where ctid = (select min(ctid) from loose)', noticed: /every row is there once/ },
  { called: 'a row that is there twice', at: lastAwait, statement: 'insert into loose select * from loose limit 1', noticed: /every row is there once/ },
  { called: 'a total that is off', at: lastAwait, statement: 'update learners set stars_total = stars_total + 1 where learner_id = (select min(learner_id::text)::uuid from learners)', noticed: /the ledger of stars and the learners’ totals differ/ },
]

export async function moveCrashes(home: Home): Promise<Crashes> {
  const house = await oddHouse()
  const server = await testDatabase({ home, migrated: false })
  const before = await rowsOf(house.sourceConnection, placeAndRow)
  const moveUntil = (target: Connection, last?: string) => live(new URL('./crash-move-process.ts', import.meta.url), [JSON.stringify(house.sourceConnection), JSON.stringify(target), house.folder, String(rowsMax)], last)

  /** One move, which dies at the first of those that wait, and again, until it lives because that one is not reached any more. Answers with its last life. */
  async function movedThrough(waiting: string[], plant?: Plant): Promise<Life> {
    const target = await emptyDatabase(server.connection)
    try {
      for (;;) {
        const life = await moveUntil(target.connection, waiting[0])
        if (life.killed) waiting.shift()
        else {
          assert.ok(life.reached.length > 0, life.said)
          await assertMoved(house.sourceConnection, target.connection)
          return life
        }
        if (plant) await plantIn(target.connection, plant)
      }
    } finally {
      await target.close()
    }
  }

  const { reached } = await movedThrough([])
  assert.equal(reached.at(-1), lastAwait)
  const order = new Map(reached.map((awaited, at) => [awaited, at]))
  return {
    awaits: reached,
    plants,
    async dieAt(awaits, plant) {
      const moves = Array.from({ length: Math.ceil(awaits.length / deathsMax) }, (_, nth) => awaits.slice(nth * deathsMax, (nth + 1) * deathsMax))
      await eachOf(moves, async (some) => {
        const waiting = some.toSorted((one, other) => order.get(one)! - order.get(other)!)
        while (waiting.length > 0) {
          const left = waiting.length
          const { said } = await movedThrough(waiting, plant)
          assert.ok(waiting.length < left, `${waiting[0]} was never reached: ${said}`)
        }
      })
      assert.deepEqual(await rowsOf(house.sourceConnection, placeAndRow), before, 'the source is as it was')
      return awaits
    },
    async close() {
      await server.close()
      await house.close()
    },
  }
}

async function assertMoved(source: Connection, target: Connection): Promise<void> {
  const { database, side, close } = await openSide(target)
  await refuseHalfMoved(database)
  const [ledger] = await side.ask('select count(*)::int as unequal from learners l where stars_total <> (select coalesce(sum(stars), 0) from stars s where s.learner_id = l.learner_id)')
  await close()
  assert.deepEqual(ledger, { unequal: 0 }, 'the ledger of stars and the learners’ totals differ')
  assert.deepEqual(await rowsOf(target, row), await rowsOf(source, row), 'every row is there once')
}

async function plantIn(target: Connection, { statement }: Plant): Promise<void> {
  const { side, close } = await openSide(target)
  await side.ask(statement)
  await close()
}

const row = 't::text'
/** A row that is written anew has another place and another transaction. */
const placeAndRow = 't::text || ctid::text || xmin::text'

/** How many rows each table has, and a hash of them all. */
async function rowsOf(connection: Connection, hashed: string): Promise<unknown> {
  const { side, close } = await openSide(connection)
  const found: unknown[] = []
  for (const { name } of await tablesOf(side)) found.push({ name, ...(await countOf(side, name, hashed)) })
  await close()
  return found
}

async function countOf(side: Side, name: string, hashed: string): Promise<object> {
  const [counted] = await side.ask<{ rows: number; hash: string }>(`select count(*)::int as rows, sum(hashtextextended(${hashed}, 0))::text as hash from ${name} as t`)
  return { ...counted }
}
