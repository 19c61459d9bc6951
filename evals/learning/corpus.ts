/** The rows of the corpus that may be learnt from: the odd ones. Rows count from 0: the first is even. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '../scoring.ts'

/** `weight`: how much the row counts where learners' Czech is to be learnt. */
export type OddRow = Row & { readonly file: string; readonly weight: number }

const weightOfOthers = 0.4

export function oddRows(folder: string): OddRow[] {
  return readdirSync(folder).filter((file) => /^dev-.*\.tsv$/.test(file)).flatMap((file) => {
    const weight = file.includes('learners') ? 1 : weightOfOthers
    return readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').filter((_, at) => at % 2 === 1)
      .map((line) => line.split('\t'))
      .flatMap(([source, ...golds]) => (golds.length > 0 ? [{ source: source!, golds, file, weight }] : []))
  })
}

/** Folds are stretches of each file, so that no text is in two. */
export function foldOf(rows: readonly OddRow[], folds: number): number[] {
  const sizes = new Map<string, number>()
  for (const { file } of rows) sizes.set(file, (sizes.get(file) ?? 0) + 1)
  const seen = new Map<string, number>()
  return rows.map(({ file }) => {
    const at = seen.get(file) ?? 0
    seen.set(file, at + 1)
    return Math.floor((at * folds) / sizes.get(file)!)
  })
}
