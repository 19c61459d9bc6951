/** The stretch of a sentence between two marks. */
import { isWord, type Slot } from './proposal.ts'

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

/** The clauses, parted where one of these words joins another on. */
export function partsIn(sentence: readonly Slot[], joins: (form: string) => boolean): Clause[] {
  return clausesIn(sentence).flatMap(({ from, slots }) => {
    const starts = [0, ...slots.flatMap((slot, at) => (isWord(slot) && joins(slot.form) ? [at, at + 1] : []))]
    return starts.flatMap((start, nth): Clause[] => {
      const part = slots.slice(start, starts[nth + 1])
      return part.length > 0 ? [{ from: from + start, slots: part }] : []
    })
  })
}
