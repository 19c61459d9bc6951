/** Reads the ear's lexicon, weights and texts from their folder. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { EarContent } from '../../domain/czech/knowledge.ts'

export async function earContent(folder: string): Promise<EarContent> {
  const yaml = async (name: string): Promise<unknown> => parse(await readFile(join(folder, `${name}.yaml`), 'utf8'))
  const [counts, weights, clauses, prepositions, colloquial, choices, capitals, foreign, confusables, verbs, nouns, determiners, texts] = await Promise.all([
    readFile(join(folder, 'frequencies.txt'), 'utf8'), yaml('spelling-weights'), yaml('clauses'), yaml('prepositions'), yaml('colloquial'), yaml('choices'),
    yaml('capitals'), yaml('foreign'), yaml('confusables'), yaml('verbs'), yaml('nouns'), yaml('determiners'), yaml('explanations'),
  ])
  return { counts: readCounts(counts), weights, grammar: { clauses, prepositions, colloquial, choices, capitals, foreign, confusables }, verbs, nouns, determiners, texts } as EarContent
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
