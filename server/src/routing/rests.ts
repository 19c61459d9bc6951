/**
 * Who failed and is better left alone for a while.
 *
 *     trusted ──failure──▶ resting ──(rest is over)──▶ on trial ──success──▶ trusted
 *                             ▲                            │
 *                             └──── failure, longer rest ──┘
 *
 * The trial is whatever call comes next, with all calls of that learner until it is decided: nobody is asked only to see whether they answer, and while one
 * finds out, all others are answered by somebody else. Rests stay short, so that whoever is back is soon found to be; and whoever was failed
 * is spared, for longer each time, so that one learner alone does not pay for that.
 */
import type { ProviderFailure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'

const restMsMin = 1000
/** Until somebody may try next. */
const restMsMax = 4000
/** Until whoever tried and was failed may try again. */
const sparedMsMax = 60_000
/** Learners who are spared, of each provider; the longest known are forgotten first. */
const sparedMax = 10_000
/** The longest that a provider's own `Retry-After` is taken at its word. */
const askedRestMsMax = 600_000

/** For whom, and since when by the monotonic clock. */
export type Call = { readonly who: string; readonly beganMs: number }

type Spared = { readonly untilMs: number; readonly forMs: number }
/** `trial`: who finds out whether it is back. */
type Rest = { untilMs: number; restMs: number; failure: ProviderFailure; trial: string | null; readonly spared: Map<string, Spared> }

export type Rests = {
  /** Whether it is asked for `who`, a learner; who was on no trial may be now. */
  isFor(provider: string, who: string): boolean
  /** Why it is not asked for `who`; null where it is. */
  reason(provider: string, who: string): ProviderFailure | null
  failed(failure: ProviderFailure, call: Call): void
  /** `beganMs`: when the call began that succeeded. */
  succeeded(provider: string, beganMs: number): void
  /** `leftMs`: until somebody may try next. Null where it is trusted. */
  of(provider: string): { readonly failure: ProviderFailure; readonly leftMs: number; readonly isTried: boolean } | null
}

export function rests(clock: Pick<Clock, 'monotonicMs'>): Rests {
  const resting = new Map<string, Rest>()
  /** When the latest call of each began that succeeded. */
  const wellSince = new Map<string, number>()
  const mayTry = (rest: Rest, who: string): boolean => clock.monotonicMs() >= Math.max(rest.untilMs, rest.spared.get(who)?.untilMs ?? 0)
  /** Whoever keeps the rest waiting for longer than it takes has as good as failed. */
  const lengthen = (rest: Rest): void => void (rest.restMs = Math.min(restMsMax, rest.restMs * 2))

  /** Many calls that fail at once are one failure. */
  function spare({ spared }: Rest, who: string): void {
    const nowMs = clock.monotonicMs()
    const { untilMs, forMs } = spared.get(who) ?? { untilMs: 0, forMs: restMsMin / 2 }
    if (nowMs < untilMs) return
    const longerMs = Math.min(sparedMsMax, forMs * 2)
    spared.delete(who)
    spared.set(who, { untilMs: nowMs + longerMs, forMs: longerMs })
    if (spared.size > sparedMax) spared.delete(spared.keys().next().value!)
  }

  return {
    isFor(provider, who) {
      const rest = resting.get(provider)
      if (!rest || rest.trial === who) return true
      if (!mayTry(rest, who)) return false
      if (rest.trial !== null) lengthen(rest)
      rest.trial = who
      rest.untilMs = clock.monotonicMs() + rest.restMs
      return true
    },
    reason(provider, who) {
      const rest = resting.get(provider)
      return rest && rest.trial !== who && !mayTry(rest, who) ? rest.failure : null
    },
    failed(failure, { who, beganMs }) {
      // Whoever was asked later has been answered by now.
      if (beganMs < (wellSince.get(failure.provider) ?? 0)) return
      const known = resting.get(failure.provider)
      const rest = known ?? { untilMs: 0, restMs: restMsMin, failure, trial: null, spared: new Map<string, Spared>() }
      if (!known || known.trial === who) {
        if (known) lengthen(known)
        resting.set(failure.provider, Object.assign(rest, { failure, trial: null, untilMs: clock.monotonicMs() + Math.max(rest.restMs, Math.min(askedRestMsMax, failure.retryAfterMs ?? 0)) }))
      }
      spare(rest, who)
    },
    succeeded(provider, beganMs) {
      resting.delete(provider)
      wellSince.set(provider, Math.max(beganMs, wellSince.get(provider) ?? 0))
    },
    of(provider) {
      const rest = resting.get(provider)
      return rest ? { failure: rest.failure, leftMs: Math.max(0, rest.untilMs - clock.monotonicMs()), isTried: rest.trial !== null } : null
    },
  }
}
