import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Turn } from '../../src/domain/conversation.ts'
import { codeOf } from '../../src/domain/failure.ts'
import type { ConversationId, LearnerId, SoundId, TurnId } from '../../src/domain/identity.ts'
import type { NumberedEvent } from '../../src/tutor/course.ts'
import { liveTurns, playedOf, type LiveTurn } from '../../src/tutor/live-turns.ts'
import { speech as newSpeech, type Speech } from '../../src/tutor/speech.ts'
import type { Signals, TurnEvent, Utterance } from '../../src/tutor/tutor.ts'
import { givenClock, type GivenClock } from '../given-clock.ts'
import { gate } from '../rehearsal.ts'

const anna = 'anna' as LearnerId
const said = (key: string, more: Partial<Utterance> = {}): Utterance => ({ learnerId: anna, key, bodyHash: 'body', conversationId: null, said: { text: key }, speak: true, acknowledged: true, ...more })
const sentence = (number: number, text = `${number}`): TurnEvent => ({ type: 'said', sentence: number, text, translation: null })
const sounding = (number: number, durationMs = 1000): TurnEvent => ({ type: 'spoken', sentence: number, sound: { soundId: 'sound' as SoundId, durationMs, words: [] } })

const heard = (transcript: string): TurnEvent => ({ type: 'heard', turnId: 'turn' as TurnId, conversationId: 'talk' as ConversationId, transcript, spoken: true })

type Play = (utterance: Utterance, signals: Signals, heardMs: () => number | null) => AsyncGenerator<TurnEvent, void>

const opened = (take: Play, clock: GivenClock = givenClock()) => ({ clock, turns: liveTurns({ take, clock }) })

async function all(live: LiveTurn, afterSeq = 0): Promise<NumberedEvent[]> {
  const events: NumberedEvent[] = []
  for await (const event of live.follow(afterSeq)) events.push(event)
  return events
}

const breath = () => new Promise((resolve) => setImmediate(resolve))

describe('a live turn', () => {
  it('numbers its events and tells them to whoever follows', async () => {
    const { turns } = opened(async function* () { yield sentence(0); yield sounding(0) })
    const live = turns.begin(said('one'))
    const [one, other] = await Promise.all([all(live), all(live)])
    assert.deepEqual(one.map(({ seq, type }) => [seq, type]), [[1, 'said'], [2, 'spoken']])
    assert.deepEqual(other, one)
    assert.equal(live.running, false)
  })

  it('goes on to its end when nobody follows any more, and tells the rest to whoever comes back', async () => {
    const door = gate()
    const { turns } = opened(async function* () { yield sentence(0); await door.passed(); yield sentence(1); yield sentence(2) })
    const live = turns.begin(said('one'))
    for await (const event of live.follow(0)) if (event.seq === 1) break
    door.open()
    await live.ended
    assert.deepEqual((await all(live, 1)).map(({ seq }) => seq), [2, 3])
    assert.deepEqual(await all(live, 3), [])
  })

  it('lets go of a follower that leaves while nothing happens', async () => {
    const door = gate()
    const { turns } = opened(async function* () { await door.passed(); yield sentence(0) })
    const live = turns.begin(said('one'))
    const leaving = new AbortController()
    const following = live.follow(0, leaving.signal).next()
    await breath()
    leaving.abort()
    assert.equal((await following).done, true)
    door.open()
    assert.equal((await all(live)).length, 1)
  })

  it('is the same for the same key, running or ended, and begun once', async () => {
    let begun = 0
    const { turns } = opened(async function* () { begun += 1; yield sentence(0) })
    const first = turns.begin(said('one'))
    assert.equal(turns.begin(said('one')), first)
    await first.ended
    assert.equal(turns.begin(said('one')), first)
    assert.equal(begun, 1)
    assert.notEqual(turns.begin(said('one', { learnerId: 'petr' as LearnerId })), first)
  })

  it('of which nothing has sounded is taken back with what was heard, and nobody is told how it ended', async () => {
    const { turns } = opened(async function* ({ key }, { turn, takenBack }) {
      yield heard(key)
      await new Promise((resolve) => turn.addEventListener('abort', resolve))
      yield sentence(0)
      takenBack!.throwIfAborted()
    })
    const live = turns.begin(said('half'))
    assert.equal(turns.takeBack(live), null, 'it is not understood yet')
    await breath()
    const taken = turns.takeBack(live)!
    await live.ended
    assert.deepEqual(taken(), { turnId: live.turnId, transcript: 'half' })
    assert.deepEqual((await all(live)).map(({ type }) => type), ['heard'])
    assert.deepEqual([turns.takeBack(live), turns.find(anna, live.turnId), turns.running()], [null, null, 0])
  })

  it('is not taken back where it was too late for that', async () => {
    const { turns } = opened(async function* ({ key }, { turn }) {
      yield heard(key)
      await new Promise((resolve) => turn.addEventListener('abort', resolve))
      yield { type: 'remembered', turn: { turnId: 'kept' } as Turn }
    })
    const live = turns.begin(said('half'))
    await breath()
    const taken = turns.takeBack(live)!
    await live.ended
    assert.equal(taken(), null)
  })

  it('refuses another body under the same key', async () => {
    const { turns } = opened(async function* () { yield sentence(0) })
    turns.begin(said('one'))
    assert.throws(() => turns.begin(said('one', { bodyHash: 'another' })), (error) => codeOf(error) === 'conflict')
  })

  it('that failed says so, and runs again under the same key', async () => {
    let runs = 0
    const { turns } = opened(async function* () { if ((runs += 1) === 1) throw new TypeError('a bug'); yield sentence(0) })
    const failed = turns.begin(said('one'))
    assert.deepEqual((await all(failed)).map(({ type }) => type), ['failed'])
    const again = turns.begin(said('one'))
    assert.deepEqual((await all(again)).map(({ type }) => type), ['said'])
  })

  it('is found by its name, which is the one it is kept under, and by nobody else’s', async () => {
    const { turns } = opened(async function* () { yield { type: 'heard', turnId: 'kept' as TurnId, conversationId: 'talk' as never, transcript: '', spoken: false } })
    const live = turns.begin(said('one'))
    await live.ended
    assert.equal(turns.find(anna, 'kept' as TurnId), live)
    assert.equal(turns.find('petr' as LearnerId, 'kept' as TurnId), null)
  })

  it('is forgotten two minutes after it ended', async () => {
    const { turns, clock } = opened(async function* () { yield sentence(0) })
    const live = turns.begin(said('one'))
    await live.ended
    await breath()
    clock.pass(119_999)
    await breath()
    assert.equal(turns.begin(said('one')), live)
    clock.pass(1)
    await breath()
    assert.notEqual(turns.begin(said('one')), live)
  })

  it('keeps its end however many partial transcripts came before', async () => {
    const { turns } = opened(async function* () { for (let at = 0; at < 2000; at += 1) yield { type: 'hearing', transcript: `${at}` }; yield sentence(0) })
    const events = await all(turns.begin(said('one')))
    assert.equal(events.length, 301)
    assert.equal(events.at(-1)?.type, 'said')
  })

  it('ends at its deadline of a minute', async () => {
    const { turns, clock } = opened(async function* (_, { turn }) {
      await new Promise<void>((resolve) => turn.addEventListener('abort', () => resolve()))
      yield sentence(0)
    })
    const live = turns.begin(said('one'))
    await breath()
    clock.pass(59_999)
    await breath()
    assert.equal(live.running, true)
    clock.pass(1)
    await live.ended
    assert.equal((await all(live)).length, 1)
  })
})

describe('a learner’s turns', () => {
  it('run one after the other, in the order they came; another learner’s beside them', async () => {
    const doors = new Map(['one', 'two', 'three', 'other'].map((key) => [key, gate()]))
    const course: string[] = []
    const { turns } = opened(async function* ({ key }) {
      course.push(`${key} begins`)
      await doors.get(key)!.passed()
      course.push(`${key} ends`)
      yield sentence(0)
    })
    const mine = ['one', 'two', 'three'].map((key) => turns.begin(said(key)))
    const other = turns.begin(said('other', { learnerId: 'petr' as LearnerId }))
    doors.get('three')!.open()
    doors.get('two')!.open()
    doors.get('other')!.open()
    await other.ended
    doors.get('one')!.open()
    await Promise.all(mine.map(({ ended }) => ended))
    assert.deepEqual(course, ['one begins', 'other begins', 'other ends', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends'])
  })

  it('wait in a line of four, and no longer', async () => {
    const door = gate()
    const { turns } = opened(async function* () { await door.passed(); yield sentence(0) })
    const waiting = ['one', 'two', 'three', 'four'].map((key) => turns.begin(said(key)))
    assert.throws(() => turns.begin(said('five')), (error) => codeOf(error) === 'busy')
    turns.begin(said('one'))
    turns.begin(said('five', { learnerId: 'petr' as LearnerId }))
    door.open()
    await Promise.all(waiting.map(({ ended }) => ended))
    await breath()
    await turns.begin(said('five')).ended
  })

  it('that ended are forgotten early when there are too many, those that run never', async () => {
    const door = gate()
    const { turns } = opened(async function* ({ key }) { if (key === 'held') await door.passed(); yield sentence(0) })
    const held = turns.begin(said('held', { learnerId: 'petr' as LearnerId }))
    for (let at = 0; at < 4999; at += 1) await turns.begin(said(`${at}`, { learnerId: `${at}` as LearnerId })).ended
    const first = turns.begin(said('1', { learnerId: '1' as LearnerId }))
    turns.begin(said('one more'))
    assert.equal(turns.begin(said('held', { learnerId: 'petr' as LearnerId })), held)
    assert.equal(turns.begin(said('1', { learnerId: '1' as LearnerId })), first)
    door.open()
    await held.ended
  })
})

describe('an interruption', () => {
  it('stops the voice and not the turn', async () => {
    const { turns } = opened(async function* (_, { voice, turn }) {
      await new Promise<void>((resolve) => voice.addEventListener('abort', () => resolve()))
      yield sentence(0, `${voice.aborted} ${turn.aborted}`)
    })
    const live = turns.begin(said('one'))
    await breath()
    live.interrupt()
    assert.deepEqual((await all(live)).map((event) => event.type === 'said' && event.text), ['true false'])
  })
})

describe('playback', () => {
  it('adds up over sentences, is at most what there was, and never goes back', async () => {
    let heard: (() => number | null) | undefined
    const { turns } = opened(async function* (_utterance, _signals, heardMs) { heard = heardMs; yield sentence(0); yield sounding(0, 1000); yield sounding(1, 500) })
    const live = turns.begin(said('one'))
    await live.ended
    assert.equal(heard!(), 0)
    assert.deepEqual([live.played(0, 400), live.played(1, 200), live.played(0, 900), live.played(1, 9000), live.played(7, 100)], [400, 1200, 1200, 1500, 1500])
    assert.equal(heard!(), 1500)
  })

  it('is unknown where the door does not acknowledge it, or nothing is to sound', async () => {
    for (const more of [{ acknowledged: false }, { speak: false }]) {
      let heard: number | null = 0
      const { turns } = opened(async function* (_utterance, _signals, heardMs) { heard = heardMs(); yield sentence(0) })
      await turns.begin(said('one', more)).ended
      assert.equal(heard, null)
    }
  })

  it('of a kept reply is counted the same way', () => {
    const kept = { reply: { sentences: [1000, 500].map((durationMs) => ({ text: '', translation: null, sound: { soundId: 's' as SoundId, durationMs, words: [] } })) } } as unknown as Turn
    assert.deepEqual([playedOf(kept, 0, 400), playedOf(kept, 1, 200), playedOf(kept, 1, 9000), playedOf(kept, 7, 100)], [400, 1200, 1500, 1500])
  })
})

describe('shutting down', () => {
  it('lets what runs finish and begins nothing more', async () => {
    const door = gate()
    const { turns } = opened(async function* () { await door.passed(); yield sentence(0) })
    const live = turns.begin(said('one'))
    const closing = turns.close(10_000)
    assert.equal(turns.begin(said('one')), live)
    assert.throws(() => turns.begin(said('two')), (error) => codeOf(error) === 'unavailable')
    door.open()
    await closing
    assert.deepEqual((await all(live)).map(({ type }) => type), ['said'])
  })

  it('ends what takes longer than the grace', async () => {
    const { turns, clock } = opened(async function* (_, { turn }) {
      await new Promise<void>((resolve) => turn.addEventListener('abort', () => resolve()))
      yield sentence(0)
    })
    const live = turns.begin(said('one'))
    await breath()
    const closing = turns.close(10_000)
    clock.pass(9_999)
    await breath()
    assert.equal(live.running, true)
    clock.pass(1)
    await closing
    assert.equal(live.running, false)
  })
})

describe('speech', () => {
  const saying = (speech: Speech, key = 'one') => said(key, { said: { speech } })
  const heard: Play = async function* ({ said: what }, { before }) {
    if ('speech' in what) for await (const _ of what.speech) yield { type: 'hearing', transcript: '…' }
    await before
    yield sentence(0)
  }

  it('is listened to while the turn before is answered, which is over before it is', async () => {
    const door = gate()
    const { turns } = opened(async function* (utterance, signals, heardMs) {
      if (utterance.key === 'before') await door.passed()
      yield* heard(utterance, signals, heardMs)
    })
    const first = turns.begin(said('before'))
    const speech = newSpeech()
    const second = turns.begin(saying(speech))
    speech.add(new Uint8Array(2))
    speech.end()
    const events = second.follow(0)
    assert.equal((await events.next()).value?.type, 'hearing')
    assert.ok(first.running && second.running)
    door.open()
    await first.ended
    await second.ended
    assert.equal((await events.next()).value?.type, 'said')
  })

  it('that is said again is another turn, whether the line where it began is known to be gone or not', async () => {
    for (const isGone of [true, false]) {
      const { turns } = opened(heard)
      const lost = newSpeech()
      const first = turns.begin(saying(lost))
      if (isGone) lost.drop()
      const speech = newSpeech()
      const second = turns.begin(saying(speech))
      assert.notEqual(second, first)
      assert.ok(lost.isDropped)
      speech.end()
      assert.deepEqual((await all(second)).map(({ type }) => type), ['said'])
      assert.deepEqual((await all(first)).map(({ type }) => type), ['failed'])
      assert.equal(turns.begin(saying(newSpeech())), second, 'what was said to its end happens once')
    }
  })

  it('that came to nothing is not kept', async () => {
    const { turns, clock } = opened(heard)
    const speech = newSpeech()
    const live = turns.begin(saying(speech))
    speech.drop()
    await live.ended
    await breath()
    assert.equal(turns.find(anna, live.turnId), null)
    assert.equal(clock.nextMs, null)
  })
})
