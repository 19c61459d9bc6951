/** What goes on, known along what is awaited (`AsyncLocalStorage`), and handed over as spans when it has ended. Nothing of it waits for whoever is told. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { Failure, ProviderFailure } from '../../domain/failure.ts'
import { causeIn, isAmong, traceparentOf, type Span, type SpanOutcome } from '../../domain/span.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Entered, Here, Note, Trace, What } from '../../ports/trace.ts'

export type TracingOptions = {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs' | 'random'>
  /** Of traces that begin here, 0–1. Those that others began are recorded where theirs are. */
  readonly share: number
  readonly ended: (span: Span) => void
}

/** What one door let in. `sinceMs` is when the monotonic clock was 0. */
type Course = { readonly traceId: string; readonly sampled: boolean; readonly sinceMs: number; turnId: string | null }
/** Where nothing is recorded, there is one for all that goes on. */
type Going = { readonly course: Course; readonly spanId: string; isOpen: boolean }
type Begun = { readonly going: Going; readonly note: Note; end(outcome: SpanOutcome): void }

const traceIdBytes = 16
const spanIdBytes = 8
/** Chance is drawn for so many ids at once. */
const drawnIds = 64

export function tracing({ clock, share, ended }: TracingOptions): Trace {
  const all = new AsyncLocalStorage<Going>()
  const spanId = ids(clock, spanIdBytes)
  const traceId = ids(clock, traceIdBytes)

  function begin(course: Course, parentId: string | null, { kind, name, facts = {} }: What): Begun {
    const going: Going = { course, spanId: spanId(), isOpen: true }
    const beganMs = clock.monotonicMs()
    let known = facts
    return {
      going,
      note: (more) => void (known = { ...known, ...more }),
      end(outcome) {
        if (!going.isOpen) return
        going.isOpen = false
        if (!course.sampled) return
        ended({ kind, name, traceId: course.traceId, spanId: going.spanId, parentId, beganMs: course.sinceMs + beganMs, endedMs: course.sinceMs + clock.monotonicMs(), outcome, facts: known })
      },
    }
  }

  /** Null where nothing is recorded: because nothing goes on, or it is over, as it is for what runs on behind it. A turn goes on without whoever asked for it. */
  function beginHere(what: What): Begun | null {
    const here = all.getStore()
    return here?.course.sampled && (here.isOpen || what.kind === 'turn') ? begin(here.course, here.spanId, what) : null
  }

  return {
    enter(what, told) {
      const cause = causeIn(told)
      const id = cause?.traceId ?? traceId()
      const course = { traceId: id, sampled: cause?.sampled ?? isAmong(id, share), sinceMs: clock.now() - clock.monotonicMs(), turnId: null }
      return entered(all, begin(course, cause?.spanId ?? null, what))
    },
    during(what, work) {
      const begun = beginHere(what)
      return begun ? done(all, begun, work) : work(untold)
    },
    reading(what, open) {
      const begun = beginHere(what)
      return begun ? read(all, begun, open, clock) : open(untold)
    },
    ofTurn(turnId) {
      const here = all.getStore()
      if (here) here.course.turnId = turnId
    },
    here() {
      const going = all.getStore()
      return going ? hereOf(going) : null
    },
  }
}

const untold: Note = () => {}

/** Hexadecimal, and never nothing but zeros, which would be no id. */
function ids(clock: Pick<Clock, 'random'>, bytes: number): () => string {
  let drawn = ''
  return function id(): string {
    if (drawn.length < 2 * bytes) drawn = Buffer.from(clock.random(drawnIds * bytes)).toString('hex')
    const next = drawn.slice(0, 2 * bytes)
    drawn = drawn.slice(2 * bytes)
    return /[^0]/.test(next) ? next : next.replace(/0$/, '1')
  }
}

const entered = (all: AsyncLocalStorage<Going>, { going, note, end }: Begun): Entered => ({
  within: (work) => all.run(going, work),
  end(outcome, facts) {
    if (facts) note(facts)
    end(outcome)
  },
})

async function done<T>(all: AsyncLocalStorage<Going>, { going, note, end }: Begun, work: (note: Note) => Promise<T>): Promise<T> {
  try {
    const answer = await all.run(going, work, note)
    end('done')
    return answer
  } catch (error) {
    end(outcomeOf(error))
    throw error
  }
}

/** Whatever reads it, each piece is made within. */
async function* read<Piece>(all: AsyncLocalStorage<Going>, { going, note, end }: Begun, open: (note: Note) => AsyncIterable<Piece>, clock: Pick<Clock, 'monotonicMs'>): AsyncGenerator<Piece> {
  const beganMs = clock.monotonicMs()
  let pieces = 0
  let firstPieceMs: number | null = null
  const finish = (outcome: SpanOutcome) => {
    note({ pieces, ...(firstPieceMs !== null && { firstPieceMs }) })
    end(outcome)
  }
  const made = all.run(going, () => open(note)[Symbol.asyncIterator]())
  let isOver = false
  try {
    for (;;) {
      const step = await all.run(going, () => made.next())
      if (step.done) {
        isOver = true
        return finish('done')
      }
      firstPieceMs ??= clock.monotonicMs() - beganMs
      pieces += 1
      yield step.value
    }
  } catch (error) {
    isOver = true
    finish(outcomeOf(error))
    throw error
  } finally {
    try {
      if (!isOver) await all.run(going, async () => made.return?.())
    } finally {
      finish('left')
    }
  }
}

function outcomeOf(error: unknown): SpanOutcome {
  if (error instanceof ProviderFailure) return error.fault
  if (error instanceof Failure) return error.code
  return error instanceof Error && error.name === 'AbortError' ? 'left' : 'internal'
}

const hereOf = ({ course: { traceId, turnId, sampled }, spanId, isOpen }: Going): Here => ({ traceId, turnId, traceparent: isOpen || !sampled ? traceparentOf({ traceId, spanId, sampled }) : null })
