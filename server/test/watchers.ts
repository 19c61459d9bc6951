/** Those who are told of what an installation does: a collector that takes OTLP and one that takes Sentry's envelopes, on one real port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Value = { readonly stringValue?: string; readonly intValue?: string; readonly doubleValue?: number }
type Attribute = { readonly key: string; readonly value: Value }

/** As it came over the wire, its attributes by their names. */
export type TakenSpan = {
  readonly service: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: number
  readonly beganNs: bigint
  readonly endedNs: bigint
  readonly failed: boolean
  readonly attributes: Readonly<Record<string, string | number>>
}

export type Taken = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }

export type Watchers = {
  readonly url: string
  /** Of a project of its own. */
  readonly dsn: string
  /** Every request, as it came. */
  readonly taken: readonly Taken[]
  spans(): readonly TakenSpan[]
  /** The events of envelopes. */
  errors(): readonly Readonly<Record<string, unknown>>[]
  /** What is answered from here on; null: nothing at all. */
  answer(how: Answering | null): void
  forget(): void
  stop(): Promise<void>
}
type Answering = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }

const well: Answering = { status: 200, body: '{}' }

export async function startWatchers(): Promise<Watchers> {
  const taken: Taken[] = []
  let answering: Answering | null = well
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      taken.push({ path: request.url!, headers: request.headers, body: Buffer.concat(pieces).toString('utf8') })
      if (answering) response.writeHead(answering.status, { 'content-type': 'application/json', ...answering.headers }).end(answering.body)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    dsn: `http://0123456789abcdef@127.0.0.1:${port}/7`,
    taken,
    spans: () => taken.filter(({ path }) => path === '/v1/traces').flatMap(({ body }) => spansIn(body)),
    errors: () => taken.filter(({ path }) => path === '/api/7/envelope/').map(({ body }) => JSON.parse(body.split('\n')[2]!) as Record<string, unknown>),
    answer: (how) => void (answering = how),
    forget: () => void (taken.length = 0),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => { server.close(resolve) })
    },
  }
}

type Body = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly Wired[] }[]
  }[]
}
type Wired = {
  readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string; readonly name: string; readonly kind: number
  readonly startTimeUnixNano: string; readonly endTimeUnixNano: string; readonly attributes: readonly Attribute[]; readonly status: { readonly code: number }
}

const spansIn = (body: string): TakenSpan[] =>
  (JSON.parse(body) as Body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(named(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) => spans.map((each) => ({
      service, traceId: each.traceId, spanId: each.spanId, parentSpanId: each.parentSpanId ?? null, name: each.name, kind: each.kind,
      beganNs: BigInt(each.startTimeUnixNano), endedNs: BigInt(each.endTimeUnixNano), failed: each.status.code === 2, attributes: named(each.attributes),
    })))
  })

const named = (attributes: readonly Attribute[]): Record<string, string | number> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? (value.intValue === undefined ? value.doubleValue! : Number(value.intValue))]))
