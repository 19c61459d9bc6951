/** How each provider fared lately: how often it succeeds, how soon it begins, and who is better left alone for a while. */
import type { ProviderFailure, ProviderFault } from '../domain/failure.ts'
import { tally, waitBoundsMs, type Tally } from '../domain/tally.ts'
import type { Clock } from '../ports/clock.ts'
import type { Provider } from '../ports/provider.ts'
import type { Standing, Tried } from '../ports/provider-health.ts'
import { rests, type Call } from './rests.ts'

/** How much the latest call counts among those before it: the last ten make up nearly all. */
const latestShare = 0.2

export type Patience = {
  /** Those to ask for `who`, a learner, in their order; all of them when all are resting. Who was on no trial may be now. */
  order<Each extends Provider>(providers: readonly Each[], who: string): readonly Each[]
  /** Why a provider is not asked for `who`; null when it is. */
  reason(provider: string, who: string): ProviderFailure | null
  failed(provider: Provider, failure: ProviderFailure, call: Call): void
  /** `firstPieceMs`: how long the first piece was waited for. `beganMs`: as of a call. */
  succeeded(provider: Provider, firstPieceMs: number, beganMs: number): void
  standing(provider: Provider): Standing
  counted(provider: Provider): Pick<Tried, 'firstPieceMs' | 'failed'>
}

type Record = { calls: number; success: number; firstPieceMs: number | null }
type Count = { readonly firstPieceMs: Tally; readonly failed: Map<ProviderFault, number> }

/** A vendor's models rest together; how they fare is known of each. */
export function patience(clock: Clock): Patience {
  const all = rests(clock)
  const records = new Map<string, Record>()
  const counts = new Map<string, Count>()
  const keyOf = ({ name, facts }: Provider) => `${name} ${facts?.model ?? ''}`
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
    reason: all.reason,
    order(providers, who) {
      const ready = providers.filter(({ name }) => all.isFor(name, who))
      return ready.length > 0 ? ready : providers
    },
    failed(provider, failure, call) {
      const { failed } = countOf(provider)
      failed.set(failure.fault, (failed.get(failure.fault) ?? 0) + 1)
      // A refused request says nothing of the next one, nor does one that was never made.
      if (failure.fault === 'rejected-request' || failure.unasked) return
      note(provider, false, null)
      all.failed(failure, call)
    },
    succeeded(provider, firstPieceMs, beganMs) {
      countOf(provider).firstPieceMs.note(firstPieceMs)
      note(provider, true, firstPieceMs)
      all.succeeded(provider.name, beganMs)
    },
    counted(provider) {
      const { firstPieceMs, failed } = countOf(provider)
      return { firstPieceMs: firstPieceMs.read(), failed: new Map(failed) }
    },
    standing(provider) {
      const rest = all.of(provider.name)
      const { calls, success, firstPieceMs } = records.get(keyOf(provider)) ?? { calls: 0, success: 1, firstPieceMs: null }
      const state = rest === null ? 'trusted' : rest.leftMs > 0 && !rest.isTried ? 'resting' : 'on-trial'
      return { state, fault: rest?.failure.fault ?? null, restMs: rest?.leftMs ?? 0, calls, success, firstPieceMs }
    },
  }
}
