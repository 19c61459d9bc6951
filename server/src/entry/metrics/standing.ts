/** How the whole installation stands, asked of those who know. */
import { allowancesOf, dayOf, limitOf, standardPlan, type Budget } from '../../domain/allowance.ts'
import type { Books } from '../../ports/books.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Reach } from '../../ports/reach.ts'
import type { Vitals } from '../../ports/vitals.ts'
import type { Budgeted, OfInstallation } from './of-installation.ts'

type Asked = {
  readonly vitals: Vitals
  readonly books: Pick<Books, 'stand'>
  readonly reach: Pick<Reach, 'delivered'>
  readonly budget: Budget
  readonly clock: Pick<Clock, 'now'>
  /** When the newest backup was made; null where there is none yet. */
  readonly lastBackupMs: () => Promise<number | null>
  /** Whether backups are made here at all. */
  readonly backsUp: boolean
}

export const standingOf = ({ vitals, books, reach, budget, clock, lastBackupMs, backsUp }: Asked) => async (): Promise<OfInstallation> => {
  const nowMs = clock.now()
  const [kept, deliveries, budgets, madeAtMs] = await Promise.all([vitals.read(nowMs), reach.delivered(null), budgetsOf(books, budget, nowMs), backsUp ? lastBackupMs() : null])
  return { kept, deliveries, budgets, backupMs: backsUp ? (madeAtMs === null ? kept.ageMs : nowMs - madeAtMs) : null }
}

/** What all share: of learners there are too many, and each has their own page. */
async function budgetsOf(books: Pick<Books, 'stand'>, budget: Budget, nowMs: number): Promise<readonly Budgeted[]> {
  const limited = allowancesOf(dayOf(nowMs), null, true).flatMap((allowance) => {
    const limitMicroUsd = limitOf(budget, allowance, standardPlan)
    return limitMicroUsd === null ? [] : [{ allowance, limitMicroUsd }]
  })
  if (limited.length === 0) return []
  const stood = await books.stand(limited.map(({ allowance }) => allowance))
  return limited.map((each, at) => ({ ...each, ...stood[at]! }))
}
