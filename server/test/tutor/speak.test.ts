import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstSettings } from '../../src/domain/learner.ts'
import type { LearnerId, SoundId } from '../../src/domain/identity.ts'
import type { ClaimedTurn } from '../../src/ports/store.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { freePurses } from '../../src/routing/purses.ts'
import type { Line, Nearly } from '../../src/tutor/reply.ts'
import { speak, type Said } from '../../src/tutor/speak.ts'
import type { TurnEvent } from '../../src/tutor/tutor.ts'
import { givenClock } from '../given-clock.ts'
import { gate, rehearsedAudio, rehearsedVoice } from '../rehearsal.ts'

const purse = await freePurses.open('anna' as LearnerId)
const turn = { learner: { learnerId: 'anna', settings: firstSettings } } as unknown as ClaimedTurn

async function* lines(...texts: readonly string[]): AsyncGenerator<Line, null> {
  for (const text of texts) yield { text, translation: null, slow: false }
  return null
}

/** Sounds are kept once `keeping` lets them; `asked` is what was looked for. */
function tutor(voice: TextToSpeech, keeping: () => Promise<unknown> = async () => {}, known: string[] = [], asked: string[] = []) {
  const sounds = {
    keep: async () => (await keeping(), 'kept' as SoundId),
    find: async () => null,
    recall: async (key: string) => (asked.push(key.split(' ').slice(2).join(' ')), known.some((text) => key.endsWith(text)) ? { soundId: 'known' as SoundId, durationMs: 1000, words: [] } : null),
  }
  return { language: 'cs' as const, voice, audio: rehearsedAudio(), clock: givenClock(), store: { sounds, turns: undefined as never } }
}

const nameOf = (event: TurnEvent): string => `${event.type} ${'sentence' in event ? event.sentence : ''}`.trim()

async function told(events: AsyncGenerator<TurnEvent, Said<null>>, on: (event: TurnEvent) => void = () => {}): Promise<{ names: string[]; said: Said<null> }> {
  const names: string[] = []
  for (;;) {
    const step = await events.next()
    if (step.done) return { names, said: step.value }
    names.push(nameOf(step.value))
    on(step.value)
  }
}

const never = new AbortController().signal
const inPieces = { speak: true, inPieces: true }

describe('sound in pieces', () => {
  it('is passed on as it is made, in order, before the sentence is spoken', async () => {
    const pieces: number[] = []
    const { names } = await told(speak(tutor(rehearsedVoice()), purse, turn, lines('Raz.', 'Dva.'), inPieces, never), (event) => event.type === 'sounding' && pieces.push(event.piece!.fromSample))
    assert.deepEqual(names.filter((name) => name.startsWith('sounding')), ['sounding 0', 'sounding 0', 'sounding 1', 'sounding 1'])
    for (const sentence of [0, 1]) assert.deepEqual(names.filter((name) => name.endsWith(`${sentence}`)), [`said ${sentence}`, `sounding ${sentence}`, `sounding ${sentence}`, `spoken ${sentence}`])
    assert.deepEqual(pieces, [0, 8000, 0, 8000])
  })

  it('in packets is passed on and kept as it is, and lasts as long as is to be heard of it', async () => {
    const packet = (at: number, samples = 960) => ({ data: Uint8Array.of(72, at), samples })
    const [one, two] = [{ packets: [packet(1), packet(2)], preSkip: 312 }, { packets: [packet(3, 600)], preSkip: 312 }]
    const voice: TextToSpeech = { ...rehearsedVoice(), async *speak() { yield { opus: one, words: [] }; yield { opus: two, words: [] } } }
    const pieces: unknown[] = []
    const { said } = await told(speak(tutor(voice), purse, turn, lines('Raz.'), inPieces, never), (event) => event.type === 'sounding' && pieces.push(event.piece))
    assert.deepEqual(pieces, [{ fromSample: 0, ...one }, { fromSample: 1920, ...two }])
    assert.equal(said.sentences[0]?.sound?.durationMs, (2520 - 312) / 48)
  })

  it('begins with the first piece, while the rest is being made', async () => {
    const door = gate()
    const voice: TextToSpeech = { ...rehearsedVoice(), async *speak() { yield { pcm: new Int16Array(10), words: [] }; await door.passed(); yield { pcm: new Int16Array(10), words: [] } } }
    const events = speak(tutor(voice), purse, turn, lines('Raz.'), inPieces, never)
    assert.deepEqual([nameOf((await events.next()).value as TurnEvent), nameOf((await events.next()).value as TurnEvent)], ['said 0', 'sounding 0'])
    door.open()
    assert.deepEqual((await told(events)).names, ['sounding 0', 'spoken 0'])
  })

  it('of the next sentence does not wait until the one before is kept', async () => {
    const door = gate()
    const { names, said } = await told(speak(tutor(rehearsedVoice(), door.passed), purse, turn, lines('Raz.', 'Dva.', 'Tři.'), inPieces, never), (event) => nameOf(event) === 'sounding 2' && door.open())
    assert.deepEqual(names.filter((name) => name.startsWith('spoken')), ['spoken 0', 'spoken 1', 'spoken 2'])
    assert.ok(names.indexOf('sounding 2') < names.indexOf('spoken 0'))
    assert.ok(said.sentences.every(({ sound }) => sound))
  })

  it('is looked for while it is not sure that the sentence is whole, and looked for again where it was not', async () => {
    async function* written(): AsyncGenerator<Line | Nearly, null> {
      yield { nearly: 'Bydlím v ul.' }
      yield { nearly: 'Bydlím v ul. Karlově.' }
      yield { text: 'Bydlím v ul. Karlově.', translation: null, slow: false }
      yield { nearly: 'Dne 5.' }
      yield { text: 'Dne 5. května.', translation: null, slow: false }
      return null
    }
    const asked: string[] = []
    const { names } = await told(speak(tutor(rehearsedVoice(), undefined, ['Bydlím v ul. Karlově.'], asked), purse, turn, written(), inPieces, never))
    assert.deepEqual(asked, ['Bydlím v ul.', 'Bydlím v ul. Karlově.', 'Dne 5.', 'Dne 5. května.'])
    assert.deepEqual(names.filter((name) => !name.startsWith('said')), ['spoken 0', 'sounding 1', 'sounding 1', 'spoken 1'])
  })

  it('is not there for what is recalled, nor for whoever does not want it', async () => {
    const recalled = await told(speak(tutor(rehearsedVoice(), undefined, ['Raz.']), purse, turn, lines('Raz.', 'Dva.'), inPieces, never))
    assert.deepEqual(recalled.names.filter((name) => name.startsWith('s') && !name.startsWith('said')), ['spoken 0', 'sounding 1', 'sounding 1', 'spoken 1'])
    const whole = await told(speak(tutor(rehearsedVoice()), purse, turn, lines('Raz.'), { speak: true }, never))
    assert.deepEqual(whole.names, ['said 0', 'spoken 0'])
  })

  it('that is stopped says how far it was made, and keeps what was whole', async () => {
    const learner = new AbortController()
    const door = gate()
    const { said } = await told(speak(tutor(rehearsedVoice(), door.passed), purse, turn, lines('Raz dva.', 'Tři čtyři.'), inPieces, learner.signal), (event) => {
      if (nameOf(event) !== 'sounding 1') return
      learner.abort()
      door.open()
    })
    assert.equal(said.sentences[0]?.sound?.soundId, 'kept')
    assert.deepEqual([said.stopped?.sentence, said.stopped?.madeMs, said.stopped?.words.length], [1, 500, 1])
  })
})
