/**
 * The queue in front of a vendor of which no more may be asked within a minute than it takes.
 *
 * What is more urgent goes first; of what is as urgent, learner by learner, each with one call in turn, whoever came first
 * and however many calls they have. Who would wait for longer than they can is told so at once, and may ask somebody else.
 */
import { ProviderFailure } from '../domain/failure.ts'
import { fairLine } from '../domain/fair-line.ts'
import { minuteMs, type Room, type Urgency } from '../domain/rate.ts'
import type { Clock } from '../ports/clock.ts'
import type { Minute, Taken } from './minute.ts'

/** Calls of one urgency that wait; more than that wait for longer than any of them can. */
const waitingMax = 500
/** How long a call may wait: a learner who waits for words or a voice is sooner answered by the next provider. */
const placeMsMax: Readonly<Record<Urgency, number>> = { 0: 2_000, 1: 4_000, 2: 30_000 }

export type Asking = {
  readonly provider: string
  readonly urgency: Urgency
  /** Each waits for their own calls. */
  readonly learner: string
  /** What the call takes at most. */
  readonly tokens: number
  readonly signal: AbortSignal
}

export type Lane = {
  /** Resolves when the call may be made; null where `signal` aborts before. Rejects with `busy` where that would take too long. */
  place(asking: Asking): Promise<Taken | null>
  /** What the vendor said of its rate when it answered a call. */
  told(place: Taken, room: Room): void
  /** Nobody is let through for so long: the vendor asks for it. */
  rest(ms: number): void
  readonly waiting: number
}

type Waiting = { readonly asking: Asking; readonly untilMs: number; readonly let: (taken: Taken | null) => void; readonly refuse: (failure: ProviderFailure) => void }

export function lane(taken: Minute, clock: Clock): Lane {
  const limits = { all: waitingMax, each: waitingMax }
  const lines = [fairLine<Waiting>(limits), fairLine<Waiting>(limits), fairLine<Waiting>(limits)] as const
  const look = wakingAt(clock, lookRound)

  /** Lets through who may go, and sends away who waited for too long. Gives when somebody has to be looked after again. */
  function lookRound(): number | null {
    const nowMs = clock.monotonicMs()
    for (let line = busiest(); line && taken.waitMs(nowMs, line.first!.asking.tokens) <= 0; line = busiest()) {
      const { asking, let: letThrough } = line.take()!
      letThrough(taken.take(nowMs, asking.tokens))
    }
    for (const line of lines)
      for (const each of line.all().filter(({ untilMs }) => untilMs <= nowMs)) {
        line.leave(each)
        each.refuse(busy(each.asking, taken.waitMs(nowMs, each.asking.tokens)))
      }
    const next = busiest()?.first
    return next ? Math.min(nowMs + taken.waitMs(nowMs, next.asking.tokens), ...lines.flatMap((line) => line.all().map(({ untilMs }) => untilMs))) : null
  }
  /** Of those in which somebody waits, the most urgent. */
  const busiest = () => lines.find(({ length }) => length > 0)

  /** How long a call would wait if nobody else came. */
  function waitMs({ urgency, learner, tokens }: Asking): number {
    const ahead = [...lines.slice(0, urgency).flatMap((line) => line.all()), ...lines[urgency].aheadOf(learner)]
    return taken.waitMs(clock.monotonicMs(), tokens, { calls: ahead.length, tokens: ahead.reduce((sum, { asking }) => sum + asking.tokens, 0) })
  }

  return {
    async place(asking) {
      const { urgency, learner, tokens, signal } = asking
      if (signal.aborted) return null
      const neededMs = waitMs(asking)
      if (neededMs <= 0 && busiest() === undefined) return taken.take(clock.monotonicMs(), tokens)
      if (neededMs > placeMsMax[urgency]) throw busy(asking, neededMs)
      const { promise, resolve, reject } = Promise.withResolvers<Taken | null>()
      const waiting = { asking, untilMs: clock.monotonicMs() + placeMsMax[urgency], let: resolve, refuse: reject }
      if (!lines[urgency].join(learner, waiting)) throw busy(asking, placeMsMax[urgency])
      const stop = () => {
        lines[urgency].leave(waiting)
        resolve(null)
        look()
      }
      signal.addEventListener('abort', stop, { once: true })
      look()
      return promise.finally(() => signal.removeEventListener('abort', stop))
    },
    told(place, room) {
      place.told(room)
      if (busiest()) look()
    },
    rest(ms) {
      taken.rest(clock.monotonicMs() + ms)
    },
    get waiting() {
      return lines.reduce((sum, { length }) => sum + length, 0)
    },
  }
}

/** It was never asked: that says nothing of how it fares. */
const busy = ({ provider }: Asking, waitMs: number): ProviderFailure =>
  new ProviderFailure(provider, 'busy', { unasked: true, retryAfterMs: Math.min(minuteMs, Math.ceil(waitMs)) })

/** Works when it is called, and again whenever the work said it has to. Sleeps once, however often it is called. */
function wakingAt(clock: Clock, work: () => number | null): () => void {
  let nap: { readonly untilMs: number; readonly end: AbortController } | null = null

  return function look(): void {
    const untilMs = work()
    if (nap?.untilMs === untilMs) return
    nap?.end.abort()
    nap = null
    if (untilMs === null) return
    const mine = { untilMs, end: new AbortController() }
    nap = mine
    void clock.sleep(untilMs - clock.monotonicMs(), mine.end.signal).then(() => {
      if (mine.end.signal.aborted) return
      nap = null
      look()
    })
  }
}
