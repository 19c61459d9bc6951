/** Reads the ear's lexicon, weights and texts from their folder. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { PairCounts } from '../../domain/czech/context.ts'
import type { EarContent } from '../../domain/czech/knowledge.ts'

export async function earContent(folder: string): Promise<EarContent> {
  const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
  const yaml = async (name: string): Promise<unknown> => load(await text(`${name}.yaml`))
  const [counts, pairs, weights, ruleWeights, aloneWeights, clauses, prepositions, colloquial, choices, capitals, foreign, confusables, lists, verbs, nouns, determiners, texts] = await Promise.all([
    text('frequencies.txt'), text('context.txt'), text('spelling-weights.yaml'), yaml('rule-weights'), yaml('alone-weights'), yaml('clauses'), yaml('prepositions'), yaml('colloquial'), yaml('choices'),
    yaml('capitals'), yaml('foreign'), yaml('confusables'), yaml('word-lists'), yaml('verbs'), yaml('nouns'), yaml('determiners'), yaml('explanations'),
  ])
  const grammar = { clauses, prepositions, colloquial, choices, capitals, foreign, confusables, lists }
  return { counts: readCounts(counts), pairCounts: readPairs(pairs), weights: readFigures(weights), ruleWeights, aloneWeights, grammar, verbs, nouns, determiners, texts } as EarContent
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

/** `left count right count right count …` a line. What stands behind a word is read when it is first asked for: most words never are. */
export function readPairs(text: string): PairCounts {
  const classes = new Map<string, number>()
  const rows = new Map<string, string>()
  const read = new Map<string, ReadonlyMap<string, number>>()
  for (const line of text.split('\n')) {
    const row = /^(\S+) (\d+)(?: |$)/.exec(line)
    if (row === null) continue
    const [start, left, count] = row
    if (Number(count) > 0) classes.set(left!, Number(count))
    rows.set(left!, line.slice(start.length))
  }
  const behind = (left: string): ReadonlyMap<string, number> | undefined => {
    const row = rows.get(left)
    if (row === undefined) return read.get(left)
    const cells = row.split(' ')
    const counts = new Map<string, number>()
    for (let at = 0; at + 1 < cells.length; at += 2) counts.set(cells[at]!, Number(cells[at + 1]))
    rows.delete(left)
    read.set(left, counts)
    return counts
  }
  return { classes, behind }
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
