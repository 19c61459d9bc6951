/** The tutor's parts as they are rehearsed: each does what its script says, at once, and notes what it was asked. */
import { Failure, ProviderFailure } from '../src/domain/failure.ts'
import { firstSettings } from '../src/domain/learner.ts'
import { applied, type Correction, type Finding } from '../src/domain/correction.ts'
import { vocabularyOf } from '../src/domain/vocabulary.ts'
import type { Audio } from '../src/ports/audio.ts'
import type { Content } from '../src/ports/content.ts'
import type { Ear, Listening } from '../src/ports/ear.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../src/ports/language-model.ts'
import type { SpeechToText } from '../src/ports/speech-to-text.ts'
import type { TextToSpeech } from '../src/ports/text-to-speech.ts'
import { smallContent } from './small-content.ts'

/** A sentence; a piece; or what is waited for, which the signal cuts short. */
export type Scripted = string | Written | (() => Promise<unknown>)

export const sentence = (text: string): Written => ({ type: 'sentence', text, translation: `(${text})` })

export type RehearsedMind = LanguageModel & { readonly prompts: ReplyPrompt[] }

export const mindSaying = (...script: readonly Scripted[]): RehearsedMind => mindWriting(() => script)

/** Writes what `script` gives for the prompt, piece by piece. */
export function mindWriting(script: (prompt: ReplyPrompt) => Iterable<Scripted> | AsyncIterable<Scripted>): RehearsedMind {
  const prompts: ReplyPrompt[] = []
  return {
    name: 'rehearsed-mind',
    prompts,
    async *write(prompt, { signal }) {
      prompts.push(prompt)
      yield { type: 'author', by: 'rehearsed-mind' }
      for await (const piece of script(prompt)) {
        if (signal.aborted) return
        if (typeof piece === 'function') await orAborted(piece(), signal)
        else yield typeof piece === 'string' ? sentence(piece) : piece
      }
    },
  }
}

/** What holds a part up until a test lets it go on. */
export function gate(): { readonly passed: () => Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: () => promise, open: () => resolve() }
}

export const forever = (): Promise<never> => new Promise(() => {})

const orAborted = (promise: Promise<unknown>, signal: AbortSignal) =>
  Promise.race([promise, new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))])

export const soundMs = 1000
export type RehearsedVoice = TextToSpeech & { readonly begun: string[]; readonly atOnce: { now: number; most: number } }

/** A second of sound for each sentence. `hold` is waited for before it, and the signal cuts it short. */
export function rehearsedVoice(hold: (text: string) => Promise<unknown> | undefined = () => undefined): RehearsedVoice {
  const begun: string[] = []
  const atOnce = { now: 0, most: 0 }
  return {
    name: 'rehearsed-voice',
    voice: 'rehearsed',
    sampleRateHz: 16_000,
    begun,
    atOnce,
    async *speak(text, { signal }) {
      begun.push(text)
      atOnce.most = Math.max(atOnce.most, (atOnce.now += 1))
      try {
        const held = hold(text)
        if (held) await orAborted(held, signal)
        if (signal.aborted) return
        const half = new Int16Array(8000).fill(text.length * 31 + text.charCodeAt(0))
        yield { pcm: half, words: [{ start: 0, end: text.split(' ')[0]!.length, startMs: 0, endMs: 400 }] }
        yield { pcm: half, words: [{ start: text.lastIndexOf(' ') + 1, end: text.length, startMs: 500, endMs: 1000 }] }
      } finally {
        atOnce.now -= 1
      }
    },
  }
}

/** A recording is its text as bytes: what begins with `?` is no audio, `~` is silent, `+` is too long. */
export const recordingOf = (text: string): Uint8Array => Buffer.from(text)

export const rehearsedAudio = (): Audio => ({
  async decode(bytes) {
    const text = Buffer.from(bytes).toString()
    if (text.startsWith('?')) throw new Failure('unsupported', 'This is no recording.')
    if (text.startsWith('~')) throw new Failure('unheard', 'The recording is silent.')
    if (text.startsWith('+')) throw new Failure('too-large', 'The recording is too long.')
    return { samples: Int16Array.from(text, (letter) => letter.charCodeAt(0)), sampleRateHz: 16_000 }
  },
  encode: async ({ samples }) => new Uint8Array(Buffer.from(`sound ${samples.length} ${samples[0]}`)),
  wrap: ({ packets }) => new Uint8Array(Buffer.concat([Buffer.from(`packets ${packets.length} `), ...packets.map(({ data }) => data)])),
  unwrap: (bytes) => ({ packets: [{ data: bytes, samples: 960 }], preSkip: 0 }),
  decoder: async () => ({ decode: (packets) => new Int16Array(packets.reduce((sum, { samples }) => sum + samples / 2, 0)), close: () => {} }),
  join: async (parts) => new Uint8Array(Buffer.concat(parts)),
  convert: async (bytes) => bytes,
})

/** Hears what `recordingOf` recorded. */
export const rehearsedHearing = (): SpeechToText => ({
  name: 'rehearsed-hearing',
  streams: true,
  async *transcribe(pcm, { signal }) {
    let text = ''
    for await (const piece of pcm) {
      text += String.fromCharCode(...new Int16Array(piece.buffer, piece.byteOffset, piece.byteLength / 2))
      if (signal.aborted) return
      yield { text, final: false }
    }
    yield { text, final: true }
  },
})

/** What the ear finds wrong: the first word of each pair. */
const corrections: readonly (readonly [string, string])[] = [['škola', 'školy'], ['pivu', 'pivo'], ['velky', 'velký']]

export function rehearsedEar(hold: (listening: Listening) => Promise<unknown> | undefined = () => undefined): Ear {
  return {
    name: 'rehearsed-ear',
    async check(listening, { signal }) {
      const held = hold(listening)
      if (held) await orAborted(held, signal)
      if (signal.aborted) throw new ProviderFailure('rehearsed-ear', 'unreachable')
      return correctionOf(listening.text)
    },
  }
}

export function correctionOf(text: string): Correction {
  const findings = corrections.flatMap(([original, corrected]): Finding[] => {
    const start = text.indexOf(original)
    return start < 0 ? [] : [{ start, end: start + original.length, original, corrected, kind: original === 'velky' ? 'diacritics' : 'case', counted: true, explanation: 'Rehearsed.' }]
  }).sort((one, other) => one.start - other.start)
  return { corrected: applied(text, findings), findings, questions: [], suggestion: null, by: 'rehearsed-ear' }
}

const same = (text: string) => ({ cs: text, en: text, uk: text, ru: text })
const entry = (word: string) => ({ word, level: 'A1' as const, forms: [], translation: same(`${word}!`), example: `${word}.` })

export const rehearsedContent: Content = {
  in: (language) => ({ ...smallContent.in(language), glossary: vocabularyOf(['hospoda', 'kniha', 'vlak', 'okno', 'most'].map(entry)) }),
}

/** Who learns: knows no word yet, and their gender is not known. */
export const settings = { ...firstSettings, level: 'A1' as const }
