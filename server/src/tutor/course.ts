/**
 * The course of one turn: its events, numbered, for whoever follows and whoever comes back. Sound in the making is heavy: it
 * is let go of once its sentence is kept and every follower has it; `soundOf` tells where the rest of it is.
 */
import { durationOf, type Sound } from '../domain/conversation.ts'
import type { Clock } from '../ports/clock.ts'
import type { TurnEvent } from './tutor.ts'

/** Partial transcripts kept; everything else in a turn is bounded by its sentences. */
const hearingsMax = 300

export type CourseEvent = TurnEvent | { readonly type: 'failed'; readonly error: unknown }
export type NumberedEvent = { readonly seq: number; readonly atMs: number } & CourseEvent

export type Course = {
  /** Null where there are too many of its kind. */
  note(event: CourseEvent): NumberedEvent | null
  /** Nothing more happens. */
  end(): void
  readonly last: NumberedEvent | undefined
  /** Events after `afterSeq`, as they happen, to the end. Leaving early changes nothing. */
  follow(afterSeq: number, signal?: AbortSignal): AsyncGenerator<NumberedEvent, void>
  soundOf(sentence: number): Sound | null
  /** How much of the reply has sounded when `ms` of `sentence` have: no more than there is. */
  soundedMs(sentence: number, ms: number): number
}

export function course(clock: Clock): Course {
  const events: NumberedEvent[] = []
  const followers = new Set<{ next: number }>()
  const sounds = new Map<number, Sound>()
  const madeMs: number[] = []
  let wake = Promise.withResolvers<void>()
  let running = true
  let light = 0

  function lighten(): void {
    const taken = Math.min(events.length, ...Array.from(followers, ({ next }) => next))
    for (; light < taken; light += 1) {
      const event = events[light]!
      if (event.type !== 'sounding') continue
      if (running && !sounds.has(event.sentence)) return
      events[light] = { ...event, piece: null }
    }
  }

  function measure(event: CourseEvent): void {
    if (event.type === 'sounding' && event.piece) madeMs[event.sentence] = (madeMs[event.sentence] ?? 0) + durationOf(event.piece)
    if (event.type !== 'spoken') return
    sounds.set(event.sentence, event.sound)
    madeMs[event.sentence] = event.sound.durationMs
  }

  return {
    get last() { return events.at(-1) },
    note(event) {
      if (event.type === 'hearing' && events.length >= hearingsMax) return null
      measure(event)
      const numbered = { seq: events.length + 1, atMs: clock.monotonicMs(), ...event }
      events.push(numbered)
      if (event.type === 'spoken') lighten()
      wake.resolve()
      wake = Promise.withResolvers()
      return numbered
    },
    end() {
      running = false
      lighten()
      wake.resolve()
    },
    async *follow(afterSeq, signal) {
      const follower = { next: afterSeq }
      followers.add(follower)
      const left = Promise.withResolvers<void>()
      const leave = () => left.resolve()
      signal?.addEventListener('abort', leave, { once: true })
      try {
        while (!signal?.aborted) {
          const event = events[follower.next]
          if (event) {
            follower.next += 1
            yield event
            if (event.type === 'spoken') lighten()
          } else if (!running) return
          else await Promise.race([wake.promise, left.promise])
        }
      } finally {
        followers.delete(follower)
        lighten()
        signal?.removeEventListener('abort', leave)
      }
    },
    soundOf: (sentence) => sounds.get(sentence) ?? null,
    soundedMs: (sentence, ms) => madeMs.slice(0, sentence).reduce((sum, each) => sum + each, 0) + Math.min(ms, madeMs[sentence] ?? 0),
  }
}
