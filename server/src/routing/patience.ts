/**
 * Who failed lately, and is better left alone for a while.
 *
 *     trusted ──failure──▶ resting ──(rest is over)──▶ on trial ──success──▶ trusted
 *                             ▲                            │
 *                             └──── failure, longer rest ──┘
 *
 * The trial is whatever call comes next: nobody is asked only to see whether they answer.
 */
import type { ProviderFailure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'

const restMsMin = 1000
const restMsMax = 60_000
/** The longest that a provider's own `Retry-After` is taken at its word. */
const askedRestMsMax = 600_000

export type Patience = {
  /** Those to ask, in their order; all of them when all are resting. */
  order<Provider extends { readonly name: string }>(providers: readonly Provider[]): readonly Provider[]
  /** Why a provider is resting; null when it is not. */
  reason(provider: string): ProviderFailure | null
  failed(failure: ProviderFailure): void
  succeeded(provider: string): void
}

export function patience(clock: Clock): Patience {
  const rests = new Map<string, { readonly untilMs: number; readonly restMs: number; readonly failure: ProviderFailure }>()
  const reason = (provider: string) => {
    const rest = rests.get(provider)
    return rest && clock.monotonicMs() < rest.untilMs ? rest.failure : null
  }
  return {
    reason,
    order(providers) {
      const ready = providers.filter(({ name }) => reason(name) === null)
      return ready.length > 0 ? ready : providers
    },
    failed(failure) {
      // A refused request says nothing of the next one; and many calls that fail at once are one failure.
      if (failure.fault === 'rejected-request' || reason(failure.provider)) return
      const before = rests.get(failure.provider)?.restMs ?? restMsMin / 2
      const restMs = Math.min(restMsMax, before * 2)
      const asked = Math.min(askedRestMsMax, failure.retryAfterMs ?? 0)
      rests.set(failure.provider, { untilMs: clock.monotonicMs() + Math.max(restMs, asked), restMs, failure })
    },
    succeeded: (provider) => void rests.delete(provider),
  }
}
