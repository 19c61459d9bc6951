/** What is done for one cause, recorded as it happens. What goes on is known to whatever is awaited within it: nobody hands it on. */
import type { DoorKind, SpanFacts, SpanKind, SpanOutcome } from '../domain/span.ts'

export type What<Kind extends SpanKind = SpanKind> = { readonly kind: Kind; readonly name: string; readonly facts?: SpanFacts }

/** Tells of what goes on what is known by now. */
export type Note = (facts: SpanFacts) => void

/** Something that has begun at a door. */
export type Entered = {
  /** What `work` begins is done within it, whatever it awaits. */
  within<T>(work: () => T): T
  /** Once; what comes later changes nothing. What begins afterwards is done within nothing. */
  end(outcome: SpanOutcome, facts?: SpanFacts): void
}

export type Trace = {
  /** Begins at a door. `cause` is what whoever asks says of theirs (`traceparent`); anything else begins a trace. */
  enter(what: What<DoorKind>, cause: unknown): Entered
  /** Does `work`, and ends when it settles. Where nothing goes on, nothing is recorded, and `work` is done. */
  during<T>(what: What, work: (note: Note) => Promise<T>): Promise<T>
  /** The same of what is handed out piece by piece: it is made within, and ends with the last piece, or when it is left. */
  reading<Piece>(what: What, open: (note: Note) => AsyncIterable<Piece>): AsyncIterable<Piece>
  /** What goes on is a turn's. */
  ofTurn(turnId: string): void
  /** Of what goes on now; null where nothing does. */
  here(): Here | null
}

/** `traceparent` is for what is done elsewhere because of it; null once it is over. */
export type Here = { readonly traceId: string; readonly turnId: string | null; readonly traceparent: string | null }
