/**
 * Packets of sound that wait for more of them while what went before still sounds: a frame costs as much however long it is, and
 * a voice makes sound faster than anybody hears it.
 */
import { durationOf } from '../domain/conversation.ts'
import { samplesIn, type OpusSound } from '../domain/opus.ts'
import type { Clock } from '../ports/clock.ts'

/** Of so much sound a frame is long enough. */
export const gatheredMsMax = 400
/** Who has less than this to play does not wait, */
const comfortMs = 1000
/** and what waits is sent while there is still this much. */
const urgentMs = 500

type Packets = OpusSound & { readonly fromSample: number }

export type Gathering = {
  /** Resolves when more may come. */
  take(sentence: number, packets: Packets): Promise<void>
  /** Nothing waits any longer. */
  flush(): Promise<void>
}

/** `aheadMs`: how long what was sent will still sound. `send` never rejects, and is asked one thing at a time. */
export function gathering(clock: Pick<Clock, 'sleep'>, aheadMs: () => number, send: (sentence: number, packets: Packets) => Promise<void>): Gathering {
  let waiting: (Packets & { readonly sentence: number }) | null = null
  let alarm: AbortController | null = null
  let sending = Promise.resolve()

  function flush(): Promise<void> {
    alarm?.abort(null)
    alarm = null
    const due = waiting
    waiting = null
    if (due) sending = sending.then(() => send(due.sentence, due))
    return sending
  }

  async function flushInTime(): Promise<void> {
    const { signal } = (alarm = new AbortController())
    await clock.sleep(aheadMs() - urgentMs, signal)
    if (!signal.aborted) await flush()
  }

  return {
    flush,
    async take(sentence, packets) {
      const isNext = waiting?.sentence === sentence && waiting.fromSample + samplesIn(waiting.packets) === packets.fromSample
      if (waiting && !isNext) await flush()
      waiting = { sentence, ...packets, ...(waiting && { fromSample: waiting.fromSample, packets: [...waiting.packets, ...packets.packets] }) }
      if (aheadMs() < comfortMs || durationOf(waiting) >= gatheredMsMax) return flush()
      if (alarm === null) void flushInTime()
    },
  }
}
