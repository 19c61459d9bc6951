/** What ran of a script, as V8 tells it and as it is kept until all processes have ended. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder that processes and browsers leave their records in, or 1 for one of this run; where it is not set, nobody records. */
export const coverageVariable = 'MLUV_COVERAGE'

/** Where this run records to; undefined where nobody counts. `own` is a folder for this run alone. */
export function recordsFolder(own: string): string | undefined {
  const asked = process.env[coverageVariable]
  if (!asked) return undefined
  const folder = asked === '1' ? own : asked
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Of functions and blocks: from, to, and whether it ran. What stands within another tells more than what is around it. */
export type Range = readonly [start: number, end: number, ran: 0 | 1]

/** `path` is of a file of the repository, or, with a slash before it, of the page's address. */
export type ScriptRecord = { readonly path: string; readonly ranges: readonly Range[] }

/** As V8's inspector gives it. */
export type V8Function = { readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[] }

export function recordOf(path: string, functions: readonly V8Function[]): ScriptRecord {
  return { path, ranges: functions.flatMap(({ ranges }) => ranges.map(({ startOffset, endOffset, count }): Range => [startOffset, endOffset, count > 0 ? 1 : 0])) }
}

export function keepRecords(folder: string, records: readonly ScriptRecord[]): void {
  if (records.length > 0) writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(records))
}

/** For every offset of a text whether it ran. */
export function ranIn({ ranges }: ScriptRecord, length: number): Uint8Array {
  const ran = new Uint8Array(length)
  for (const [start, end, did] of ranges.toSorted((one, other) => one[0] - other[0] || other[1] - one[1])) ran.fill(did, start, end)
  return ran
}
