/** Reads the ear's lexicon, weights and texts from their folder. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { ContextWeights } from '../../domain/czech/context.ts'
import type { EarContent } from '../../domain/czech/knowledge.ts'

export async function earContent(folder: string): Promise<EarContent> {
  const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
  const yaml = async (name: string): Promise<unknown> => load(await text(`${name}.yaml`))
  const [counts, pairs, weights, ruleWeights, aloneWeights, clauses, prepositions, colloquial, choices, capitals, foreign, confusables, lists, verbs, nouns, determiners, texts] = await Promise.all([
    text('frequencies.txt'), text('context.txt'), text('spelling-weights.yaml'), yaml('rule-weights'), yaml('alone-weights'), yaml('clauses'), yaml('prepositions'), yaml('colloquial'), yaml('choices'),
    yaml('capitals'), yaml('foreign'), yaml('confusables'), yaml('word-lists'), yaml('verbs'), yaml('nouns'), yaml('determiners'), yaml('explanations'),
  ])
  const grammar = { clauses, prepositions, colloquial, choices, capitals, foreign, confusables, lists }
  return { counts: readCounts(counts), contextWeights: readPairs(pairs), weights: readFigures(weights), ruleWeights, aloneWeights, grammar, verbs, nouns, determiners, texts } as EarContent
}

/** `form count` a line. */
export function readCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [form, count] = line.split(' ')
    if (form !== undefined && form !== '#' && /^\d+$/.test(count ?? '')) counts.set(form, Number(count))
  }
  return counts
}

/** `around own weight own weight …` a line, in hundredths. A line is read when it is first asked for: most never are. */
export function readPairs(text: string): ContextWeights {
  const lines = new Map(text.split('\n').filter((line) => line !== '' && !line.startsWith('# ')).map((line) => [line.slice(0, line.indexOf(' ')), line]))
  const read = new Map<string, ReadonlyMap<string, number>>()
  return (around) => {
    const line = lines.get(around)
    if (line === undefined) return read.get(around)
    const weights = new Map<string, number>()
    const cells = line.split(' ')
    for (let at = 1; at + 1 < cells.length; at += 2) weights.set(cells[at]!, Number(cells[at + 1]) / 100)
    lines.delete(around)
    read.set(around, weights)
    return weights
  }
}

/** `"name": figure` a line: YAML that a script writes, a thousand lines of it. */
export function readFigures(text: string): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf('": ')
    if (line.startsWith('"') && at > 0) figures[JSON.parse(line.slice(0, at + 1)) as string] = Number(line.slice(at + 2))
  }
  return figures
}
