/** A job carries along what caused it, beside its payload: what makes two jobs the same is made of the payload alone. */
import type { SpanOutcome } from '../../domain/span.ts'
import type { TaskName } from '../../domain/task.ts'
import type { Entered, Trace } from '../../ports/trace.ts'

type Payload = Readonly<Record<string, unknown>>
type Put = { readonly payload: Payload; readonly traceparent: unknown }

export const caused = <Given extends object>(payload: Given, traceparent: string | null): Given => (traceparent === null ? payload : { ...payload, traceparent })

/** What was put together, apart. */
export function ofCause(data: unknown): Put {
  const { traceparent = null, ...payload } = (data ?? {}) as Payload
  return { payload, traceparent }
}

type Claimed = { readonly data: unknown; readonly retryCount: number }
type EnteredRun = Pick<Put, 'payload'> & Pick<Entered, 'within'> & { end(outcome: SpanOutcome): void }

/** A run of a job, within what caused it. */
export function enteredRun(trace: Trace | null, task: TaskName, { data, retryCount }: Claimed): EnteredRun {
  const { payload, traceparent } = ofCause(data)
  const entered = trace?.enter({ kind: 'job', name: task, facts: { attempt: retryCount + 1 } }, traceparent)
  return { payload, within: (work) => (entered ? entered.within(work) : work()), end: (outcome) => entered?.end(outcome) }
}
