/** A vendor that nobody set a rate for, and that tells it with its answers; it is played by the bench's own. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Rate } from '../../../bench/simulator/behaviour.ts'
import { rates } from '../../../bench/simulator/rates.ts'
import { ProviderFailure } from '../../src/domain/failure.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import type { Room } from '../../src/domain/rate.ts'
import type { LanguageModel, ReplyPrompt } from '../../src/ports/language-model.ts'
import { lanes, ratedMind } from '../../src/routing/rated.ts'
import { facts, quiet } from './paid.ts'
import { turnedClock, type TurnedClock } from './turned-clock.ts'

const minuteMs = 60_000
const perMinute = (requests: number, tokens: number): Rate => ({ requests: { limit: requests, windowMs: minuteMs }, tokens: { limit: tokens, windowMs: minuteMs } })

/** Counts when it is asked, and answers after so long. A prompt is as long as its utterance says. */
function vendor(clock: TurnedClock, rate: Rate, answerMs = 50) {
  const counted = rates(() => clock.now())
  const played = { refused: 0, answered: 0, atMs: [] as number[] }
  let room: Room | null = null
  const mind: LanguageModel = {
    name: 'vendor', facts: facts(), room: () => room,
    most: ({ utterance }) => ({ ...nothingUsed, inputTokens: 3 * Number(utterance) }),
    async *write({ utterance }, { signal }) {
      yield { type: 'author', by: 'vendor' }
      const { requests, tokens, waitMs } = counted.take('', rate, Number(utterance))
      await clock.sleep(answerMs, signal)
      room = { atMs: clock.monotonicMs(), requests, tokens }
      if (waitMs > 0) {
        played.refused += 1
        throw new ProviderFailure('vendor', 'busy', { retryAfterMs: waitMs })
      }
      played.answered += 1
      played.atMs.push(clock.now())
      yield { type: 'text', text: 'Ahoj.' }
      yield { type: 'usage', model: 'small', usage: { inputTokens: Number(utterance), cachedInputTokens: 0, outputTokens: 0 } }
    },
  }
  const asked = ratedMind(mind, lanes(new Map(), clock))
  const ask = (tokens = 1) => Array.fromAsync(asked.write({ utterance: String(tokens) } as ReplyPrompt, { signal: new AbortController().signal })).catch((error: unknown) => error)
  return { ask, played }
}

async function pass(clock: TurnedClock, ms: number, stepMs = 10): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.turn(stepMs)
    await quiet()
  }
}

describe('a vendor that tells its rate', () => {
  it('is asked as often as anybody likes until it has', async () => {
    const clock = turnedClock()
    const { ask, played } = vendor(clock, perMinute(2, 1_000))
    const asked = [ask(), ask(), ask(), ask()]
    await quiet()
    await pass(clock, 100)
    await Promise.all(asked)
    assert.deepEqual([played.answered, played.refused], [2, 2])
  })
  it('is asked no more than it takes once it has, and again as soon as there is room', async () => {
    const clock = turnedClock()
    const { ask, played } = vendor(clock, perMinute(60, 1_000_000))
    for (let each = 0; each < 60; each += 1) void ask()
    await quiet()
    await pass(clock, 50)
    assert.equal(played.answered, 60)
    const late = ask()
    await pass(clock, 900)
    assert.equal(played.answered, 60)
    await pass(clock, 200)
    assert.deepEqual([(await late as unknown[]).length, played.answered, played.refused], [3, 61, 0])
    assert.ok(played.atMs.at(-1)! >= 1_000 && played.atMs.at(-1)! <= 1_150, String(played.atMs.at(-1)))
  })
  it('sends to others at once who would wait for too long', async () => {
    const clock = turnedClock()
    const { ask, played } = vendor(clock, perMinute(2, 1_000))
    for (let each = 0; each < 2; each += 1) void ask()
    await quiet()
    await pass(clock, 60)
    const failure = await ask()
    assert.ok(failure instanceof ProviderFailure)
    assert.deepEqual([failure.fault, failure.unasked, played.refused], ['busy', true, 0])
  })
  it('has told, too, when it refused', async () => {
    const clock = turnedClock()
    const { ask, played } = vendor(clock, perMinute(1, 1_000))
    const both = [ask(), ask()]
    await quiet()
    await pass(clock, 60)
    await Promise.all(both)
    await ask()
    assert.deepEqual([played.answered, played.refused], [1, 1])
  })
  it('has counted what was asked before it told, and not what was asked since: so it refuses nobody any more', async () => {
    const moves = fc.array(fc.record({ afterMs: fc.constantFrom(0, 0, 10, 200, 1_000, 7_000), tokens: fc.integer({ min: 1, max: 120 }) }), { maxLength: 60 })
    await fc.assert(fc.asyncProperty(moves, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 400, max: 2_000 }), fc.constantFrom(10, 60, 400), async (made, requests, tokens, answerMs) => {
      const clock = turnedClock()
      const { ask, played } = vendor(clock, perMinute(requests, tokens), answerMs)
      const calls = [ask()]
      await quiet()
      await pass(clock, answerMs)
      for (const { afterMs, tokens: wanted } of made) {
        await pass(clock, afterMs, afterMs > 500 ? 250 : 10)
        calls.push(ask(wanted))
        await quiet()
      }
      await pass(clock, 3_000, 50)
      const ends = await Promise.all(calls)
      assert.equal(played.refused, 0)
      assert.equal(played.answered, ends.filter((end) => !(end instanceof ProviderFailure)).length)
      assert.equal(clock.waits, 0)
    }), { numRuns: 40 })
  })
})
