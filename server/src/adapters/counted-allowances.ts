/** What this process has handed in as spent, added up by what it was spent on: a few sums, where the database has a row for each call. */
import { nothingSaved, savingWays, type Saved } from '../domain/saving.ts'
import type { Allowances, Entry } from '../ports/allowances.ts'
import type { SpentVitals } from '../ports/vitals.ts'

export type CountedAllowances = Allowances & { spent(): readonly SpentVitals[] }

export function countedAllowances(allowances: Allowances): CountedAllowances {
  const sums = new Map<string, SpentVitals>()
  function add({ task, provider, model, microUsd, saved = nothingSaved }: Entry): void {
    const name = JSON.stringify([task, provider, model])
    const before = sums.get(name) ?? { task, provider, model, calls: 0, microUsd: 0, saved: nothingSaved }
    const all = Object.fromEntries(savingWays.map((way) => [way, before.saved[way] + saved[way]])) as Saved
    sums.set(name, { ...before, calls: before.calls + Number(saved.recall === 0), microUsd: before.microUsd + microUsd, saved: all })
  }
  return {
    ...allowances,
    async exchange(holder, given, nowMs) {
      const granted = await allowances.exchange(holder, given, nowMs)
      given.entries.forEach(add)
      return granted
    },
    spent: () => [...sums.values()],
  }
}
