/**
 * Processes that end themselves at one of their awaits, and what must be so when others have gone on: the shape that such trials have in
 * common, whatever it is that breaks off.
 */
import { execFile } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Crashes = {
  /** The awaits of a life that nobody ends, in order. */
  readonly awaits: readonly string[]
  /** Faults that a trial must notice. */
  readonly plants: readonly Plant[]
  /** Ends a life at each of them, has others go on, and rejects where what is left is not right. Answers with the awaits that were reached: of some it is chance. */
  dieAt(awaits: readonly string[], plant?: Plant): Promise<readonly string[]>
  close(): Promise<void>
}

/** What is done, behind everybody's back, to what a life left that ended `at` an await, and what the trial must say of it. */
export type Plant = { readonly called: string; readonly at: string; readonly statement: string; readonly noticed: RegExp }

export type Life = {
  readonly killed: boolean
  readonly reached: readonly string[]
  /** The last thing that it told under this word. */
  told(word: string): unknown
  /** Everything, for whoever must find out what happened. */
  readonly said: string
}

/** Of a test run, which prints it: the same number draws the same awaits. */
export const seed = Number(process.env['MLUV_TEST_SEED'] ?? randomInt(2 ** 31))

const processesMax = 3
const lifeMsMax = 120_000

/** What kind of await it is, whatever its number. */
export const kindOf = (awaited: string): string => awaited.replace(/ \d+$/, '')

/** `count` of them: the same for the same seed, `by`, and their kinds the same wherever the kinds are, each kind once before one comes again, and each of a kind before one of it comes again. */
export function drawn(awaits: readonly string[], count: number, by: number): string[] {
  const lot = (each: unknown, of: string) => createHash('sha256').update(`${by} ${of} ${JSON.stringify(each)}`).digest('hex')
  const shuffled = <T>(list: readonly T[], of: string) => list.toSorted((one, other) => (lot(one, of) < lot(other, of) ? -1 : 1))
  const kinds = Map.groupBy(awaits, kindOf)
  for (const [kind, ofKind] of kinds) kinds.set(kind, shuffled(ofKind, 'kind'))
  const ofKind = (kind: string, deal: number) => kinds.get(kind)![deal % kinds.get(kind)!.length]!
  const deals = Array.from({ length: Math.ceil(count / kinds.size) }, (_, deal) => shuffled([...kinds.keys()], `deal ${deal}`).map((kind) => ofKind(kind, deal)))
  return deals.flat().slice(0, count)
}

/** Some at a time, and none any more once one of them failed. */
export async function eachOf<T>(list: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const waiting = [...list]
  const ends = await Promise.allSettled(Array.from({ length: processesMax }, async () => {
    try {
      while (waiting.length > 0) await work(waiting.shift()!)
    } finally {
      waiting.length = 0
    }
  }))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

let cacheFolder: string | undefined

/** Runs a program of this folder in a process of its own, with `given` and the await to end at as its arguments, until it ends. */
export async function live(program: URL, given: readonly string[], last = 'nowhere'): Promise<Life> {
  const { promise, resolve, reject } = Promise.withResolvers<Life>()
  const env = { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compiled() }
  const child = execFile(process.execPath, [fileURLToPath(program), ...given, last], { timeout: lifeMsMax, maxBuffer: 2 ** 26, env }, (_error, output, errors) => {
    if (child.signalCode === 'SIGTERM') return reject(new Error(`It neither ended nor came to ${last}: ${output}${errors}`))
    const told = output.split('\n').flatMap((line) => {
      const [, word, what] = /^(\w+) (.*)$/.exec(line) ?? []
      return word === undefined ? [] : [{ word, what: JSON.parse(what!) as unknown }]
    })
    resolve({
      killed: child.signalCode === 'SIGKILL',
      reached: told.flatMap(({ word, what }) => (word === 'reached' ? [String(what)] : [])),
      told: (word) => told.findLast((each) => each.word === word)?.what,
      said: output + errors,
    })
  })
  return promise
}

/** What the first process compiled, for those after it, where a whole test run does not keep that: half of their lives. */
function compiled(): string {
  if (cacheFolder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'mluv-crash-'))
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    cacheFolder = made
  }
  return cacheFolder
}
