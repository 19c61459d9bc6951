/**
 * How each provider fared lately: who failed and is better left alone for a while, how often it succeeds, how soon it begins.
 *
 *     trusted ──failure──▶ resting ──(rest is over)──▶ on trial ──success──▶ trusted
 *                             ▲                            │
 *                             └──── failure, longer rest ──┘
 *
 * The trial is whatever call comes next: nobody is asked only to see whether they answer.
 */
import type { ProviderFailure, ProviderFault } from '../domain/failure.ts'
import { tally, waitBoundsMs, type Tally } from '../domain/tally.ts'
import type { Clock } from '../ports/clock.ts'
import type { Provider } from '../ports/provider.ts'
import type { Standing, Tried } from '../ports/provider-health.ts'

const restMsMin = 1000
const restMsMax = 60_000
/** The longest that a provider's own `Retry-After` is taken at its word. */
const askedRestMsMax = 600_000
/** How much the latest call counts among those before it: the last ten make up nearly all. */
const latestShare = 0.2

export type Patience = {
  /** Those to ask, in their order; all of them when all are resting. */
  order<Each extends Provider>(providers: readonly Each[]): readonly Each[]
  /** Why a provider is resting; null when it is not. */
  reason(provider: string): ProviderFailure | null
  failed(provider: Provider, failure: ProviderFailure): void
  /** `firstPieceMs`: how long the first piece was waited for. */
  succeeded(provider: Provider, firstPieceMs: number): void
  standing(provider: Provider): Standing
  counted(provider: Provider): Pick<Tried, 'firstPieceMs' | 'failed'>
}

type Rest = { readonly untilMs: number; readonly restMs: number; readonly failure: ProviderFailure }
type Record = { calls: number; success: number; firstPieceMs: number | null }
type Count = { readonly firstPieceMs: Tally; readonly failed: Map<ProviderFault, number> }

/** A vendor's models rest together; how they fare is known of each. */
export function patience(clock: Clock): Patience {
  const rests = new Map<string, Rest>()
  const records = new Map<string, Record>()
  const counts = new Map<string, Count>()
  const keyOf = ({ name, facts }: Provider) => `${name} ${facts?.model ?? ''}`
  const reason = (provider: string) => {
    const rest = rests.get(provider)
    return rest && clock.monotonicMs() < rest.untilMs ? rest.failure : null
  }
  function countOf(provider: Provider): Count {
    const known = counts.get(keyOf(provider))
    if (known) return known
    const count = { firstPieceMs: tally(waitBoundsMs), failed: new Map<ProviderFault, number>() }
    counts.set(keyOf(provider), count)
    return count
  }
  function note(provider: Provider, isSuccess: boolean, firstPieceMs: number | null): void {
    const { calls, success, firstPieceMs: usual } = records.get(keyOf(provider)) ?? { calls: 0, success: 1, firstPieceMs: null }
    const mixed = (before: number, latest: number) => before + (latest - before) * latestShare
    records.set(keyOf(provider), { calls: calls + 1, success: mixed(success, Number(isSuccess)), firstPieceMs: firstPieceMs === null ? usual : mixed(usual ?? firstPieceMs, firstPieceMs) })
  }
  return {
    reason,
    order(providers) {
      const ready = providers.filter(({ name }) => reason(name) === null)
      return ready.length > 0 ? ready : providers
    },
    failed(provider, failure) {
      const { failed } = countOf(provider)
      failed.set(failure.fault, (failed.get(failure.fault) ?? 0) + 1)
      // A refused request says nothing of the next one, nor does one that was never made.
      if (failure.fault === 'rejected-request' || failure.unasked) return
      note(provider, false, null)
      // Many calls that fail at once are one failure.
      if (reason(failure.provider)) return
      const before = rests.get(failure.provider)?.restMs ?? restMsMin / 2
      const restMs = Math.min(restMsMax, before * 2)
      const asked = Math.min(askedRestMsMax, failure.retryAfterMs ?? 0)
      rests.set(failure.provider, { untilMs: clock.monotonicMs() + Math.max(restMs, asked), restMs, failure })
    },
    succeeded(provider, firstPieceMs) {
      countOf(provider).firstPieceMs.note(firstPieceMs)
      note(provider, true, firstPieceMs)
      rests.delete(provider.name)
    },
    counted(provider) {
      const { firstPieceMs, failed } = countOf(provider)
      return { firstPieceMs: firstPieceMs.read(), failed: new Map(failed) }
    },
    standing(provider) {
      const rest = rests.get(provider.name)
      const restMs = rest ? Math.max(0, rest.untilMs - clock.monotonicMs()) : 0
      const { calls, success, firstPieceMs } = records.get(keyOf(provider)) ?? { calls: 0, success: 1, firstPieceMs: null }
      return { state: rest === undefined ? 'trusted' : restMs > 0 ? 'resting' : 'on-trial', fault: rest?.failure.fault ?? null, restMs, calls, success, firstPieceMs }
    },
  }
}
