/**
 * What is done for one cause, one thing within another: the names of it. Nobody's words and nobody are among them.
 *
 *     request | talk | update ──▶ turn ──▶ stage ──▶ call | statement
 *                                            └──────▶ job ──▶ call | statement
 */
import type { FailureCode, ProviderFault } from './failure.ts'
import type { SpendingTask } from './price.ts'

/** Those at which something begins that nobody here has caused, or somebody elsewhere has. */
export const doorKinds = ['request', 'talk', 'update', 'job'] as const
export const spanKinds = [...doorKinds, 'turn', 'stage', 'call', 'statement'] as const
export type DoorKind = (typeof doorKinds)[number]
export type SpanKind = (typeof spanKinds)[number]

/** Of a turn, as they are told apart while it goes on. */
export const turnStages = ['decode', 'hear', 'keep', 'reply', 'speak', 'correct', 'remember'] as const
export type TurnStage = (typeof turnStages)[number]

/** How it ended. `left`: whoever read it wanted no more. */
export type SpanOutcome = 'done' | 'left' | 'lost' | 'given-back' | 'too-slow' | FailureCode | ProviderFault

/** Numbers and names of ours: `route` is a pattern, never what somebody asked for. */
export type SpanFacts = {
  readonly method?: string
  readonly route?: string
  readonly status?: number
  readonly task?: SpendingTask
  readonly provider?: string
  readonly model?: string
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly attempt?: number
  /** How long the first piece was waited for. */
  readonly firstPieceMs?: number
  readonly pieces?: number
}

/** A span that has ended. `name` is the route, the stage, the task, or the port's method. */
export type Span = {
  readonly kind: SpanKind
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  /** Null where nothing caused it. */
  readonly parentId: string | null
  /** Milliseconds since 1970, UTC. */
  readonly beganMs: number
  readonly endedMs: number
  readonly outcome: SpanOutcome
  readonly facts: SpanFacts
}

/** Of W3C Trace Context: who caused something, and whether that is being recorded. */
export type Cause = { readonly traceId: string; readonly spanId: string; readonly sampled: boolean }

const parent = /^(?!ff)[\da-f]{2}-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(-.*)?$/

/** Null where it is none, or of a version that is not known to begin so. */
export function causeIn(traceparent: unknown): Cause | null {
  if (typeof traceparent !== 'string' || traceparent.length > traceparentLengthMax) return null
  const [, traceId, spanId, flags, more] = parent.exec(traceparent) ?? []
  if (traceId === undefined || (more !== undefined && traceparent.startsWith('00'))) return null
  return { traceId, spanId: spanId!, sampled: (Number.parseInt(flags!, 16) & 1) === 1 }
}

/** Versions to come may be longer than this one's 55. */
const traceparentLengthMax = 200

export const traceparentOf = ({ traceId, spanId, sampled }: Cause): string => `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

/** Whether a trace is among the share that is recorded: every process says the same of the same trace. */
export const isAmong = (traceId: string, share: number): boolean => Number.parseInt(traceId.slice(-idDigits), 16) < share * 16 ** idDigits

/** The part of it that has to be random: what others put in front may be a time. */
const idDigits = 13
