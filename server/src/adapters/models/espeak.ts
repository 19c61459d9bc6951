/**
 * The voice that needs no key: eSpeak NG for Czech. Robotic, instant, and it knows when each word sounds.
 * One sentence at a time and process; those that wait are taken fairly, a sentence of each learner in turn.
 */
import { ProviderFailure } from '../../domain/failure.ts'
import { fairLine } from '../../domain/fair-line.ts'
import { speakable } from '../../domain/speakable.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SpeechChunk, TextToSpeech } from '../../ports/text-to-speech.ts'
import { espeakRateHz } from './espeak-order.ts'
import type { EspeakOrder, EspeakSound } from './espeak-order.ts'
import { espeakProcess } from './espeak-process.ts'
import type { EspeakProcess } from './espeak-process.ts'
import { wordTimes } from './espeak-words.ts'

export type EspeakOptions = {
  readonly clock: Clock
  /** Processes that speak, of some 150 MB each; the second starts when the first is busy. */
  readonly workers?: 1 | 2
  /** Sentences that may wait in all; the next one is refused. */
  readonly waitingMax?: number
  /** How long one sentence may take, the start of its process included. */
  readonly sentenceMsMax?: number
  /** The code of the process. */
  readonly voiceFile?: URL
}

export type Espeak = TextToSpeech & {
  /** Starts every process, so that nobody's first turn waits for one. */
  warm(): Promise<void>
  /** What is being spoken or waits fails. */
  close(): Promise<void>
}

type Waiting = { readonly order: EspeakOrder; readonly resolve: (sound: EspeakSound) => void; readonly reject: (error: unknown) => void }

const name = 'espeak'
/** eSpeak's own pace is 175; learners like it a little slower. */
const wordsPerMinute = 160
/** eSpeak goes no slower. */
const wordsPerMinuteMin = 80
/** Sentences one learner may have waiting. */
const waitingEachMax = 16
const textLengthMax = 2_000
const retryAfterMs = 1_000
/** A sentence of signs that nobody reads aloud sounds like this long a pause. */
const pauseMs = 200

export function espeak(options: EspeakOptions): Espeak {
  const { clock, workers = 1, waitingMax = 100, sentenceMsMax = 5_000, voiceFile = new URL('./espeak-voice.ts', import.meta.url) } = options
  const processes = Array.from({ length: workers }, () => espeakProcess({ clock, sentenceMsMax, voiceFile }))
  const idle = [...processes].reverse()
  const line = fairLine<Waiting>({ all: waitingMax, each: waitingEachMax })
  let closed = false

  async function serve(): Promise<void> {
    const voice = idle.pop()
    if (!voice) return
    for (let next = line.take(); next; next = line.take()) await said(voice, next.order).then(next.resolve, next.reject)
    idle.push(voice)
  }

  /** A process that dies is replaced, and the sentence it was at is tried once more. */
  const said = (voice: EspeakProcess, order: EspeakOrder): Promise<EspeakSound> =>
    voice.say(order).catch((error: unknown) => {
      if (closed) throw error
      return voice.say(order)
    })

  /** Null as soon as `signal` aborts. */
  async function queued(order: EspeakOrder, forWhom: string, signal: AbortSignal): Promise<EspeakSound | null> {
    const { promise, resolve, reject } = Promise.withResolvers<EspeakSound | null>()
    const waiting: Waiting = { order, resolve, reject }
    if (closed) throw new ProviderFailure(name, 'broken')
    if (!line.join(forWhom, waiting)) throw new ProviderFailure(name, 'busy', { retryAfterMs })
    const leave = () => {
      line.leave(waiting)
      resolve(null)
    }
    signal.addEventListener('abort', leave, { once: true })
    void serve()
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }

  return {
    name,
    voice: 'espeak-ng:cs:v1',
    sampleRateHz: espeakRateHz,
    async *speak(text, { speed, forWhom, signal }) {
      if (signal.aborted) return
      if (text.length > textLengthMax) throw new ProviderFailure(name, 'rejected-request')
      const spoken = speakable(text)
      if (!/[\p{L}\p{N}]/u.test(spoken.text)) return yield pause
      const sound = await queued({ text: spoken.text, wordsPerMinute: paceOf(speed) }, forWhom, signal)
      if (!sound) return
      yield { pcm: sound.pcm, words: wordTimes(spoken, sound.marks, (sound.pcm.length * 1000) / espeakRateHz) }
    },
    async warm() {
      const order = { text: 'Ahoj.', wordsPerMinute }
      await Promise.all(processes.map((_, one) => queued(order, `warm-up ${one}`, new AbortController().signal)))
    },
    async close() {
      closed = true
      for (const { reject } of line.dismiss()) reject(new ProviderFailure(name, 'broken'))
      await Promise.all(processes.map((voice) => voice.stop()))
    },
  }
}

const paceOf = (speed: number): number => Math.max(wordsPerMinuteMin, Math.round(wordsPerMinute * speed))

const pause: SpeechChunk = { pcm: new Int16Array((espeakRateHz * pauseMs) / 1000), words: [] }
