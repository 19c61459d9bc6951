/** What a test run comes to: whether it is good, and the last lines, which CI reads. */
import { leftOutPrefix } from './present.ts'

export type Tally = { readonly tests: number; readonly pass: number; readonly fail: number; readonly cancelled: number; readonly skipped: number; readonly todo: number }
export type Outcome = {
  readonly tally: Tally
  /** Whether the runner is content: nothing failed. */
  readonly success: boolean
  /** How many tests were skipped, by reason. */
  readonly reasons: ReadonlyMap<string, number>
  /** Whether everything must have run. */
  readonly strict: boolean
}

export function verdict({ tally, success, reasons, strict }: Outcome): { readonly good: boolean; readonly lines: readonly string[] } {
  const leaves = tally.skipped + tally.todo > 0
  const lines = [...reasons].map(([reason, count]) => lineFor(reason, count))
  if (strict && leaves) lines.push('Nothing may be left out here (MLUV_TEST_STRICT=1): install what is missing, finish what is marked todo.')
  if (tally.tests === 0) lines.push('No test ran.')
  return { good: success && tally.tests > 0 && !(strict && leaves), lines: [...lines, ...Object.entries(tally).map(([word, count]) => `# ${word} ${count}`)] }
}

function lineFor(reason: string, count: number): string {
  const tests = count === 1 ? '1 test' : `${count} tests`
  return reason.startsWith(leftOutPrefix) ? `left out: ${tests} needing ${reason.slice(leftOutPrefix.length)}` : `skipped: ${tests}: ${reason}`
}
