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
type End = typeof late | typeof aborted

/** Throws `unreachable` where a piece is late. Leaves nothing running, and waits for nothing that does not stop when told. */
export async function* watched<Piece>(open: (signal: AbortSignal) => AsyncIterable<Piece>, watch: Watch): AsyncGenerator<Piece> {
  const { signal, provider } = watch
  if (signal.aborted) return
  const inner = new AbortController()
  let end: (by: End) => void = () => {}
  const stop = () => {
    inner.abort(signal.reason)
    end(aborted)
  }
  signal.addEventListener('abort', stop, { once: true })
  const patience = stopwatch(watch, () => end(late))
  const pieces = open(inner.signal)[Symbol.asyncIterator]()
  let running = true
  try {
    while (!signal.aborted) {
      patience.begin()
      let step: IteratorResult<Piece> | End
      try {
        step = await new Promise((resolve, reject) => {
          end = resolve
          pieces.next().then(resolve, reject)
        })
      } finally {
        patience.end()
      }
      if (step === aborted || signal.aborted) return
      if (step === late) throw new ProviderFailure(provider, 'unreachable')
      if (step.done) {
        running = false
        return
      }
      yield step.value
    }
  } finally {
    patience.stop()
    signal.removeEventListener('abort', stop)
    if (running) {
      inner.abort(signal.reason)
      void pieces.return?.().catch(() => {})
    }
  }
}

/** Rings when a wait is too long. However many waits there are, it sleeps once for as long as they may last, and looks then. */
function stopwatch({ clock, from, msMax, waited }: Watch, ring: () => void) {
  let isWaiting = false
  let beganMs: number | null = null
  let dueMs: number | null = null
  let nap: { readonly untilMs: number; readonly end: AbortController } | null = null

  function start(): void {
    beganMs = clock.monotonicMs()
    dueMs = beganMs + msMax()
    if (nap && nap.untilMs <= dueMs) return
    nap?.end.abort(null)
    void sleep({ untilMs: dueMs, end: new AbortController() })
  }
  async function sleep(mine: NonNullable<typeof nap>): Promise<void> {
    nap = mine
    await clock.sleep(mine.untilMs - clock.monotonicMs(), mine.end.signal)
    if (mine.end.signal.aborted) return
    nap = null
    if (dueMs === null) return
    if (clock.monotonicMs() >= dueMs) ring()
    else await sleep({ untilMs: dueMs, end: new AbortController() })
  }
  let isOpen = from === undefined
  void from?.then(() => {
    isOpen = true
    if (isWaiting) start()
  })
  return {
    begin() {
      isWaiting = true
      if (isOpen) start()
    },
    end() {
      isWaiting = false
      if (beganMs !== null) waited(clock.monotonicMs() - beganMs)
      beganMs = dueMs = null
    },
    stop: () => nap?.end.abort(null),
  }
}
