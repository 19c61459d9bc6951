import type { Clock } from '../ports/clock.ts'

/** Nobody asks why a wait ended; to make a reason, with its stack, costs more than the wait. */
const noReason = null

/** A signal that aborts after `ms`, or with `parent`. `clear` stops the waiting. */
export function deadline(clock: Clock, ms: number, parent?: AbortSignal): { readonly signal: AbortSignal; clear(): void } {
  const late = new AbortController()
  const waiting = new AbortController()
  void clock.sleep(ms, waiting.signal).then(() => {
    if (!waiting.signal.aborted) late.abort(new DOMException('The time was up.', 'TimeoutError'))
  })
  return { signal: parent ? AbortSignal.any([parent, late.signal]) : late.signal, clear: () => waiting.abort(noReason) }
}

/** Whatever comes first: the promise, or `instead` after `ms`. */
export async function within<Value, Instead>(clock: Clock, ms: number, promise: Promise<Value>, instead: Instead): Promise<Value | Instead> {
  const waiting = new AbortController()
  try {
    return await Promise.race([promise, clock.sleep(ms, waiting.signal).then(() => instead)])
  } finally {
    waiting.abort(noReason)
  }
}
