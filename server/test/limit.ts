/**
 * Loaded before every test file by `run.ts`: ends a process that does not end by itself, and says what kept it alive.
 * A timer, socket, worker or process that a test left behind is a failure of that test's file.
 */
import { isMainThread } from 'node:worker_threads'
import { coverageVariable } from './coverage/record.ts'

/** What one file may take, its start on a busy machine included; longer where what runs is recorded, too. */
const fileMsMax = process.env[coverageVariable] ? 480_000 : 240_000
/** How long a process may live after its last test: pools and children that were told to stop need a moment. */
const farewellMsMax = Number(process.env.MLUV_TEST_FAREWELL_MS ?? 10_000)

// Workers and forks inherit the arguments that load this file; their lives are the test's affair.
if (isMainThread) {
  process.execArgv = process.execArgv.filter((argument, at, all) => argument !== '--import' && all[at - 1] !== '--import')
  const { after } = await import('node:test')
  endAfter(fileMsMax, 'the whole file')
  after(() => endAfter(farewellMsMax, 'ending after the last test'))
}

function endAfter(ms: number, limit: string): void {
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap' && name !== 'TTYWrap')
    console.error(`${process.argv[1] ?? 'This process'} took more than ${ms} ms for ${limit}; still open: ${open.join(', ') || 'a pipe'}. Close what the tests opened.`)
    process.exit(1)
  }, ms).unref()
}
