import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { leastMicroUsd, turnMicroUsd, type Allowance } from '../../src/domain/allowance.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { LearnerId, TurnId } from '../../src/domain/identity.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import type { Allowances } from '../../src/ports/allowances.ts'
import type { Purse, Reservation } from '../../src/ports/purse.ts'
import { givenClock } from '../given-clock.ts'
import { keptAllowances, type KeptAllowances } from '../kept-allowances.ts'
import { budget, limits, of, quiet, somebody, till, type Till } from './paid.ts'

const call = (mostMicroUsd: number) => ({ task: 'reply', provider: 'vendor', model: 'small', mostMicroUsd }) as const
const finished = (microUsd: number) => ({ outcome: 'finished', microUsd, savedMicroUsd: 0, used: nothingUsed }) as const
const inHands = (kept: KeptAllowances, allowance: Allowance) => [...kept.read(allowance).slices.values()].reduce((sum, each) => sum + each, 0)
const spentOf = (kept: KeptAllowances, allowance: Allowance) => kept.read(allowance).spentMicroUsd

/** One call of a turn of its own: what it took, or null where it was refused. */
async function spend({ purses }: Till, microUsd: number, mostMicroUsd = microUsd, learnerId = somebody): Promise<number | null> {
  const purse = await purses.open(learnerId)
  const reservation = await purse.reserve(call(mostMicroUsd))
  await quiet()
  reservation?.settle(finished(microUsd))
  purse.close()
  return reservation && microUsd
}

describe('a purse', () => {
  it('waits for nobody while there are slices in hand: neither to be opened, nor for a call, nor to be closed', async () => {
    const one = till(budget({ installation: limits(10_000_000), learner: limits(10_000_000, 10_000_000) }))
    await spend(one, 100)
    const before = one.kept.calls
    for (let turn = 0; turn < 5; turn += 1) await spend(one, 100)
    assert.equal(one.kept.calls, before)
  })

  it('is unlimited where nothing is limited, and what it spends is entered all the same', async () => {
    const one = till(budget())
    const purse = await one.purses.open(somebody)
    assert.equal(purse.leftMicroUsd, Infinity)
    ;(await purse.reserve(call(1e12)))!.settle(finished(1e12))
    purse.close()
    await one.purses.flush()
    assert.equal(spentOf(one.kept, of('installation')), 1e12)
  })

  it('enters what was spent before the turn was known as the turn’s, and each call of a task by its number', async () => {
    const one = till(budget())
    const purse = await one.purses.open(somebody)
    for (const microUsd of [1, 2]) (await purse.reserve(call(10)))!.settle(finished(microUsd))
    await one.purses.flush()
    assert.deepEqual(one.kept.entries, [], 'nobody knows whose they are')
    purse.belongsTo('turn' as TurnId, 3)
    const last = await purse.reserve(call(10))
    purse.close()
    last!.settle(finished(4))
    assert.deepEqual(purse.spent, { microUsd: 7, savedMicroUsd: 0 })
    await one.purses.close()
    assert.deepEqual(one.kept.entries.map(({ turnId, run, attempt, microUsd }) => [turnId, run, attempt, microUsd]), [['turn', 3, 1, 1], ['turn', 3, 2, 2], ['turn', 3, 3, 4]])
  })

  it('settles a call once, for no more than was held back, and gives the rest back', async () => {
    const one = till(budget({ installation: limits(turnMicroUsd) }))
    const purse = await one.purses.open(somebody)
    const reservation = await purse.reserve(call(6_000))
    assert.equal(purse.leftMicroUsd, turnMicroUsd - 6_000)
    assert.equal(await purse.reserve(call(6_000)), null)
    reservation!.settle(finished(9_000))
    reservation!.settle(finished(1))
    assert.equal(purse.spent.microUsd, 6_000)
    purse.close()
    assert.equal(await purse.reserve(call(1)), null, 'it is closed')
    await one.purses.close()
    assert.deepEqual([spentOf(one.kept, of('installation')), inHands(one.kept, of('installation'))], [6_000, 0])
  })

  it('grows where a turn needs more than most do', async () => {
    const one = till(budget({ installation: limits(1_000_000), learner: limits(90_000) }))
    const purse = await one.purses.open(somebody)
    assert.ok(await purse.reserve(call(80_000)))
    assert.equal(await purse.reserve(call(20_000)), null)
    assert.deepEqual(purse.usedUp && [purse.usedUp.scope, purse.usedUp.period], ['learner', 'day'])
  })

  it('of a learner is limited by their plan, and by what guests share where nobody vouches for them', async () => {
    const given = budget({ guests: limits(5_000), learner: limits(50_000), plans: new Map([['school', limits(2_000)]]) })
    const one = till(given)
    const [guest, pupil, member] = ['guest', 'pupil', 'member'] as LearnerId[]
    one.kept.stand(pupil!, { plan: 'school', guest: false })
    one.kept.stand(member!, { plan: 'standard', guest: false })
    assert.equal(await spend(one, 5_000, 5_000, guest), 5_000)
    assert.equal(await spend(one, 1, 1, 'another guest' as LearnerId), null)
    assert.equal(await spend(one, 2_001, 2_001, pupil), null)
    assert.equal(await spend(one, 2_000, 2_000, pupil), 2_000)
    assert.equal(await spend(one, 50_000, 50_000, member), 50_000)
  })

  it('belongs to the day on which it was opened; the next day begins anew', async () => {
    const one = till(budget({ installation: limits(1_000, 2_500) }))
    assert.equal(await spend(one, 1_000), 1_000)
    assert.equal(await spend(one, 1_000), null)
    one.clock.pass(24 * 3_600_000)
    assert.equal(await spend(one, 1_000), 1_000)
    one.clock.pass(24 * 3_600_000)
    assert.equal(await spend(one, 1_000), null, 'the month has an end, too')
    await one.purses.close()
    assert.deepEqual([spentOf(one.kept, of('installation')), spentOf(one.kept, of('installation', 'month'))], [1_000, 2_000])
  })

  it('with nothing left is told what is used up until when, or is refused where the operator says so', async () => {
    const untilMs = Date.UTC(2026, 2, 3)
    const offline = await till(budget({ learner: limits(leastMicroUsd - 1) })).purses.open(somebody)
    assert.deepEqual(offline.usedUp, { scope: 'learner', period: 'day', untilMs })
    const refusing = till(budget({ learner: limits(leastMicroUsd - 1) }), { overBudget: 'refuse' })
    await assert.rejects(refusing.purses.open(somebody), (error) => error instanceof Failure && error.code === 'exhausted' && error.retryAfterMs === untilMs - refusing.clock.now())
    await refusing.purses.close()
    assert.equal(inHands(refusing.kept, of('learner')), 0)
    assert.equal((await till(budget({ learner: limits(leastMicroUsd) }), { overBudget: 'refuse' }).purses.open(somebody)).usedUp, null)
  })

  it('finds what is left, whoever takes or gives back meanwhile what was in hand when it was opened', async () => {
    const [anna, boris] = ['anna', 'boris'] as LearnerId[]
    const one = till(budget({ installation: limits(1_000_000), learner: limits(500_000) }))
    await spend(one, 100)
    // What nobody used for a minute is given back by the very exchange that the next learner waits for.
    one.clock.pass(60_000)
    assert.equal(await spend(one, 100, 100, anna), 100)
    // Of what all share there is enough in hand for each of two new learners, and not for both.
    const few = till(budget({ installation: limits(200_000), learner: limits(100_000) }))
    await spend(few, 100)
    assert.deepEqual(await Promise.all([spend(few, 100, 100, anna), spend(few, 100, 100, boris)]), [100, 100])
  })

  it('is refused while the database cannot be asked for a slice, and spends nothing that it does not hold', async () => {
    let isAway = true
    const away = () => Promise.reject(new Failure('unavailable', 'away'))
    const one = till(budget({ installation: limits(100_000) }), { allowances: (kept) => ({ ...kept, exchange: (...given) => (isAway ? away() : kept.exchange(...given)) }) })
    await assert.rejects(one.purses.open(somebody), Failure)
    isAway = false
    await quiet()
    one.clock.pass(1_000)
    assert.equal(await spend(one, 100), 100)
    isAway = true
    assert.equal(await spend(one, 100), 100, 'the slice in hand is enough')
    await one.purses.flush()
    assert.equal(one.errors.length, 2)
    isAway = false
    await one.purses.close()
    assert.deepEqual([spentOf(one.kept, of('installation')), inHands(one.kept, of('installation'))], [200, 0])
  })
})

describe('slices', () => {
  it('that nobody used for a minute are given back, so that another process finds what is left', async () => {
    const kept = keptAllowances()
    const clock = givenClock()
    const [one, other] = [till(budget({ installation: limits(5_000) }), { kept, clock }), till(budget({ installation: limits(5_000) }), { kept, clock, holder: 'other' })]
    await spend(one, 1_000)
    assert.equal(await spend(other, 1_000), null, 'the first one has all of it in hand')
    for (let minutes = 0; minutes < 3; minutes += 1) {
      clock.pass(60_000)
      await quiet()
    }
    assert.equal(await spend(other, 1_000), 1_000)
    await Promise.all([one, other].map(({ purses }) => purses.close()))
    assert.deepEqual([spentOf(kept, of('installation')), inHands(kept, of('installation'))], [2_000, 0])
  })

  it('of a process that died count as spent', async () => {
    const kept = keptAllowances()
    const dead = till(budget({ installation: limits(100_000) }), { kept })
    await spend(dead, 1_000)
    const held = inHands(kept, of('installation'))
    const next = till(budget({ installation: limits(100_000) }), { kept, holder: 'next' })
    let spent = 0
    for (let turn = 0; turn < 200; turn += 1) spent += (await spend(next, 1_000)) ?? 0
    assert.ok(held > 0 && held <= turnMicroUsd + 5_000, 'and they are small')
    assert.equal(spent + held, 100_000)
  })

  it('are shared so that a hundred turns at once in two processes never spend more than is left, and nearly all of it', async () => {
    const kept = keptAllowances()
    const tills = ['one', 'other'].map((holder) => till(budget({ installation: limits(31_000), learner: limits(8_000) }), { kept, holder }))
    const spent = await Promise.all(Array.from({ length: 100 }, (_, turn) => spend(tills[turn % 2]!, 400, 500, `learner ${turn % 10}` as LearnerId)))
    await Promise.all(tills.map(({ purses }) => purses.close()))
    const sum = spent.reduce<number>((total, each) => total + (each ?? 0), 0)
    assert.equal(spentOf(kept, of('installation')), sum)
    assert.ok(sum <= 31_000 && sum > 0, `${sum}`)
  })
})

type Step =
  | { readonly do: 'open' | 'close' | 'pass' | 'rest'; readonly at: number }
  | { readonly do: 'reserve' | 'settle'; readonly at: number; readonly microUsd: number }
  | { readonly do: 'trouble'; readonly at: number; readonly how: 'refused' | 'lost' }

const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({ do: fc.constantFrom('open', 'open', 'close', 'pass', 'rest', 'rest', 'rest'), at: fc.nat(1_000) }),
  fc.record({ do: fc.constantFrom('reserve', 'settle'), at: fc.nat(1_000), microUsd: fc.nat(12_000) }),
  fc.record({ do: fc.constantFrom('reserve', 'settle'), at: fc.nat(1_000), microUsd: fc.nat(12_000) }),
  fc.record({ do: fc.constant('trouble'), at: fc.nat(1_000), how: fc.constantFrom('refused', 'lost') }),
)

/** Allowances of which an exchange now and then fails, or happens and is not answered. */
function troubled(kept: KeptAllowances, next: { how: 'refused' | 'lost' | null }): Allowances {
  return {
    ...kept,
    async exchange(...given) {
      await quiet()
      const { how } = next
      next.how = null
      if (how === 'refused') throw new Failure('unavailable', 'refused')
      const granted = await kept.exchange(...given)
      await quiet()
      if (how === 'lost') throw new Failure('unavailable', 'lost')
      return granted
    },
  }
}

it('however turns, processes, time and lost answers are mixed, nothing is overspent, and in the end everything adds up', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), fc.constantFrom(3_000, 25_000, 400_000), async (steps, limit) => {
    const kept = keptAllowances()
    const clock = givenClock()
    const next: { how: 'refused' | 'lost' | null } = { how: null }
    const given = budget({ installation: limits(limit), guests: limits(limit), learner: limits(Math.ceil(limit / 2)) })
    const tills = ['one', 'other'].map((holder) => till(given, { kept, clock, holder, allowances: () => troubled(kept, next) }))
    const purses: Purse[] = []
    const held: { readonly reservation: Reservation; readonly most: number; open: boolean }[] = []
    let settled = 0
    const check = () => {
      for (const [allowance, most] of [[of('installation'), limit], [of('guests'), limit], [of('learner', 'day', 'a'), Math.ceil(limit / 2)]] as const)
        assert.ok(spentOf(kept, allowance) + inHands(kept, allowance) <= most, `${allowance.scope}: ${spentOf(kept, allowance)} spent, ${inHands(kept, allowance)} in hands, of ${most}`)
      const reserved = held.reduce((sum, { most, open }) => sum + (open ? most : 0), 0)
      assert.ok(settled + reserved <= limit, `${settled} settled and ${reserved} held back, of ${limit}`)
    }
    for (const each of steps) {
      const purse = purses[each.at % Math.max(1, purses.length)]
      const open = held.filter((one) => one.open)
      if (each.do === 'open') void tills[each.at % 2]!.purses.open(['a', 'b', 'c'][each.at % 3] as LearnerId).then((made) => purses.push(made), () => {})
      if (each.do === 'close') purse?.close()
      if (each.do === 'pass') clock.pass(each.at * 100)
      if (each.do === 'rest') for (let turns = each.at % 6; turns >= 0; turns -= 1) await quiet()
      if (each.do === 'trouble') next.how = each.how
      if (each.do === 'reserve') void purse?.reserve(call(each.microUsd)).then((reservation) => reservation && held.push({ reservation, most: each.microUsd, open: true }))
      if (each.do === 'settle' && open.length > 0) {
        const one = open[each.at % open.length]!
        one.open = false
        const microUsd = Math.min(one.most, each.microUsd)
        one.reservation.settle(finished(microUsd))
        settled += microUsd
      }
      check()
    }
    next.how = null
    for (let turns = 0; turns < 20; turns += 1) await quiet().then(() => clock.pass(1_000))
    for (const one of held.filter(({ open }) => open)) {
      one.open = false
      one.reservation.settle(finished(one.most))
      settled += one.most
    }
    for (const purse of purses) purse.close()
    await Promise.all(tills.map((one) => one.purses.close()))
    check()
    assert.deepEqual([spentOf(kept, of('installation')), inHands(kept, of('installation')), inHands(kept, of('guests'))], [settled, 0, 0])
  }), { numRuns: 150 })
})
