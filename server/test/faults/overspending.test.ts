import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { books } from '../../src/adapters/postgres/books.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { sumsOf } from '../../src/adapters/postgres/ledgers.ts'
import { sideOf } from '../../src/adapters/postgres/side.ts'
import { allowances } from '../../src/adapters/postgres/spending.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { dayOf, turnMicroUsd, type Scope } from '../../src/domain/allowance.ts'
import type { LearnerId, TurnId } from '../../src/domain/identity.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import type { Allowances } from '../../src/ports/allowances.ts'
import { purses, type OpenPurses } from '../../src/routing/purses.ts'
import { newLearner } from '../contracts/store-cast.ts'
import { givenClock, type GivenClock } from '../given-clock.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'
import { budget, limits } from '../routing/paid.ts'

describe('spending', () => {
  let opened: TestDatabase<Tables>
  let learners: LearnerId[]
  /** Each test has days of its own. */
  let clock: GivenClock
  let asked = 0
  before(async () => {
    opened = await testDatabase<Tables>({ poolMax: 8 })
    const store = postgresStore(opened.database)
    learners = await Promise.all([1, 2, 3, 4].map(() => newLearner(store)))
    clock = givenClock()
  })
  after(() => opened.close())

  const counting = (real: Allowances): Allowances => ({
    standing: (learnerId) => { asked += 1; return real.standing(learnerId) },
    exchange: (...given) => { asked += 1; return real.exchange(...given) },
  })
  const process = (day: number, { database }: Pick<TestDatabase<Tables>, 'database'> = opened): OpenPurses =>
    purses({
      allowances: counting(allowances(database)), budget: budget({ installation: limits(day), learner: limits(day) }), overBudget: 'offline',
      clock, holder: clock.newId(), report: (error) => assert.fail(String(error)),
    })

  /** Three calls of one turn, of which the last is under way to the end. */
  async function turn(of: OpenPurses, learnerId: LearnerId, turnId = clock.newId() as TurnId, run = 1): Promise<number> {
    const purse = await of.open(learnerId)
    purse.belongsTo(turnId, run)
    for (const microUsd of [300, 200, 100]) {
      const reservation = await purse.reserve({ task: 'reply', provider: 'vendor', model: 'small', mostMicroUsd: 400 })
      await new Promise((resolve) => setImmediate(resolve))
      reservation?.settle({ outcome: 'finished', microUsd, savedMicroUsd: 0, used: { ...nothingUsed, inputTokens: microUsd } })
    }
    purse.close()
    return purse.spent.microUsd
  }

  const stands = async (scope: Scope = 'installation', name = '') => {
    const [row] = await books(opened.database).stand([{ scope, name, period: 'day', since: dayOf(clock.now()) }])
    return { spent: row!.spentMicroUsd, inHands: row!.inHandsMicroUsd }
  }

  it('never goes beyond a limit: a hundred turns at once, in two processes, where little is left', async () => {
    const elsewhere = await openDatabase<Tables>({ connection: opened.connection, poolMax: 8, applicationName: 'mluv test' })
    const two = [process(20_000), process(20_000, { database: elsewhere })]
    const spent = await Promise.all(Array.from({ length: 100 }, (_, at) => turn(two[at % 2]!, learners[at % learners.length]!)))
    await Promise.all(two.map(({ close }) => close()))
    await elsewhere.close()
    const sum = spent.reduce((total, each) => total + each, 0)
    assert.deepEqual(await stands(), { spent: sum, inHands: 0 })
    assert.ok(sum > 0 && sum <= 20_000, `${sum}`)
    assert.ok(spent.some((each) => each === 0), 'not all can be served')
    clock.pass(86_400_000)
  })

  it('asks the database for nothing while slices are in hand', async () => {
    const one = process(5_000_000)
    await turn(one, learners[0]!)
    const before = asked
    for (let turns = 0; turns < 5; turns += 1) await turn(one, learners[0]!)
    assert.equal(asked, before)
    await one.close()
    clock.pass(86_400_000)
  })

  it('of a process that died is charged as far as it told of it, and else as much as it had in hand; the turn is charged to its learner once', async () => {
    const [dead, next] = [process(60_000), process(60_000)]
    const turnId = clock.newId() as TurnId
    await turn(dead, learners[0]!, turnId)
    await dead.flush()
    await turn(dead, learners[1]!)
    const { spent, inHands } = await stands()
    assert.equal(spent, 600)
    assert.ok(inHands >= 600 && inHands <= 2 * turnMicroUsd, `${inHands}`)
    assert.equal(await turn(next, learners[0]!, turnId, 2), 600)
    await next.close()
    assert.deepEqual(await stands(), { spent: 1_200, inHands })
    assert.equal((await stands('learner', learners[0])).spent, 600)
  })

  it('adds up, whatever happened', async () => {
    const session = await opened.database.openSession('mluv test')
    try {
      const sums = (await sumsOf(await sideOf(session))).filter(({ name }) => name.startsWith('money'))
      assert.deepEqual(sums.map(({ name, unequal }) => `${name}: ${unequal}`), ['money of days: 0', 'money that was allowed to all: 0', 'money that was allowed to learners: 0', 'money in hands: 0'])
      assert.ok(sums.every(({ owners }) => owners > 0))
      await assert.rejects(opened.database.onConnection((tx) => tx`update allowances set limit_micro_usd = spent_micro_usd + reserved_micro_usd - 1 where spent_micro_usd > 0`), /allowances_suffice/)
      await opened.database.onConnection((tx) => tx`update allowances set spent_micro_usd = spent_micro_usd - 1 where scope = 'learner' and spent_micro_usd > 0`)
      const broken = await sumsOf(await sideOf(session))
      assert.ok(broken.find(({ name }) => name === 'money that was allowed to learners')!.unequal > 0, 'and it is noticed where it does not')
    } finally {
      await session.close()
    }
  })
})
