import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ProviderFailure } from '../../src/domain/failure.ts'
import { minuteMs, type Rate, type Urgency } from '../../src/domain/rate.ts'
import { lane, type Lane } from '../../src/routing/lane.ts'
import { minute, type Taken } from '../../src/routing/minute.ts'
import { quiet } from './paid.ts'
import { turnedClock, type TurnedClock } from './turned-clock.ts'

type Asked = { readonly learner: string; readonly atMs: number; readonly stop: () => void; outcome: 'waits' | 'placed' | 'stopped' | ProviderFailure; endedMs: number; taken: Taken | null }

/** What became of every call, in the order of their ends. */
function asking(way: Lane, clock: TurnedClock) {
  const calls: Asked[] = []
  const ended: Asked[] = []
  const ask = (learner: string, { tokens = 0, urgency = 0 }: { readonly tokens?: number; readonly urgency?: Urgency } = {}): Asked => {
    const stopping = new AbortController()
    const call: Asked = { learner, atMs: clock.now(), stop: () => stopping.abort(), outcome: 'waits', endedMs: 0, taken: null }
    const end = (outcome: Asked['outcome'], taken: Taken | null = null) => {
      Object.assign(call, { outcome, taken, endedMs: clock.now() })
      ended.push(call)
    }
    way.place({ provider: 'vendor', urgency, learner, tokens, signal: stopping.signal }).then((taken) => end(taken ? 'placed' : 'stopped', taken), end)
    calls.push(call)
    return call
  }
  return { ask, calls, ended, placed: () => ended.filter(({ outcome }) => outcome === 'placed') }
}

const rateOf = (requestsPerMinute: number | null, tokensPerMinute: number | null = null): Rate => ({ requestsPerMinute, tokensPerMinute })

/** Fills the minute now, so that places come free, one each `everyMs`, a minute later. */
async function filled(requests: number, everyMs: number) {
  const clock = turnedClock()
  const way = lane(minute(rateOf(requests)), clock)
  const asked = asking(way, clock)
  for (let at = 0; at < requests; at += 1) {
    asked.ask('before')
    await quiet()
    clock.turn(everyMs)
  }
  clock.turn(minuteMs - requests * everyMs - 1)
  asked.ended.length = 0
  return { clock, way, ...asked }
}

async function pass(clock: TurnedClock, ms: number, stepMs = 1): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.turn(stepMs)
    await quiet()
  }
}

describe('the queue before a vendor', () => {
  it('lets through at once what the rate allows, and tells at once who would wait for too long', async () => {
    const clock = turnedClock()
    const { ask } = asking(lane(minute(rateOf(2)), clock), clock)
    const calls = [ask('a'), ask('b'), ask('c')]
    await quiet()
    assert.deepEqual(calls.slice(0, 2).map(({ outcome }) => outcome), ['placed', 'placed'])
    const failure = calls[2]!.outcome
    assert.ok(failure instanceof ProviderFailure)
    assert.deepEqual([failure.fault, failure.unasked, failure.uncharged, failure.retryAfterMs, clock.waits], ['busy', true, true, minuteMs, 0])
  })

  it('lets through learners in turn, and not who came first', async () => {
    const { clock, ask, placed } = await filled(10, 10)
    for (const learner of ['a', 'a', 'a', 'b', 'b', 'c']) ask(learner)
    await pass(clock, 100, 10)
    assert.deepEqual(placed().map(({ learner }) => learner), ['a', 'b', 'c', 'a', 'b', 'a'])
    assert.equal(clock.waits, 0)
  })

  it('lets through replies before corrections, and those before what nobody waits for', async () => {
    const { clock, ask, placed } = await filled(3, 10)
    for (const [learner, urgency] of [['behind', 2], ['corrected', 1], ['answered', 0]] as const) ask(learner, { urgency })
    await pass(clock, 40, 10)
    assert.deepEqual(placed().map(({ learner }) => learner), ['answered', 'corrected', 'behind'])
  })

  it('sends away who has waited for too long, because more urgent ones came', async () => {
    const { clock, ask } = await filled(2, 1_900)
    const correction = ask('a', { urgency: 1 })
    clock.turn(1)
    const behind = ask('b', { urgency: 1 })
    for (const learner of ['c', 'd']) ask(learner)
    await pass(clock, 4_100, 100)
    assert.ok([correction, behind].some(({ outcome }) => outcome instanceof ProviderFailure && outcome.fault === 'busy'))
    assert.equal(clock.waits, 0)
  })

  it('has another place where a call was not made, or took less', async () => {
    const clock = turnedClock()
    const { ask } = asking(lane(minute(rateOf(2, 1_000)), clock), clock)
    const [first, second] = [ask('a', { tokens: 900 }), ask('a', { tokens: 900 })]
    await quiet()
    assert.ok(second.outcome instanceof ProviderFailure)
    first.taken!.took(100)
    const third = ask('a', { tokens: 900 })
    await quiet()
    assert.equal(third.outcome, 'placed')
    third.taken!.giveBack()
    third.taken!.giveBack()
    const fourth = ask('a', { tokens: 900 })
    await quiet()
    assert.equal(fourth.outcome, 'placed')
  })

  it('lets through alone what takes more than a minute has', async () => {
    const clock = turnedClock()
    const { ask } = asking(lane(minute(rateOf(null, 1_000)), clock), clock)
    const large = ask('a', { tokens: 5_000 })
    await quiet()
    const next = ask('a', { tokens: 1 })
    await quiet()
    assert.deepEqual([large.outcome, next.outcome instanceof ProviderFailure], ['placed', true])
  })

  it('lets nobody through for as long as the vendor asks', async () => {
    const clock = turnedClock()
    const way = lane(minute(rateOf(100)), clock)
    const { ask } = asking(way, clock)
    way.rest(1_000)
    const call = ask('a')
    await pass(clock, 990, 90)
    assert.deepEqual([call.outcome, way.waiting], ['waits', 1])
    await pass(clock, 10, 10)
    assert.deepEqual([call.outcome, call.endedMs, clock.waits], ['placed', 1_000, 0])
  })
})

const learners = ['a', 'b', 'c'] as const
type Move = { readonly learner: (typeof learners)[number]; readonly urgency: Urgency; readonly tokens: number; readonly afterMs: number; readonly stops: boolean }
const moves: fc.Arbitrary<Move[]> = fc.array(fc.record({
  learner: fc.constantFrom(...learners), urgency: fc.constantFrom<Urgency[]>(0, 0, 1, 2), tokens: fc.nat(60), afterMs: fc.constantFrom(0, 0, 1, 400, 1_500, 9_000, 31_000), stops: fc.boolean(),
}), { maxLength: 25 })

describe('whoever asks, and whoever leaves', () => {
  it('there is no minute in which more is let through than the rate, every call comes to an end, and no wait is left behind', async () => {
    await fc.assert(fc.asyncProperty(moves, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 60, max: 200 }), async (made, requests, tokens) => {
      const clock = turnedClock()
      const way = lane(minute(rateOf(requests, tokens)), clock)
      const { ask, calls, placed } = asking(way, clock)
      for (const { afterMs, stops, learner, ...what } of made) {
        const call = ask(learner, what)
        await quiet()
        const waits = call.outcome === 'waits'
        if (stops) call.stop()
        await quiet()
        assert.equal(call.outcome === 'stopped', stops && waits)
        assert.ok(clock.waits <= Math.min(1, way.waiting), 'one wait, and none where nobody waits')
        await pass(clock, afterMs, Math.max(1, afterMs / 4))
      }
      await pass(clock, 2 * minuteMs, 1_000)
      assert.deepEqual([calls.filter(({ outcome }) => outcome === 'waits'), way.waiting, clock.waits], [[], 0, 0])
      const tokensOf = (call: Asked) => made[calls.indexOf(call)]!.tokens
      for (const { endedMs: fromMs } of placed()) {
        const within = placed().filter(({ endedMs }) => endedMs >= fromMs && endedMs < fromMs + minuteMs)
        assert.ok(within.length <= requests && within.reduce((sum, call) => sum + tokensOf(call), 0) <= tokens)
      }
    }), { numRuns: 60 })
  })

  it('while two learners wait, neither has had more than one call more', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...learners), { minLength: 2, maxLength: 20 }), async (asked) => {
      const { clock, ask, ended } = await filled(30, 10)
      for (const learner of asked) ask(learner)
      await pass(clock, 310, 10)
      const order = ended.map(({ learner }) => learner)
      assert.equal(order.length, asked.length)
      for (const [one, other] of [['a', 'b'], ['b', 'c'], ['a', 'c']] as const) {
        const both = Math.min(asked.filter((each) => each === one).length, asked.filter((each) => each === other).length)
        for (let until = 1; until <= order.length; until += 1) {
          const had = (who: string) => order.slice(0, until).filter((each) => each === who).length
          if (Math.min(had(one), had(other)) < both) assert.ok(Math.abs(had(one) - had(other)) <= 1, `${order.join('')} ${one}${other}`)
        }
      }
    }), { numRuns: 30 })
  })
})
