/** What a learner is saying, while they say it: sound for one listener. None of it is kept. */
import { heardRateHz } from '../domain/voice-activity.ts'
import { Failure } from '../domain/failure.ts'

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
  /** False where it becomes too long by this: it is dropped. What comes after its end is let go by. */
  add(pcm: Uint8Array): boolean
  /** The learner has said all, and was silent for so long before it was clear; null where they said so. */
  end(silentMs?: number | null): void
  readonly silentMs: number | null
  /** It is not to be understood. */
  drop(failure?: Failure): void
}

export function speech(): Speech {
  const parts: Uint8Array[] = []
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let news = Promise.withResolvers<void>()
  let bytes = 0
  let isOver = false
  let failure: Failure | null = null
  let silenceMs: number | null = null

  function over(why: Failure | null): void {
    if (isOver) return
    isOver = true
    failure = why
    if (why) parts.length = 0
    news.resolve()
    end()
  }

  const self: Speech = {
    ended,
    get isOver() { return isOver },
    get isDropped() { return failure !== null },
    add(pcm) {
      if (isOver) return true
      bytes += pcm.length
      if (bytes > speechMsMax * bytesPerMs) {
        over(new Failure('too-large', 'The recording is longer than a minute. Say it in two turns.'))
        return false
      }
      parts.push(pcm)
      news.resolve()
      return true
    },
    end(silentMs = null) {
      silenceMs = silentMs
      over(null)
    },
    get silentMs() { return silenceMs },
    drop: (why = new Failure('unheard', 'No words could be heard. Come closer to the microphone and try again.')) => over(why),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const part = parts.shift()
        if (part) yield part
        else if (failure) throw failure
        else if (isOver) return
        else {
          news = Promise.withResolvers()
          await news.promise
        }
      }
    },
  }
  return self
}
