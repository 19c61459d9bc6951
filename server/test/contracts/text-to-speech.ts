/** What every voice promises. */
import assert from 'node:assert/strict'
import { durationOf } from '../../src/domain/conversation.ts'
import type { Language } from '../../src/domain/language.ts'
import { ProviderFailure } from '../../src/domain/failure.ts'
import { packetSamples } from '../../src/domain/opus.ts'
import type { SpeechChunk, SpeechOptions, TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { packetsIn, pcmIn } from '../spoken.ts'
import type { Promised } from './keep.ts'

export type Script = {
  readonly language: Language
  /** Of a dozen words. */
  readonly sentence: string
  /** What the voice will not or cannot say. */
  readonly unspeakable: string
}

export const textToSpeech: readonly Promised<TextToSpeech, Script>[] = [
  {
    promise: 'the sound of a sentence is never empty',
    holds: async (voice, { language, sentence }) => {
      for (const text of [sentence, 'Ano.', '…', '😀']) assert.ok(msOf(voice, await spoken(voice, text, { language })) > 0, `no sound for ${text.length} characters`)
    },
    breach: (voice) => altered(voice, ({ words }) => ({ pcm: new Int16Array(), words })),
  },
  {
    promise: 'the chunks together are all of the sentence',
    holds: async (voice, { language, sentence }) => {
      const once = msOf(voice, await spoken(voice, sentence, { language }))
      const twice = msOf(voice, await spoken(voice, `${sentence} ${sentence}`, { language }))
      assert.ok(twice > 1.6 * once, `said twice it lasts ${(twice / once).toFixed(2)} times as long`)
    },
    breach: (voice) => cutOff(voice, 200),
  },
  {
    promise: 'all chunks of a sentence are of one kind, and no packet is empty',
    holds: async (voice, { language, sentence }) => {
      const chunks = await spoken(voice, sentence, { language })
      assert.equal(new Set(chunks.map((chunk) => 'pcm' in chunk)).size, 1)
      for (const { data, samples } of chunks.flatMap((chunk) => ('opus' in chunk ? chunk.opus.packets : []))) assert.ok(samples > 0 && samples <= packetSamples(data))
    },
    breach: (voice) => ({
      ...voice,
      async *speak(text, options) {
        yield* voice.speak(text, options)
        yield { opus: { packets: [{ data: new Uint8Array(0), samples: 0 }], preSkip: 0 }, words: [] }
      },
    }),
  },
  {
    promise: 'word times name words of the text, in order, within the sound',
    holds: async (voice, { language, sentence }) => {
      const chunks = await spoken(voice, sentence, { language })
      const durationMs = Math.ceil(msOf(voice, chunks))
      let before = { end: 0, startMs: 0 }
      for (const word of chunks.flatMap(({ words }) => words)) {
        assert.ok(word.start >= before.end && word.end > word.start && word.end <= sentence.length, 'a word is outside the text, or overlaps another')
        assert.match(sentence.slice(word.start, word.end), /[\p{L}\p{N}]/u)
        assert.ok(word.startMs >= before.startMs && word.endMs >= word.startMs && word.endMs <= durationMs, 'a word sounds outside the sound, or before the one before it')
        before = word
      }
    },
    breach: (voice) => altered(voice, (chunk) => ({ ...chunk, words: [{ start: 0, end: 3, startMs: 3_600_000, endMs: 3_600_001 }] })),
  },
  {
    promise: 'a lower speed takes longer',
    holds: async (voice, { language, sentence }) => {
      const [slow, plain] = [await spoken(voice, sentence, { language, speed: 0.6 }), await spoken(voice, sentence, { language, speed: 1.2 })]
      assert.ok(msOf(voice, slow) > 1.3 * msOf(voice, plain), `${msOf(voice, slow)} and ${msOf(voice, plain)} ms`)
    },
    breach: (voice) => ({ ...voice, speak: (text, options) => voice.speak(text, { ...options, speed: 1 }) }),
  },
  {
    promise: 'nothing is said after the signal aborted, and nothing thrown',
    holds: async (voice, { language, sentence }) => {
      assert.equal((await spoken(voice, sentence, { language, signal: AbortSignal.abort() })).length, 0)
      const stopping = new AbortController()
      const speaking = spoken(voice, sentence, { language, signal: stopping.signal })
      stopping.abort()
      assert.equal((await speaking).length, 0)
    },
    breach: (voice) => ({ ...voice, speak: (text, options) => voice.speak(text, { ...options, signal: new AbortController().signal }) }),
  },
  {
    promise: 'what cannot be said throws a ProviderFailure',
    holds: (voice, { language, unspeakable }) => assert.rejects(spoken(voice, unspeakable, { language }), (error) => {
      assert.ok(error instanceof ProviderFailure, String(error))
      return true
    }),
    breach: (voice) => ({ ...voice, speak: () => failing() }),
  },
]

const spoken = (voice: TextToSpeech, text: string, options: Pick<SpeechOptions, 'language'> & Partial<SpeechOptions>): Promise<SpeechChunk[]> =>
  Array.fromAsync(voice.speak(text, { speed: 1, forWhom: 'learner', signal: new AbortController().signal, ...options }))

/** How long all of it sounds. */
function msOf({ sampleRateHz }: TextToSpeech, chunks: readonly SpeechChunk[]): number {
  const [first] = chunks
  if (first === undefined) return 0
  if ('pcm' in first) return (1000 * chunks.reduce((sum, chunk) => sum + pcmIn(chunk).length, 0)) / sampleRateHz
  return durationOf({ fromSample: 0, preSkip: first.opus.preSkip, packets: chunks.flatMap(packetsIn) })
}

const altered = (voice: TextToSpeech, change: (chunk: SpeechChunk) => SpeechChunk): TextToSpeech => ({
  ...voice,
  async *speak(text, options) {
    for await (const chunk of voice.speak(text, options)) yield change(chunk)
  },
})

const failing = (): AsyncIterable<SpeechChunk> => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new TypeError('fetch failed')) }) })

/** However many chunks a voice gives, so much of its sound and no more. */
const cutOff = (voice: TextToSpeech, msMax: number): TextToSpeech => ({
  ...voice,
  async *speak(text, options) {
    let leftMs = msMax
    for await (const chunk of voice.speak(text, options)) {
      if (leftMs <= 0) continue
      const short = 'pcm' in chunk ? { ...chunk, pcm: chunk.pcm.subarray(0, (leftMs * voice.sampleRateHz) / 1000) } : chunk
      leftMs -= msOf(voice, [short])
      yield short
    }
  },
})
