/** What each request of the API causes, recorded within it. */
import type { FastifyInstance } from 'fastify'
import type { SpanOutcome } from '../../domain/span.ts'
import type { Entered, Trace } from '../../ports/trace.ts'

declare module 'fastify' {
  interface FastifyRequest { entered: Entered | null }
}

/** Before anything else is asked of a request. Pages and their parts cause nothing; of a socket, each turn is recorded by itself. */
export function traceRoutes(app: FastifyInstance, trace: Trace): void {
  app.decorateRequest('entered', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const { url } = request.routeOptions
    if (!request.ws && url?.startsWith('/api/')) request.entered = trace.enter({ kind: 'request', name: `${request.method} ${url}`, facts: { method: request.method, route: url } }, request.headers.traceparent)
    done()
  })
  // A body comes in from a line that knows of no request: what goes on is known again from here.
  app.addHook('preValidation', (request, _reply, done) => (request.entered ? request.entered.within(done) : done()))
  app.addHook('onResponse', (request, reply, done) => {
    request.entered?.end(outcomeOf(reply.statusCode), { status: reply.statusCode })
    done()
  })
}

/** Whoever asks for what is not right is answered as well. */
const outcomeOf = (status: number): SpanOutcome => (status < 500 ? 'done' : status === 503 ? 'unavailable' : 'internal')
