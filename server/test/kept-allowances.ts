/** Allowances in memory, for several processes of a test: they keep the contract of those in PostgreSQL (`contracts/allowances.ts`). */
import { allowancesOf, chargedOf, sliceOf, type Allowance, type Standing } from '../src/domain/allowance.ts'
import type { LearnerId } from '../src/domain/identity.ts'
import type { Allowances, Entry } from '../src/ports/allowances.ts'

export type Kept = { readonly limitMicroUsd: number | null; readonly spentMicroUsd: number; readonly slices: ReadonlyMap<string, number> }

export type KeptAllowances = Allowances & {
  readonly entries: readonly Entry[]
  /** How often it was asked for anything. */
  readonly calls: number
  stand(learnerId: LearnerId, standing: Standing): void
  read(allowance: Allowance): Kept
}

type Row = { limitMicroUsd: number | null; readonly slices: Map<string, number> }

export function keptAllowances(): KeptAllowances {
  const standings = new Map<LearnerId, Standing>()
  const rows = new Map<string, Row>()
  const entries = new Map<string, Entry>()
  let calls = 0
  const nameOf = ({ scope, name, period, since }: Allowance) => `${scope} ${name} ${period} ${since}`
  const rowOf = (allowance: Allowance): Row => {
    const row = rows.get(nameOf(allowance)) ?? { limitMicroUsd: null, slices: new Map() }
    rows.set(nameOf(allowance), row)
    return row
  }

  /** Added up anew each time, from what was entered. */
  function spentOf(allowance: Allowance): number {
    const all = [...entries.values()]
    const counting = allowance.scope === 'learner' ? chargedOf(all) : all
    const isOf = ({ day, learnerId, guest }: Entry) => allowancesOf(day, learnerId, guest).some((each) => nameOf(each) === nameOf(allowance))
    return counting.reduce((sum, entry) => (isOf(entry) ? sum + entry.microUsd : sum), 0)
  }

  const inHands = ({ slices }: Row): number => [...slices.values()].reduce((sum, each) => sum + each, 0)

  return {
    get entries() {
      return [...entries.values()]
    },
    get calls() {
      return calls
    },
    stand: (learnerId, standing) => void standings.set(learnerId, standing),
    read: (allowance) => ({ ...rowOf(allowance), spentMicroUsd: spentOf(allowance) }),
    async standing(learnerId) {
      calls += 1
      return standings.get(learnerId) ?? null
    },
    async exchange(holder, given) {
      calls += 1
      for (const entry of given.entries) if (!entries.has(entry.entryId)) entries.set(entry.entryId, entry)
      return given.slices.map(({ allowance, limitMicroUsd, heldMicroUsd, wantedMicroUsd }) => {
        const row = rowOf(allowance)
        row.limitMicroUsd = limitMicroUsd
        row.slices.set(holder, heldMicroUsd)
        const left = () => Math.max(0, limitMicroUsd - spentOf(allowance) - inHands(row))
        row.slices.set(holder, heldMicroUsd + (wantedMicroUsd > 0 ? sliceOf(left(), wantedMicroUsd) : 0))
        return { sliceMicroUsd: row.slices.get(holder)!, leftMicroUsd: left() }
      })
    },
  }
}
