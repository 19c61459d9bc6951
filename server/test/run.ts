/**
 * `npm test`: every test file in a process of its own, around one PostgreSQL of each kind.
 *
 *     npm test                            all of them
 *     npm test -- server/test/domain      those whose path holds one of these words
 *
 * What needs something that is not installed is left out and named at the end; where MLUV_TEST_STRICT=1, that is a
 * failure. A file that leaves a timer, socket, worker or process behind never ends by itself: `limit.ts` ends it.
 * MLUV_COVERAGE=1 counts the lines that ran, and fails where they are too few: `coverage.ts`.
 */
import { chmodSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { settings } from '../src/config.ts'
import { coverageVariable, recordsFolder } from './coverage/record.ts'
import { fastFolder } from './fast-folder.ts'
import { runFolderVariable } from './made-database.ts'
import { startTestPostgres, testPostgresVariable } from './postgres.ts'
import { leftOut } from './present.ts'
import { verdict, type Tally } from './verdict.ts'

const places = ['server/test/**/*.test.ts', 'web/test/**/*.test.{ts,tsx}', 'protocol/test/**/*.test.ts', 'bench/**/*.test.ts', 'evals/**/*.test.ts']
const limit = new URL('./limit.ts', import.meta.url).href
const recorder = new URL('./coverage/here.ts', import.meta.url).href
const root = fileURLToPath(new URL('../..', import.meta.url))

/** What starts processes, databases and browsers takes longest and is begun first: many short files fill up the end on every core. */
const longest = ['/faults/', '/journeys/', '/embedded-postgres/', 'test/installation', '/postgres/', '/entry/']
/** One more than there are cores: a test waits for a socket or a process as often as it computes. */
const processesMax = Math.min(4, availableParallelism() + 1)
/** For a file that blocks its own event loop, which no timer of its own can end. */
const runMsMax = 45 * 60_000

process.chdir(root)
const words = process.argv.slice(2)
const files = globSync(places, { exclude: (path) => path.includes('node_modules') })
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word.replace(/^\.\//, ''))))
  .sort()
  .sort((one, other) => rank(one) - rank(other))
if (files.length === 0) {
  console.error(`No test file matches ${words.join(' ') || places.join(' ')}.`)
  process.exit(1)
}

const ending = new AbortController()
const end = () => ending.abort()
process.once('SIGINT', end)
process.once('SIGTERM', end)
setTimeout(end, runMsMax).unref()

// No test talks to what this machine's owner has set up, least of all to what costs money.
if (process.env.LIVE !== '1') for (const { name } of settings) for (const key of [name, `${name}_FILE`]) delete process.env[key]

// Whatever is written for a moment goes to memory, of children and browsers too.
process.env.TMPDIR = await fastFolder()
const shared = mkdtempSync(join(process.env.TMPDIR, 'mluv-run-'))
// PostgreSQL runs as somebody else.
chmodSync(shared, 0o755)
process.env[runFolderVariable] = shared
// What one process compiled need not be compiled again by the next, nor by what that starts.
process.env.NODE_COMPILE_CACHE = join(shared, 'compiled')
const records = recordsFolder(join(shared, 'ran'))
if (records !== undefined) Object.assign(process.env, { [coverageVariable]: records, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${recorder}` })
// A file alone starts a server itself where it wants one.
const postgres = await startTestPostgres(files.length > 1 && leftOut('postgres') === false ? ['embedded', 'server'] : ['embedded'])
try {
  process.env[testPostgresVariable] = postgres.variable
  process.exitCode = await runAll()
} finally {
  await postgres.stop()
  rmSync(shared, { recursive: true, force: true, maxRetries: 10 })
}

function rank(path: string): number {
  const at = longest.findIndex((part) => path.includes(part))
  return at === -1 ? longest.length : at
}

/** Reports as the tests come, and answers with the exit code. */
async function runAll(): Promise<number> {
  let tally: Tally = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 }
  let success = false
  const reasons = new Map<string, number>()
  const events = run({ files, cwd: root, concurrency: processesMax, execArgv: ['--import', limit], signal: ending.signal })
  events.on('test:pass', ({ skip }) => {
    if (skip !== undefined && skip !== false) reasons.set(String(skip), (reasons.get(String(skip)) ?? 0) + 1)
  })
  events.on('test:summary', (summary) => {
    if (summary.file !== undefined) return
    const { tests, passed, cancelled, skipped, todo } = summary.counts
    success = summary.success
    tally = { tests, pass: passed, fail: tests - passed - cancelled - skipped - todo, cancelled, skipped, todo }
  })
  await pipeline(events, new spec(), process.stdout, { end: false })
  const coverage = records === undefined ? { good: true, lines: [] } : await (await import('./coverage.ts')).coverageVerdict(root, records, words.length === 0)
  const { good, lines } = verdict({ tally, success, reasons, strict: process.env.MLUV_TEST_STRICT === '1' })
  console.log([...coverage.lines, ...lines].join('\n'))
  return good && coverage.good && !ending.signal.aborted ? 0 : 1
}
