/** A door for figures alone: for a process that has no other, and for whoever watches each of several. Who is not on this machine needs the token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from '../../domain/failure.ts'
import { isLoopback } from '../../domain/network.ts'
import type { Log } from '../../log.ts'
import { orWhyNot } from '../or-why-not.ts'
import { problemOf } from '../render.ts'
import type { Measures } from './measures.ts'

/** As they are set; without a port there is no door. */
export type MetricsSettings = { readonly port: string | null; readonly host: string | null; readonly token: string | null }
export type MetricsDoor = {
  /** Resolves with its address; null where there is none. */
  open(): Promise<string | null>
  close(): Promise<void>
}
type Told = { readonly version: string; readonly measures: Measures; readonly log: Log }

/** A few who watch, each with a connection or two. */
const connectionsMax = 20
const requestMsMax = 10_000
const headerBytesMax = 8 * 1024

/** Others than this machine need the token. */
export function refuseOpenFigures({ port, host, token }: MetricsSettings): void {
  if (port === null || token !== null || host === null || host === 'localhost' || isLoopback(host)) return
  throw new Failure('invalid', `METRICS_HOST=${host} shows the figures to others than this machine: set METRICS_TOKEN, which whoever reads them has to send.`)
}

export function metricsDoor({ port, host, token }: MetricsSettings, { version, measures, log }: Told): MetricsDoor {
  const server = createServer({ requestTimeout: requestMsMax, headersTimeout: requestMsMax, connectionsCheckingInterval: requestMsMax, maxHeaderSize: headerBytesMax }, (request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const problem = problemOf(error)
      if (problem.code === 'internal') log.error('metrics-failed', error)
      send(response, problem.status, 'application/problem+json', JSON.stringify(problem))
    })
  })
  server.maxConnections = connectionsMax

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0]
    if (request.method !== 'GET' || (path !== '/metrics' && path !== '/health')) throw new Failure('not-found', 'Here are GET /metrics and GET /health, and nothing else.')
    if (path === '/health') return send(response, 200, 'application/json', JSON.stringify({ status: 'ok', version }))
    if (token !== null && !bears(request, token)) throw new Failure('unauthorized', 'Send the token of METRICS_TOKEN: Authorization: Bearer …')
    send(response, 200, measures.contentType, await measures.text())
  }
  return {
    async open() {
      if (port === null) return null
      server.listen(Number(port), host ?? '127.0.0.1')
      await orWhyNot(once(server, 'listening'), ['METRICS_PORT', port], ['METRICS_HOST', host])
      const { address, family, port: taken } = server.address() as AddressInfo
      return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}/metrics`
    },
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => { server.close(resolve) })
    },
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }) }).end(body)
}

/** Whether a request comes with this token, told in the same time whatever it comes with. */
export function bears({ headers }: Pick<IncomingMessage, 'headers'>, token: string): boolean {
  const given = /^Bearer (\S{1,500})$/.exec(headers.authorization ?? '')?.[1]
  const hashOf = (text: string) => createHash('sha256').update(text).digest()
  return given !== undefined && timingSafeEqual(hashOf(given), hashOf(token))
}
