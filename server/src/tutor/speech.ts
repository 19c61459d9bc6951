/** What a learner is saying, while they say it: sound from its beginning, as often as it is listened to. None of it is kept once it is understood. */
import { heardRateHz } from '../domain/voice-activity.ts'
import { Failure } from '../domain/failure.ts'
import type { Half } from '../ports/store.ts'

/** The longest utterance: a minute, and what codecs pad it with. */
export const speechMsMax = 60_500
const bytesPerMs = (2 * heardRateHz) / 1000

/** 16-bit little-endian mono PCM at 16 kHz. Throws a `Failure` where it comes to no end of its own. */
export type Speech = AsyncIterable<Uint8Array> & {
  readonly isOver: boolean
  /** It is not to be understood: it was dropped, or too long. */
  readonly isDropped: boolean
  /** Resolves when the learner has ended, or it was dropped. */
  readonly ended: Promise<void>
  /** Resolves as soon as it may be all: at the first pause, or when it is over. */
  readonly mayBeAll: Promise<void>
  /** False where it becomes too long by this: it is dropped. What comes after its end is let go by. */
  add(pcm: Uint8Array): boolean
  /** The learner is silent, and has perhaps said all. */
  pause(): void
  /** They had not. */
  goOn(): void
  /** The learner has said all, and was silent for so long before it was clear; null where they said so. */
  end(silentMs?: number | null): void
  readonly silentMs: number | null
  /** It is not to be understood. */
  drop(failure?: Failure): void
  /** From the beginning as far as a pause in which the learner still is, or to the end. */
  untilPause(): AsyncIterable<Uint8Array>
  readonly isPaused: boolean
  /** Whether the learner goes on after a pause, the next one where they speak: false once that was all, or `signal` aborts. Throws as the sound does. */
  goesOn(signal: AbortSignal): Promise<boolean>
  /** It goes on with what was said before, which is asked for when it is understood. */
  goesOnFrom(half: () => Half | null): void
  readonly half: Half | null
  /** Nobody listens to it any more: what was kept of it is let go. */
  forget(): void
}

/** `pausedAt`: so many parts were there when the learner paused. `news` is resolved, and made anew, whenever something changes. */
type Said = {
  readonly parts: Uint8Array[]
  readonly ended: PromiseWithResolvers<void>
  readonly mayBeAll: PromiseWithResolvers<void>
  news: PromiseWithResolvers<void>
  isOver: boolean
  failure: Failure | null
  pausedAt: number | null
}

export function speech(): Speech {
  const said: Said = { parts: [], ended: Promise.withResolvers(), mayBeAll: Promise.withResolvers(), news: Promise.withResolvers(), isOver: false, failure: null, pausedAt: null }
  let bytes = 0
  let isKept = true
  let silenceMs: number | null = null
  let before: () => Half | null = () => null

  return {
    ended: said.ended.promise,
    mayBeAll: said.mayBeAll.promise,
    get isOver() { return said.isOver },
    get isDropped() { return said.failure !== null },
    get isPaused() { return said.pausedAt !== null && !said.isOver },
    get silentMs() { return silenceMs },
    add(pcm) {
      if (said.isOver) return true
      bytes += pcm.length
      if (bytes > speechMsMax * bytesPerMs) {
        over(said, new Failure('too-large', 'The recording is longer than a minute. Say it in two turns.'))
        return false
      }
      if (isKept) said.parts.push(pcm)
      tell(said)
      return true
    },
    pause() {
      if (said.isOver) return
      said.pausedAt = said.parts.length
      tell(said)
      said.mayBeAll.resolve()
    },
    goOn() {
      if (said.isOver) return
      said.pausedAt = null
      tell(said)
    },
    end(silentMs = null) {
      silenceMs = silentMs
      over(said, null)
    },
    drop: (why = new Failure('unheard', 'No words could be heard. Come closer to the microphone and try again.')) => over(said, why),
    untilPause: () => sound(said, true),
    goesOn: (signal) => goesOn(said, signal),
    goesOnFrom: (half) => void (before = half),
    get half() { return before() },
    forget() {
      isKept = false
      said.parts.length = 0
    },
    [Symbol.asyncIterator]: () => sound(said, false),
  }
}

function tell(said: Said): void {
  said.news.resolve()
  said.news = Promise.withResolvers()
}

function over(said: Said, why: Failure | null): void {
  if (said.isOver) return
  said.isOver = true
  said.failure = why
  if (why) said.parts.length = 0
  tell(said)
  said.ended.resolve()
  said.mayBeAll.resolve()
}

async function* sound(said: Said, upToPause: boolean): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    const isPaused = upToPause && said.pausedAt !== null
    const last = isPaused ? said.pausedAt! : said.parts.length
    if (at < last) yield said.parts[at++]!
    else if (said.failure) throw said.failure
    else if (said.isOver || isPaused) return
    else await said.news.promise
  }
}

async function goesOn(said: Said, signal: AbortSignal): Promise<boolean> {
  const isLeft = () => said.isOver || signal.aborted
  const leave = () => tell(said)
  signal.addEventListener('abort', leave, { once: true })
  while (said.pausedAt === null && !isLeft()) await said.news.promise
  const pause = said.pausedAt
  while (said.pausedAt === pause && !isLeft()) await said.news.promise
  signal.removeEventListener('abort', leave)
  if (said.failure) throw said.failure
  return said.pausedAt !== pause
}
