/** An answer that costs something is asked for once, and known from then on for as long as `domain/artefact.ts` says. */
import type { Artefact } from '../../domain/artefact.ts'
import { costOf, nothingUsed, type SpendingTask, type Used } from '../../domain/price.ts'
import { nothingSaved } from '../../domain/saving.ts'
import type { Cache, Found } from '../../ports/cache.ts'
import type { Facts } from '../../ports/provider.ts'
import type { Purse } from '../../ports/purse.ts'

/** Kept by a hash: an answer that only one may have is named by them, too, who is its `owner`. */
export type Recalled = { readonly artefact: Artefact; readonly name: string; readonly owner?: string }

/** What is known of it, or what `ask` finds; null is not kept. `isRecalled` where it was not asked for here. */
export async function recall<Answer>(
  cache: Pick<Cache, 'get'>, { artefact, name, owner = 'nobody' }: Recalled, signal: AbortSignal, ask: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly isRecalled: boolean }> {
  let asking: typeof ask | null = ask
  const mine = { isAsked: false }
  // What is kept knows how it was found: it must not keep whoever asked, nor with what.
  const find = async (): Promise<Found<Answer>> => {
    mine.isAsked = true
    return { value: await asking!(), version: 0, untilMs: null }
  }
  try {
    return { answer: await cache.get({ artefact, owner, name }, find), isRecalled: !mine.isAsked }
  } catch (error) {
    // Somebody else's question, which they took back or could not pay for, is nobody's answer.
    if (mine.isAsked || signal.aborted) throw error
    return { answer: await ask(), isRecalled: false }
  } finally {
    asking = null
  }
}

/** Nothing was paid: what it took when it was found is what was saved. */
export async function noteRecalled({ provider, model, price }: Facts, task: SpendingTask, used: Used, purse: Purse | undefined): Promise<void> {
  const saved = costOf(price, used)
  if (saved === 0) return
  const reservation = await purse?.reserve({ task, provider, model, mostMicroUsd: 0 })
  reservation?.settle({ outcome: 'finished', microUsd: 0, used: nothingUsed, saved: { ...nothingSaved, recall: saved }, savedMicroUsd: saved })
}
