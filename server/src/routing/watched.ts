/** A provider's pieces, for no longer than somebody would wait for the next one. */
import { ProviderFailure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'

export type Watch = {
  readonly provider: string
  readonly clock: Clock
  /** Ends the pieces quietly. */
  readonly signal: AbortSignal
  /** The longest wait for the piece that comes next. */
  msMax(): number
  /** Told how long each piece was waited for. Time that the reader takes is nobody's wait. */
  waited(ms: number): void
  /** Nothing is late before this. */
  readonly from?: Promise<void>
}

const late = Symbol('late')
const aborted = Symbol('aborted')

/** Throws `unreachable` where a piece is late. Leaves nothing running, and waits for nothing that does not stop when told. */
export async function* watched<Piece>(open: (signal: AbortSignal) => AsyncIterable<Piece>, watch: Watch): AsyncGenerator<Piece> {
  const { signal, clock, provider } = watch
  if (signal.aborted) return
  const inner = new AbortController()
  const stopped = Promise.withResolvers<typeof aborted>()
  const stop = () => {
    inner.abort(signal.reason)
    stopped.resolve(aborted)
  }
  signal.addEventListener('abort', stop, { once: true })
  const pieces = open(inner.signal)[Symbol.asyncIterator]()
  let running = true
  try {
    for (;;) {
      const timer = new AbortController()
      let startedMs = watch.from ? null : clock.monotonicMs()
      const lateness = async (): Promise<typeof late> => {
        await watch.from
        startedMs ??= clock.monotonicMs()
        await clock.sleep(watch.msMax(), timer.signal)
        return late
      }
      const next = pieces.next()
      const step = await Promise.race([next, lateness(), stopped.promise]).finally(() => {
        timer.abort()
        if (startedMs !== null) watch.waited(clock.monotonicMs() - startedMs)
      })
      if (step === late || step === aborted) {
        next.catch(() => {})
        if (step === aborted || signal.aborted) return
        throw new ProviderFailure(provider, 'unreachable')
      }
      if (step.done) {
        running = false
        return
      }
      yield step.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    if (running) {
      inner.abort(signal.reason)
      void pieces.return?.().catch(() => {})
    }
  }
}
