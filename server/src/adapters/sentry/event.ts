/** An error as an event of Sentry's. Whatever is not one word is left out, whoever put it there. */
import { randomUUID } from 'node:crypto'
import type { ErrorFacts } from '../../log.ts'
import type { Circumstances } from '../../ports/error-reports.ts'
import type { Here } from '../../ports/trace.ts'

export type Happened = { readonly event: string; readonly error: ErrorFacts; readonly circumstances: Circumstances; readonly here: Here | null; readonly nowMs: number }
export type Known = { readonly environment: string; readonly version: string; readonly root: string }

export function eventOf({ event, error, circumstances, here, nowMs }: Happened, { environment, version, root }: Known) {
  const { code, provider, fault, sqlState } = error
  const tags = { event, code, provider, fault, sqlState, ...circumstances }
  return {
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: nowMs / 1000,
    platform: 'node', level: 'error', logger: 'mluv', release: `mluv@${version}`, environment,
    transaction: String(circumstances['route'] ?? circumstances['task'] ?? event),
    tags: Object.fromEntries(Object.entries(tags).flatMap(([tag, value]) => (isPlain(value) ? [[tag, String(value)]] : []))),
    ...(here && { contexts: { trace: { trace_id: here.traceId, span_id: here.traceparent?.slice(36, 52) ?? '0'.repeat(16) } } }),
    exception: { values: chainOf(error).map((each) => exceptionOf(each, root)).reverse() },
  }
}

/** One word, or a route. */
const plain = /^[\w.:/@+*-]{1,120}$/
const isPlain = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && plain.test(value))

/** It, and what it came from. */
const chainOf = (error: ErrorFacts): readonly ErrorFacts[] => [error, ...(error.cause ? chainOf(error.cause) : [])]

const exceptionOf = ({ error, code, fault, at = [] }: ErrorFacts, root: string) => ({
  type: plain.test(error) ? error : 'Error',
  value: fault ?? code ?? '',
  ...(at.length > 0 && { stacktrace: { frames: at.flatMap((line) => frameOf(line, root) ?? []).reverse() } }),
})

function frameOf(line: string, root: string) {
  const [, called, place, row, column] = /^at (?:(.+) \()?(?:file:\/\/)?(\S+?):(\d+):(\d+)\)?$/.exec(line) ?? []
  if (place === undefined) return null
  const filename = place.startsWith('node:') ? place : placed(place, root)
  return { filename, lineno: Number(row), colno: Number(column), in_app: /^server\/src\//.test(filename), ...(called !== undefined && /^[\w.$<># [\]-]{1,120}$/.test(called) && { function: called }) }
}

/** From the folder of the program; elsewhere, from the folder of packages, or by its name alone. */
function placed(place: string, root: string): string {
  if (place.startsWith(`${root}/`)) return place.slice(root.length + 1)
  const packages = place.lastIndexOf('/node_modules/')
  return packages === -1 ? place.slice(place.lastIndexOf('/') + 1) : place.slice(packages + 1)
}

/** A line that says what it is, one that says what comes, and it. */
export function envelopeOf(event: ReturnType<typeof eventOf>): string {
  const head = { event_id: event.event_id, sent_at: new Date(event.timestamp * 1000).toISOString() }
  return [head, { type: 'event', content_type: 'application/json' }, event].map((each) => JSON.stringify(each)).join('\n')
}
