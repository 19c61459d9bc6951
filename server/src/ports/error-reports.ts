/** Who is told of errors, besides the log. */
import type { Here } from './trace.ts'

/** What was going on, in names of ours. */
export type Circumstances = Readonly<Record<string, string | number | boolean>>

export type ErrorReports = {
  /** Never waits, and never throws. Nothing of the error's own words is told. */
  report(event: string, error: unknown, circumstances: Circumstances, here: Here | null): void
}
