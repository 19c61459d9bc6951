/** The end of what was opened, also of a start that fails half-way. */
import type { Log } from './log.ts'

/** Everything that runs, lines, chats, turns and jobs, may end within this when the process is asked to stop. */
export const graceMs = 10_000
/** However long the others took. */
export const graceMsMin = 1_000

/** What is to be closed. */
export type Closing = (() => Promise<unknown>)[]

/** The last that was opened first. */
export async function closeEach(closing: Closing, log: Log): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => log.error('close-failed', error))
}

/** How long whoever asks may still take: all who ask share one end. */
export function grace(clock: { monotonicMs(): number }): () => number {
  let endsAtMs: number | null = null
  return () => {
    endsAtMs ??= clock.monotonicMs() + graceMs
    return Math.max(graceMsMin, endsAtMs - clock.monotonicMs())
  }
}

/** As `Promise.all`, but where one fails the others end first: what they opened by then is among what is closed. */
export async function eachEnded<T extends readonly unknown[]>(pending: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(pending)
  return Promise.all(pending)
}
