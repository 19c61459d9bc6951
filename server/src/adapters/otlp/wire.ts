/** Spans as OTLP has them in JSON, named as its conventions name what they have names for. A word that is no name of ours does not go out, whatever it was put into. */
import type { Span, SpanFacts, SpanKind, SpanOutcome } from '../../domain/span.ts'

export type Resource = { readonly service: string; readonly version: string; readonly instance: string }

/** SERVER, INTERNAL, CLIENT and CONSUMER. */
const kinds = { request: 2, talk: 2, update: 2, turn: 1, stage: 1, call: 3, statement: 3, job: 5 } as const satisfies Readonly<Record<SpanKind, number>>

const attributes = {
  method: 'http.request.method', route: 'http.route', status: 'http.response.status_code',
  task: 'mluv.task', provider: 'gen_ai.provider.name', model: 'gen_ai.request.model', inputTokens: 'gen_ai.usage.input_tokens', outputTokens: 'gen_ai.usage.output_tokens',
  attempt: 'mluv.attempt', firstPieceMs: 'mluv.first_piece_ms', pieces: 'mluv.pieces',
} as const satisfies Readonly<Record<keyof SpanFacts, string>>

export const attributeNames: readonly string[] = ['mluv.kind', 'mluv.outcome', ...Object.values(attributes)]

const isFine = (outcome: SpanOutcome): boolean => outcome === 'done' || outcome === 'left' || outcome === 'given-back'

/** Routes, methods of ports, models: ASCII, in one line, not long. */
const name = /^[\w .:/@+*{}-]{1,160}$/

/** The body of one request. */
export function bodyOf({ service, version, instance }: Resource, spans: readonly Span[]): string {
  return JSON.stringify({
    resourceSpans: [{
      resource: { attributes: [text('service.name', service), text('service.version', version), text('service.instance.id', instance)] },
      scopeSpans: [{ scope: { name: 'mluv', version }, spans: spans.map(spanOf) }],
    }],
  })
}

const spanOf = ({ kind, name: called, traceId, spanId, parentId, beganMs, endedMs, outcome, facts }: Span) => ({
  traceId, spanId,
  ...(parentId !== null && { parentSpanId: parentId }),
  name: name.test(called) ? called : kind,
  kind: kinds[kind],
  startTimeUnixNano: nanoseconds(beganMs),
  endTimeUnixNano: nanoseconds(endedMs),
  attributes: [text('mluv.kind', kind), text('mluv.outcome', outcome), ...Object.entries(facts).flatMap(([fact, value]) => attributeOf(attributes[fact as keyof SpanFacts], value) ?? [])],
  status: { code: isFine(outcome) ? 1 : 2 },
})

const text = (key: string, value: string) => ({ key, value: { stringValue: value } })

function attributeOf(key: string | undefined, value: string | number | undefined) {
  if (key === undefined || value === undefined) return null
  if (typeof value === 'string') return name.test(value) ? text(key, value) : null
  return { key, value: Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value } }
}

/** More than a number holds exactly: milliseconds and what is below them are written side by side. */
function nanoseconds(ms: number): string {
  const whole = Math.floor(ms)
  return `${whole}${String(Math.floor((ms - whole) * 1_000_000)).padStart(6, '0')}`
}
