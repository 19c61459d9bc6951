/** The end of what was opened, also of a start that fails half-way. */
import type { Log } from './log.ts'

/** Turns and jobs that run may each end for so long when the process is asked to stop. */
export const graceMs = 10_000

/** What is to be closed. */
export type Closing = (() => Promise<unknown>)[]

/** The last that was opened first. */
export async function closeEach(closing: Closing, log: Log): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => log.error('close-failed', error))
}

/** As `Promise.all`, but where one fails the others end first: what they opened by then is among what is closed. */
export async function eachEnded<T extends readonly unknown[]>(pending: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(pending)
  return Promise.all(pending)
}
