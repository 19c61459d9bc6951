/**
 * Five hundred learners who interrupt at moments that dice draw, of turns whose parts take as long as dice say. Nothing sounds
 * after the interruption was acknowledged, and nothing is left: no timer, no stream, no follower.
 */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { firstSettings } from '../../src/domain/learner.ts'
import type { Turn } from '../../src/domain/conversation.ts'
import type { ConversationId, LearnerId, SoundId, TurnId } from '../../src/domain/identity.ts'
import { interrupt, openTalk, say } from '../../src/entry/talk.ts'
import type { House } from '../../src/entry/house.ts'
import { typed } from '../../src/entry/utterances.ts'
import type { Facts } from '../../src/ports/provider.ts'
import type { Purses } from '../../src/ports/purse.ts'
import type { LanguageModel } from '../../src/ports/language-model.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { spendMind, spendVoice } from '../../src/routing/spend.ts'
import { liveTurns } from '../../src/tutor/live-turns.ts'
import { takeTurn } from '../../src/tutor/turn.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'
import { givenClock, type GivenClock } from '../given-clock.ts'
import { rehearsedAudio, rehearsedContent, rehearsedEar } from '../rehearsal.ts'

const keptMs = 120_000
const facts: Facts = {
  provider: 'vendor', model: 'model', pricedOn: '2026-01-01', languages: null, contextTokens: 1000, strength: 'light', price: { inputTokens: 1, outputTokens: 4, spokenCharacters: 15 },
}
const pieces = 4

/** How long each part takes, in milliseconds: as many as it has waits, over and over. */
type Course = { readonly waitsMs: readonly number[]; readonly interruptMs: number; readonly sentences: number; readonly inPieces: boolean; readonly foreseen: 'not' | 'well' | 'badly' }

const courses = fc.record<Course>({
  waitsMs: fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 3, maxLength: 12 }),
  interruptMs: fc.integer({ min: 0, max: 1500 }),
  sentences: fc.integer({ min: 1, max: 5 }),
  inPieces: fc.boolean(),
  foreseen: fc.constantFrom('not', 'well', 'badly'),
})

/** A tutor in memory, what it has open, and the connection that its turns are told on. */
function scene({ waitsMs, sentences, inPieces, foreseen }: Course, clock: GivenClock) {
  const opened = { streams: 0, reservations: 0, purses: 0 }
  let waits = 0
  const wait = (signal?: AbortSignal) => clock.sleep(waitsMs[(waits += 1) % waitsMs.length]!, signal)
  async function* stream<Piece>(signal: AbortSignal, all: readonly Piece[]): AsyncGenerator<Piece> {
    opened.streams += 1
    try {
      for (const piece of all) {
        await wait(signal)
        if (signal.aborted) return
        yield piece
      }
    } finally {
      opened.streams -= 1
    }
  }
  const mind: LanguageModel = { name: 'mind', facts, write: (_, { signal }) => stream(signal, Array.from({ length: sentences }, (_, at) => ({ type: 'sentence' as const, text: `Věta číslo ${at}.`, translation: null }))) }
  const voice: TextToSpeech = { name: 'voice', facts, voice: 'voice', sampleRateHz: 24_000, speak: (_, { signal }) => stream(signal, Array.from({ length: pieces }, () => ({ pcm: new Int16Array(2400), words: [] }))) }
  const turn = { turnId: clock.newId() as TurnId, conversationId: clock.newId() as ConversationId, saidAtMs: 0, transcript: 'Ahoj.', spoken: false } as const
  const claimed = { ...turn, learner: { learnerId: 'anna', settings: firstSettings }, conversation: { conversationId: turn.conversationId, opening: [], scene: null, topic: null, exchanges: [] }, run: 1 }
  const kept: Turn[] = []
  const store = {
    turns: {
      lookUp: async () => null,
      foresee: async () => (await wait(), foreseen === 'not' ? null : { version: 1, ordinal: 1, learner: claimed.learner, conversation: claimed.conversation }),
      claim: async () => (await wait(), { state: 'mine', turn: claimed, asForeseen: foreseen === 'well' }),
      finish: async (outcome: object) => (await wait(), kept.push({ ...turn, newWords: [], scenario: null, progress: null, ...outcome } as unknown as Turn), kept.at(-1)!),
      played: async () => {},
    },
    sounds: { recall: async () => null, keep: async () => (await wait(), 'sound' as SoundId), find: async () => ({ bytes: new Uint8Array(9), mediaType: 'audio/ogg' }), remember: async () => {} },
  }
  const parts = {
    language: 'cs', purses: pursesIn(opened), hearing: null, mind: spendMind(mind), voice: spendVoice(voice), ear: rehearsedEar(), audio: rehearsedAudio(), content: rehearsedContent, store, clock,
  }
  const tutor = { ...parts, owner: 'here' } as unknown as Tutor
  const turns = liveTurns({ clock, take: (utterance, signals, heardMs) => takeTurn(tutor, utterance, signals, heardMs) })
  const house = { clock, turns, store, audio: tutor.audio, pace: { count() {} }, log: { error: (_: string, error: unknown) => { throw error } } } as unknown as House
  const sent: string[] = []
  const talk = openTalk({ say: ({ type }) => void sent.push(type), frame: async () => void sent.push('frame'), close: () => assert.fail('The connection was closed.') }, new AbortController().signal)
  talk.learnerId = 'anna' as LearnerId
  talk.inPieces = inPieces
  return { opened, kept, turns, house, sent, talk }
}

/** Purses without a bottom, whose reservations are counted while they are open. */
const pursesIn = (opened: { reservations: number; purses: number }): Purses => ({
  async open(learnerId) {
    opened.purses += 1
    return {
      learnerId, leftMicroUsd: Infinity, spent: { microUsd: 0, savedMicroUsd: 0 }, usedUp: null, belongsTo: () => {},
      async reserve() {
        let isOpen = true
        opened.reservations += 1
        return {
          settle() {
            if (isOpen) opened.reservations -= 1
            isOpen = false
          },
        }
      },
      close: () => void (opened.purses -= 1),
    }
  },
})

const settle = async () => {
  for (let quiet = 0; quiet < 2; quiet += 1) await new Promise((resolve) => setImmediate(resolve))
}

it('an interruption at any moment ends the sound, and leaves nothing behind', async () => {
  const seen = { withSound: 0, midway: 0 }
  await fc.assert(fc.asyncProperty(courses, async (course) => {
    const clock = givenClock()
    const { opened, kept, turns, house, sent, talk } = scene(course, clock)
    const live = say(house, talk, (given) => typed('Ahoj, jak se máš?', false, given), {})
    let interrupted = false
    while (live.running) {
      await settle()
      if (!interrupted && (clock.nextMs ?? Infinity) > course.interruptMs) {
        clock.pass(Math.max(0, course.interruptMs - clock.monotonicMs()))
        await settle()
        interrupt(talk)
        interrupted = true
        if (sent.includes('frame')) seen.withSound += 1
        if (live.running && opened.streams > 0) seen.midway += 1
      } else if (live.running && !clock.passToNext()) assert.fail('The turn waits for nothing that comes.')
    }
    await settle()
    const at = sent.indexOf('interrupted')
    assert.ok(!interrupted || at >= 0)
    if (at >= 0) assert.ok(!sent.slice(at).includes('frame'), `sound after the interruption: ${sent.join(' ')}`)
    assert.equal(kept.length, 1, 'the turn is kept, however it went')
    assert.equal(sent.at(-1) === 'interrupted' ? sent.at(-2) : sent.at(-1), 'remembered')
    assert.deepEqual(opened, { streams: 0, reservations: 0, purses: 0 }, 'a provider’s stream, a reservation or a purse is still open')
    // What the store was asked meanwhile comes to its end; then only the ended turn itself is kept for a while.
    for (let waits = 0; waits < 4 && clock.nextMs! - clock.monotonicMs() < 1000; waits += 1) {
      clock.passToNext()
      await settle()
    }
    assert.ok(clock.nextMs! - clock.monotonicMs() > keptMs / 2, 'a timer is left')
    await turns.close(0)
    await settle()
    assert.equal(clock.nextMs, null, 'a timer is left')
  }), { numRuns: 500 })
  assert.ok(seen.withSound > 100 && seen.midway > 100, `too few met a turn on its way: ${JSON.stringify(seen)}`)
})
