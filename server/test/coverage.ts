/**
 * How many lines of our sources run in tests, which all assert, in processes and browsers; and the floors of that:
 *
 *     MLUV_COVERAGE=1 npm test                     all tests; counts, and fails below a floor
 *     MLUV_COVERAGE=/dev/shm/ran npm test -- progress  adds to what is recorded there, counts, and fails for nothing
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { codeLines, type CodeLines } from './coverage/lines.ts'
import { servedScripts, type ServedScript } from './coverage/page.ts'
import { ranIn, type ScriptRecord } from './coverage/record.ts'
import { filesOf } from './tidy/house.ts'

/** Percent of lines. They only rise: whoever covers more raises them. */
export const floors: Readonly<Record<string, number>> = { 'server/src': 97, 'web/src': 92 }

/** Of one file: how many lines hold code, and which of them never ran. */
export type FileLines = { readonly path: string; readonly lines: number; readonly missed: readonly number[] }

const namedMax = 12

/** What `npm test` says of it. Of some tests alone nothing can be demanded. */
export async function coverageVerdict(root: string, folder: string, all: boolean): Promise<{ readonly good: boolean; readonly lines: readonly string[] }> {
  const { good, lines } = judged(await counted(root, folder), floors)
  return { good: good || !all, lines }
}

export async function counted(root: string, folder: string): Promise<readonly FileLines[]> {
  const code = new Map(filesOf(root).filter(({ path }) => isCounted(path)).map((file) => [file.path, codeLines(file)]))
  const scripts = await servedScripts(join(root, 'web'))
  const ran = new Map([...code.keys()].map((path) => [path, new Set<number>()]))
  for (const name of readdirSync(folder)) {
    const records = JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly ScriptRecord[]
    for (const record of records) {
      for (const { path, line } of record.path.startsWith('/') ? ranOnPage(record, scripts) : ranInProcess(record, code)) ran.get(path)?.add(line)
    }
  }
  const served = servedLines(scripts)
  return [...code].map(([path, lines]) => {
    // What the build left no trace of was moved into another line.
    const counts = [...lines.keys()].filter((line) => served.get(path)?.has(line) ?? true)
    return { path, lines: counts.length, missed: counts.filter((line) => !ran.get(path)!.has(line)).sort((one, other) => one - other) }
  })
}

/** The page's texts would only flatter: they are data, and each of them is loaded by a test of all of them. */
const isCounted = (path: string): boolean => /^(server|web)\/src\/.*\.tsx?$/.test(path) && !/^web\/src\/words\/(\w+\/)?(cs|en|uk|ru)\.ts$/.test(path)

type Line = { readonly path: string; readonly line: number }

function ranOnPage(record: ScriptRecord, scripts: ReadonlyMap<string, ServedScript>): readonly Line[] {
  const script = scripts.get(record.path)
  if (script === undefined) return []
  const ran = ranIn(record, script.length)
  return script.spots.filter(({ offset }) => ran[offset] === 1)
}

function ranInProcess(record: ScriptRecord, code: ReadonlyMap<string, CodeLines>): readonly Line[] {
  const { path } = record
  const lines = code.get(path) ?? new Map<number, readonly number[]>()
  const ran = ranIn(record, Math.max(0, ...record.ranges.map(([, end]) => end)))
  return [...lines].filter(([, offsets]) => offsets.some((offset) => ran[offset] === 1)).map(([line]) => ({ path, line }))
}

function servedLines(scripts: ReadonlyMap<string, ServedScript>): ReadonlyMap<string, ReadonlySet<number>> {
  const served = new Map<string, Set<number>>()
  for (const { path, line } of [...scripts.values()].flatMap(({ spots }) => spots)) served.set(path, (served.get(path) ?? new Set()).add(line))
  return served
}

/** Each part with its share, and, of those below their floor, the files with the most lines to cover. */
export function judged(files: readonly FileLines[], atLeast: Readonly<Record<string, number>>): { readonly good: boolean; readonly lines: readonly string[] } {
  const parts = Object.entries(atLeast).map(([part, floor]) => {
    const own = files.filter(({ path }) => path.startsWith(`${part}/`))
    const all = own.reduce((sum, { lines }) => sum + lines, 0)
    const missed = own.reduce((sum, file) => sum + file.missed.length, 0)
    const percent = all === 0 ? 0 : 100 * (all - missed) / all
    const good = percent >= floor
    const said = `covered: ${percent.toFixed(1)} % of ${all} lines of ${part}, at least ${floor} %`
    return { good, lines: good ? [said] : [`${said}: ${missed} lines ran in no test, most of them here:`, ...worstOf(own)] }
  })
  return { good: parts.every(({ good }) => good), lines: parts.flatMap(({ lines }) => lines) }
}

function worstOf(files: readonly FileLines[]): readonly string[] {
  return files.toSorted((one, other) => other.missed.length - one.missed.length).slice(0, namedMax).filter(({ missed }) => missed.length > 0)
    .map(({ path, lines, missed }) => `  ${path}: ${missed.length} of ${lines}: ${spans(missed)}`)
}

/** `3–5, 9` */
function spans(lines: readonly number[]): string {
  const found: [number, number][] = []
  for (const line of lines) {
    const last = found.at(-1)
    if (last && last[1] === line - 1) last[1] = line
    else found.push([line, line])
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}
