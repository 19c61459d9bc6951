/**
 * A house in memory behind the real WebSocket door, in given time: what its parts do takes as long as a course says, and what
 * they have open is counted. Its voice says every sentence in numbers of its own, so that a sample tells where it belongs.
 */
import assert from 'node:assert/strict'
import fastify from 'fastify'
import type { Turn } from '../../src/domain/conversation.ts'
import type { ConversationId, LearnerId, SoundId, TurnId } from '../../src/domain/identity.ts'
import { firstSettings } from '../../src/domain/learner.ts'
import { nothingRecollected } from '../../src/domain/recollection.ts'
import { crowd } from '../../src/entry/crowd.ts'
import type { House } from '../../src/entry/house.ts'
import { seen } from '../../src/entry/metrics/seen.ts'
import { addVoice } from '../../src/entry/voice.ts'
import type { Audio } from '../../src/ports/audio.ts'
import type { LanguageModel } from '../../src/ports/language-model.ts'
import type { Facts } from '../../src/ports/provider.ts'
import type { Purses } from '../../src/ports/purse.ts'
import type { Outcome } from '../../src/ports/store.ts'
import type { SpeechChunk, TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { spendMind, spendVoice } from '../../src/routing/spend.ts'
import { liveTurns, type LiveTurns } from '../../src/tutor/live-turns.ts'
import { takeTurn } from '../../src/tutor/turn.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'
import { givenClock, type GivenClock } from '../given-clock.ts'
import { openSocket, type Socket } from '../journeys/socket.ts'
import { wavFile } from '../adapters/audio/recordings.ts'
import { rehearsedAudio, rehearsedContent, rehearsedEar } from '../rehearsal.ts'

/** How long each part takes, in milliseconds: as many as it has waits, over and over. */
export type Course = { readonly waitsMs: readonly number[]; readonly sentences: number; readonly foreseen: 'not' | 'well' | 'badly' }

export type Opened = { streams: number; reservations: number; purses: number }

/** What was kept of a turn, and of its reply as heard. */
export type Kept = Pick<Outcome, 'reply' | 'heardMs'>

export type RehearsedHouse = {
  readonly clock: GivenClock
  /** From here on turns take this course, and nothing of those before is left; what they have open, and what was kept of them. */
  begin(course: Course): { readonly opened: Opened; readonly kept: readonly Kept[] }
  /** Lets the turns end; nothing is known of them any more. */
  end(): Promise<void>
  /** A client that has said hello. */
  connect(inPieces: boolean): Promise<Socket>
  /** Until nothing happens any more without time, and the client has all that was sent. */
  settle(socket?: Socket): Promise<void>
  close(): Promise<void>
}

export const pieces = 4
const pieceSamples = 2400
const rateHz = 24_000
export const pieceMs = (1000 * pieceSamples) / rateHz
const token = 'a-token-that-is-long-enough'

export const sentenceOf = (at: number): string => `Věta číslo ${['nula', 'jedna', 'dva', 'tři', 'čtyři'][at]!}.`
/** The sample of a sentence. */
export const sampleOf = (sentence: number, at: number): number => sentence * 6000 + (at % 6000)
/** When each word of a sentence begins to sound. */
export const wordStartsMs = [0, 130, 260] as const

export async function openRehearsedHouse(): Promise<RehearsedHouse> {
  const clock = givenClock()
  let course: Course = { waitsMs: [0], sentences: 0, foreseen: 'not' }
  let opened: Opened = { streams: 0, reservations: 0, purses: 0 }
  let kept: Kept[] = []
  let waits = 0
  const wait = (signal?: AbortSignal) => clock.sleep(course.waitsMs[(waits += 1) % course.waitsMs.length]!, signal)
  const parts = partsOf(() => course, () => opened, wait)
  const own = { language: 'cs', owner: 'here', hearing: null, ear: rehearsedEar(), audio, content: rehearsedContent, clock, variantsOf: () => ({}) }
  const tutor = { ...own, ...parts, store: storeOf(clock, wait, () => course, () => kept) } as unknown as Tutor
  const newTurns = (): LiveTurns => liveTurns({ clock, take: (utterance, signals, heardMs) => takeTurn(tutor, utterance, signals, heardMs) })
  let turns = newTurns()
  const house = whole({
    clock, audio, store: tutor.store, pace: { count() {} }, publicUrl: null,
    get turns() { return turns },
    signIn: { who: async () => ({ role: 'learner', learnerId, tokenHash: new Uint8Array(), extended: false, scopes: null }) },
    log: { error: (_: string, error: unknown) => { throw error } },
    leaving: new AbortController().signal, seen: seen(), trace: null, crowd: crowd({ lateMsMax: 0, clock }),
  })
  const app = fastify({ logger: false })
  await addVoice(app, house)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  async function settle(socket?: Socket): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet += 1) await new Promise((resolve) => setImmediate(resolve))
    if (!socket) return
    socket.up({ type: 'ping' })
    await socket.next('pong')
  }

  return {
    clock, settle,
    begin(next) {
      course = next
      opened = { streams: 0, reservations: 0, purses: 0 }
      kept = []
      waits = 0
      turns = newTurns()
      return { opened, kept }
    },
    async end() {
      await turns.close(0)
      await settle()
    },
    async connect(inPieces) {
      const socket = await openSocket(url)
      socket.up({ type: 'hello', token, ...(inPieces && { sound: 'pieces' }) })
      await socket.next('ready')
      return socket
    },
    close: () => app.close(),
  }
}

/** What a door asks for and is not here is told at once: a door that waits for it would wait for ever. */
const whole = (given: object): House => new Proxy(given, {
  get(of, name) {
    assert.ok(name in of, `A rehearsed house has no "${String(name)}" yet.`)
    return Reflect.get(of, name) as unknown
  },
}) as House

const learnerId = '00000000-0000-7000-8000-00000000000a' as LearnerId

/** Its Ogg is a WAV file: what is kept has every sample. */
const audio: Audio = { ...rehearsedAudio(), encode: async (pcm) => wavFile(pcm) }

const facts: Facts = {
  provider: 'vendor', model: 'model', pricedOn: '2026-01-01', languages: null, contextTokens: 1000, strength: 'light', price: { inputTokens: 1, outputTokens: 4, spokenCharacters: 15 },
}

/** A mind, a voice and a purse whose streams and reservations are counted while they are open. */
function partsOf(course: () => Course, counts: () => Opened, wait: (signal?: AbortSignal) => Promise<void>): Pick<Tutor, 'mind' | 'voice' | 'purses'> {
  async function* stream<Piece>(signal: AbortSignal, all: readonly Piece[]): AsyncGenerator<Piece> {
    const opened = counts()
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
  const written = () => Array.from({ length: course().sentences }, (_, at) => ({ type: 'sentence' as const, text: sentenceOf(at), translation: null }))
  const mind: LanguageModel = { name: 'mind', facts, write: (_, { signal }) => stream(signal, written()) }
  const voice: TextToSpeech = { name: 'voice', facts, voice: 'voice', sampleRateHz: rateHz, speak: (text, { signal }) => stream(signal, soundOf(text)) }
  return { mind: spendMind(mind), voice: spendVoice(voice), purses: pursesIn(counts) }
}

function soundOf(text: string): SpeechChunk[] {
  const sentence = Array.from({ length: 5 }, (_, at) => sentenceOf(at)).indexOf(text)
  const words = Array.from(text.matchAll(/\S+/g), ({ 0: word, index }, at) => ({ start: index, end: index + word.length, startMs: wordStartsMs[at]!, endMs: wordStartsMs[at]! + 120 }))
  return Array.from({ length: pieces }, (_, piece) => ({
    pcm: Int16Array.from({ length: pieceSamples }, (_each, at) => sampleOf(sentence, piece * pieceSamples + at)),
    words: words.filter(({ startMs }) => Math.floor(startMs / pieceMs) === piece),
  }))
}

/** Purses without a bottom. */
const pursesIn = (counts: () => Opened): Purses => ({
  async open(learnerId) {
    const opened = counts()
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

/** Keeps sounds for good, and of turns the latest. */
function storeOf(clock: GivenClock, wait: () => Promise<void>, course: () => Course, kept: () => Kept[]) {
  const sounds = new Map<SoundId, { readonly bytes: Uint8Array; readonly mediaType: string }>()
  let turn: object = {}
  let whole: Turn | null = null
  return {
    turns: {
      lookUp: async () => null,
      foresee: async () => (await wait(), course().foreseen === 'not' ? null : { version: 1, isBegun: true, ordinal: 1, learner: learnerOf(), conversation: emptyConversation(clock) }),
      async claim({ turnId, newConversationId }: { turnId: TurnId; newConversationId: ConversationId }) {
        await wait()
        const claimed = { turnId, conversationId: newConversationId, saidAtMs: 0, transcript: 'Ahoj, jak se máš?', spoken: false }
        turn = claimed
        return { state: 'mine', turn: { ...claimed, learner: learnerOf(), conversation: emptyConversation(clock, newConversationId), run: 1 }, asForeseen: course().foreseen === 'well' }
      },
      async finish(outcome: Outcome) {
        await wait()
        const { reply, corrections, cost, degraded, turnId, heardMs } = outcome
        kept().push({ reply, heardMs })
        assert.equal((turn as { turnId?: TurnId }).turnId, turnId)
        whole = { ...turn, newWords: [], scenario: null, progress: null, reply, corrections, cost, degraded } as unknown as Turn
        return whole
      },
      read: async () => whole,
      noteStored: async () => {},
      played: async (_: LearnerId, _turnId: TurnId, heardMs: number) => void kept().push({ ...kept().pop()!, heardMs }),
    },
    sounds: {
      recall: async () => null,
      async keep({ bytes, mediaType }: { bytes: Uint8Array; mediaType: string }) {
        await wait()
        const soundId = `sound-${sounds.size}` as SoundId
        sounds.set(soundId, { bytes, mediaType })
        return soundId
      },
      find: async (soundId: SoundId) => (await wait(), sounds.get(soundId) ?? null),
    },
  }
}

const learnerOf = () => ({ learnerId, settings: firstSettings })
const emptyConversation = (clock: GivenClock, conversationId = clock.newId() as ConversationId) =>
  ({ conversationId, opening: [], scene: null, topic: null, mode: null, exchanges: [], earlier: 0, recollection: nothingRecollected })
