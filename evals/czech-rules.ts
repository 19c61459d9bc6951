/**
 * Counts how often each rule is right, on the odd rows of a corpus, and writes `server/content/cs/ear/rule-weights.yaml`.
 * usage: node evals/czech-rules.ts FOLDER      run it last: it judges the rules on what the spelling weights make of the words
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { earContent } from '../server/src/adapters/czech/content.ts'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { weighable } from '../server/src/domain/czech/rule-weights.ts'
import { knowledge } from '../server/src/domain/czech/knowledge.ts'
import { proposalsFor } from '../server/src/domain/czech/check.ts'
import { editsOf, tokensOf } from './scoring.ts'

/** A word that was wrong indeed, and is put right in another way. */
const creditForPlace = 0.5
/** How far a word may go from where a gold has it. */
const nearWords = 4
/** What fewer sightings say is noise. */
const seenMin = 8
const ear = join(import.meta.dirname, '../server/content/cs/ear')

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node evals/czech-rules.ts FOLDER')
  process.exit(2)
}
const known = knowledge({ ...(await earContent(ear)), ruleWeights: {} }, await czechDictionary())
const counts = new Map<string, { right: number; seen: number }>()
for (const name of readdirSync(folder).filter((file) => /^dev-.*\.tsv$/.test(file))) {
  const importance = name.includes('learners') ? 1 : 0.4
  for (const [at, row] of readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').entries()) {
    if (at % 2 === 0) continue
    const [source, ...golds] = row.split('\t')
    const words = tokensOf(source!)
    const wanted = golds.map((gold) => new Set(editsOf(words, tokensOf(gold))))
    for (const { proposal, noticed } of proposalsFor(source!, known)) {
      const made = editsOf(words, tokensOf(source!.slice(0, noticed.start) + noticed.corrected + source!.slice(noticed.end)))
      const right = made.length > 0 && wanted.some((edits) => made.every((edit) => edits.has(edit)))
      const noted = proposal.act === 'replace' ? wanted.some((edits) => made.every((edit) => [...edits].some((one) => place(one) === place(edit))))
        : golds.some((gold) => gold.toLowerCase().includes(movedIn(source!, noticed))) || (proposal.act === 'insert' && wanted.some((edits) => isPutNear(edits, made)))
      const credit = right ? 1 : noted ? creditForPlace : 0
      for (const key of weighable(proposal)) {
        const count = counts.get(key) ?? { right: 0, seen: 0 }
        counts.set(key, { right: count.right + credit * importance, seen: count.seen + importance })
      }
    }
  }
}

const lines = [...counts].filter(([, { seen }]) => seen >= seenMin).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { right, seen }]) => `${JSON.stringify(key)}: [${right.toFixed(1)}, ${seen.toFixed(1)}]`)
writeFileSync(join(ear, 'rule-weights.yaml'), `# Rule, or rule and word: how often it was right, of how often it spoke. Counted by evals/czech-rules.ts in the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${lines.join('\n')}\n`)
console.log(lines.join('\n'))

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
