/**
 * Hands spans to a collector by OTLP over HTTP, behind everybody's back: whoever ends a span adds it to a list and goes on. What does not fit, or is not taken, is let
 * go and counted.
 */
import type { Span } from '../../domain/span.ts'
import type { Fate, Fates } from '../../domain/watching.ts'
import type { Clock } from '../../ports/clock.ts'
import { forAtMost, posted } from '../in-time.ts'
import { bodyOf, type Resource } from './wire.ts'

export type ExporterOptions = {
  /** As it is set: `/v1/traces` comes behind it. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly resource: Resource
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>
}

export type Exporter = {
  add(span: Span): void
  /** What became of all that were added and do not wait any more. */
  fates(): Fates
  /** Sends what waits, for as long as a stop may take for it. */
  close(): Promise<void>
}

/** Some hundred turns: what comes within the time that a collector takes to be started anew is not all kept. */
const waitingMax = 8_192
const batchMax = 512
/** How long spans wait for others. */
const gatherMs = 2_000
const requestMsMax = 10_000
const triesMax = 3
/** After a try that failed: doubled each time. */
const againMs = 1_000
const askedAgainMsMax = 30_000
const closingMsMax = 3_000
/** A collector that takes less than all of it says so in a few words. */
const answerBytesMax = 16 * 1024

/** Whether to try again, and in how long at the least; or how many of the batch were not taken. */
type Answer = { readonly again: true; readonly fate: Fate; readonly inMs: number } | { readonly again: false; readonly refused: number }

export function exporter({ endpoint, headers, resource, clock }: ExporterOptions): Exporter {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const counts: Record<Fate, number> = { sent: 0, full: 0, refused: 0, unreachable: 0 }
  const waiting: Span[] = []
  const closing = new AbortController()
  const over = new AbortController()
  let resting = new AbortController()
  let work: Promise<void> | null = null

  async function go(): Promise<void> {
    while (waiting.length > 0) {
      if (waiting.length < batchMax) await rest(gatherMs)
      await send(waiting.splice(0, batchMax))
    }
    work = null
  }

  /** Until a batch is full, or there is no more time. */
  async function rest(ms: number): Promise<void> {
    if (closing.signal.aborted) return
    resting = new AbortController()
    await clock.sleep(ms, resting.signal)
  }

  async function send(batch: readonly Span[]): Promise<void> {
    const body = bodyOf(resource, batch)
    for (let tried = 1; ; tried += 1) {
      const post = { url, headers: { 'content-type': 'application/json', ...headers }, body, msMax: requestMsMax, over: over.signal }
      // There is nobody to tell that nobody can be told: it is counted.
      const answer = await posted(post, (response) => answerOf(response, batch.length), clock) ?? unreachable
      if (!answer.again) {
        counts.refused += answer.refused
        counts.sent += batch.length - answer.refused
        return
      }
      if (tried === triesMax || closing.signal.aborted) return void (counts[answer.fate] += batch.length)
      await clock.sleep(Math.max(answer.inMs, againMs * 2 ** (tried - 1)), closing.signal)
    }
  }

  return {
    add(span) {
      if (closing.signal.aborted || waiting.length >= waitingMax) return void (counts.full += 1)
      waiting.push(span)
      if (waiting.length >= batchMax) resting.abort()
      work ??= go()
    },
    fates: () => ({ ...counts }),
    async close() {
      closing.abort()
      resting.abort()
      if (work) await forAtMost(closingMsMax, work, clock)
      counts.unreachable += waiting.splice(0).length
      over.abort()
      await work
    },
  }
}

const unreachable: Answer = { again: true, fate: 'unreachable', inMs: 0 }

/** Those that OTLP says may pass. */
const passing = new Set([429, 502, 503, 504])

async function answerOf(response: Response, spans: number): Promise<Answer> {
  if (!response.ok) {
    await response.body?.cancel()
    const seconds = Number(response.headers.get('retry-after') ?? 0)
    const inMs = Math.min(askedAgainMsMax, Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 0)
    return passing.has(response.status) ? { again: true, fate: 'refused', inMs } : { again: false, refused: spans }
  }
  return { again: false, refused: Math.min(spans, refusedIn(await beginningOf(response))) }
}

async function beginningOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body ?? []) {
    pieces.push(piece)
    if ((bytes += piece.length) > answerBytesMax) break
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** What it took less than all of it says how many; anything else says nothing. */
function refusedIn(answer: string): number {
  try {
    const { partialSuccess } = JSON.parse(answer) as { readonly partialSuccess?: { readonly rejectedSpans?: unknown } }
    const count = Number(partialSuccess?.rejectedSpans ?? 0)
    return Number.isSafeInteger(count) && count > 0 ? count : 0
  } catch {
    return 0
  }
}
