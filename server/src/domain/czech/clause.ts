/** The stretch of a sentence between two marks. */
import type { Slot } from './proposal.ts'

export type Clause = { readonly from: number; readonly slots: readonly Slot[] }

export function clauseAround(sentence: readonly Slot[], at: number): Clause {
  let [from, to] = [at, at]
  while (from > 0 && sentence[from - 1]!.token.kind !== 'mark') from--
  while (to < sentence.length && sentence[to]!.token.kind !== 'mark') to++
  return { from, slots: sentence.slice(from, to) }
}

export function clausesIn(sentence: readonly Slot[]): Clause[] {
  const found: Clause[] = []
  for (let at = 0; at < sentence.length;) {
    const clause = clauseAround(sentence, at)
    if (clause.slots.length > 0) found.push(clause)
    at = clause.from + clause.slots.length + 1
  }
  return found
}
