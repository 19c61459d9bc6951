/** Reads the ear's lexicon, weights and texts from their folder. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { PairCounts } from '../../domain/czech/context.ts'
import type { EarContent } from '../../domain/czech/knowledge.ts'

export async function earContent(folder: string): Promise<EarContent> {
  const yaml = async (name: string): Promise<unknown> => parse(await readFile(join(folder, `${name}.yaml`), 'utf8'))
  const [counts, pairs, weights, ruleWeights, aloneWeights, clauses, prepositions, colloquial, choices, capitals, foreign, confusables, lists, verbs, nouns, determiners, texts] = await Promise.all([
    readFile(join(folder, 'frequencies.txt'), 'utf8'), readFile(join(folder, 'context.txt'), 'utf8'), yaml('spelling-weights'), yaml('rule-weights'), yaml('alone-weights'), yaml('clauses'), yaml('prepositions'), yaml('colloquial'), yaml('choices'),
    yaml('capitals'), yaml('foreign'), yaml('confusables'), yaml('word-lists'), yaml('verbs'), yaml('nouns'), yaml('determiners'), yaml('explanations'),
  ])
  const grammar = { clauses, prepositions, colloquial, choices, capitals, foreign, confusables, lists }
  return { counts: readCounts(counts), pairCounts: readPairs(pairs), weights, ruleWeights, aloneWeights, grammar, verbs, nouns, determiners, texts } as EarContent
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

/** `left count right count right count …` a line. */
export function readPairs(text: string): PairCounts {
  const classes = new Map<string, number>()
  const pairs = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [left, count, ...rest] = line.split(' ')
    if (left === undefined || !/^\d+$/.test(count ?? '')) continue
    if (Number(count) > 0) classes.set(left, Number(count))
    for (let at = 0; at + 1 < rest.length; at += 2) pairs.set(`${left} ${rest[at]!}`, Number(rest[at + 1]))
  }
  return { classes, pairs }
}
