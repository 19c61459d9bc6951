/** Counts how often each rule is right when it speaks. */
import { proposalsFor } from '../../server/src/domain/czech/check.ts'
import type { Knowledge } from '../../server/src/domain/czech/check.ts'
import { type RuleWeights, weighable } from '../../server/src/domain/czech/rule-weights.ts'
import { editsOf, tokensOf } from '../scoring.ts'
import type { OddRow } from './corpus.ts'

/** A word that was wrong indeed, and is put right in another way. */
const creditForPlace = 0.5
/** How far a word may go from where a gold has it. */
const nearWords = 4
/** What fewer sightings say is noise. */
const seenMin = 8

export function countedRules(rows: readonly OddRow[], known: Knowledge): RuleWeights {
  const counts = new Map<string, { right: number; seen: number }>()
  for (const { source, golds, weight } of rows) {
    const words = tokensOf(source)
    const wanted = golds.map((gold) => new Set(editsOf(words, tokensOf(gold))))
    for (const { proposal, noticed } of proposalsFor(source, known)) {
      const made = editsOf(words, tokensOf(source.slice(0, noticed.start) + noticed.corrected + source.slice(noticed.end)))
      const right = made.length > 0 && wanted.some((edits) => made.every((edit) => edits.has(edit)))
      const noted = proposal.act === 'replace' ? wanted.some((edits) => made.every((edit) => [...edits].some((one) => place(one) === place(edit))))
        : golds.some((gold) => gold.toLowerCase().includes(movedIn(source, noticed))) || (proposal.act === 'insert' && wanted.some((edits) => isPutNear(edits, made)))
      const credit = right ? 1 : noted ? creditForPlace : 0
      for (const key of weighable(proposal)) {
        const count = counts.get(key) ?? { right: 0, seen: 0 }
        counts.set(key, { right: count.right + credit * weight, seen: count.seen + weight })
      }
    }
  }
  return Object.fromEntries([...counts].filter(([, { seen }]) => seen >= seenMin).map(([key, { right, seen }]) => [key, [right, seen] as const]))
}

/** The word before the change and the first word of it, which a rewritten sentence keeps side by side. */
function movedIn(source: string, { start, corrected }: { readonly start: number; readonly corrected: string }): string {
  const before = tokensOf(source.slice(0, start)).at(-1) ?? ''
  return `${before} ${tokensOf(corrected)[0] ?? ''}`.toLowerCase()
}

/** The same word goes in, a few words away. */
function isPutNear(edits: ReadonlySet<string>, made: readonly string[]): boolean {
  return made.every((edit) => [...edits].some((one) => one.split('|')[2] === edit.split('|')[2] && Math.abs(Number(one.split('|')[0]) - Number(edit.split('|')[0])) <= nearWords))
}

function place(edit: string): string {
  return edit.slice(0, edit.lastIndexOf('|'))
}
