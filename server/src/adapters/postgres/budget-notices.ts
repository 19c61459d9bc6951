/** Who is told that much of what may be spent is spent: each part of each limit once a period, in the transaction that spends it. */
import type { Kysely } from 'kysely'
import type { LearnerId } from '../../domain/identity.ts'
import type { BudgetFacts, Notice, OperatorNotice } from '../../domain/notice.ts'
import type { Clock } from '../../ports/clock.ts'
import { keepNotices, send, type EnqueueIn } from './outbox.ts'
import type { Tables } from './tables.ts'

type Tx = Kysely<Tables>
/** A limit of which a part is spent; `name` tells learners apart. */
export type Warning = BudgetFacts & { readonly name: string }
export type Warn = (tx: Tx, warnings: readonly Warning[], nowMs: number) => Promise<void>

/** Learners hear of their own limits: in the app, and by letter where they want letters. Operators hear of all others. */
export const budgetNotices = (clock: Clock, enqueueIn: EnqueueIn): Warn => async (tx, warnings, nowMs) => {
  const present = await presentAmong(tx, warnings)
  const own: Notice<'budget'>[] = []
  const others: OperatorNotice[] = []
  for (const { name, ...facts } of warnings) {
    const about = `${facts.scope} ${facts.period} ${facts.since} ${facts.percent}`
    if (facts.scope !== 'learner') others.push({ kind: 'operator-budget', facts, about })
    else if (present.has(name)) own.push({ kind: 'budget', learnerId: name as LearnerId, facts, about })
  }
  await keepNotices(tx, clock, own, nowMs)
  await send(tx, clock, enqueueIn, [...own, ...others].map((notice) => ({ notice })), nowMs)
}

/** Whoever is gone is told nothing. */
async function presentAmong(tx: Tx, warnings: readonly Warning[]): Promise<ReadonlySet<string>> {
  const names = warnings.flatMap(({ scope, name }) => (scope === 'learner' ? [name] : []))
  if (names.length === 0) return new Set()
  const rows = await tx.selectFrom('learners').select('learner_id').where('learner_id', 'in', names).forKeyShare().execute()
  return new Set(rows.map(({ learner_id: learnerId }) => learnerId))
}
