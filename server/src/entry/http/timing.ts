/** How long each route takes, noted as answers are sent. What nobody has a route for is one. */
import type { FastifyInstance } from 'fastify'
import type { RouteTimes, Seen } from '../metrics/seen.ts'

declare module 'fastify' {
  interface FastifyContextConfig { times?: RouteTimes }
}

/** How requests are called that no route was found for, whatever they asked for. */
export const noRoute = 'none'

/** Before routes are added. A socket that is opened is no answer, and is not timed. */
export function timeRoutes(app: FastifyInstance, seen: Seen): void {
  const elsewhere = seen.route('any', noRoute)
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, times: seen.route([route.method].flat().join(' '), route.url) }
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { times = elsewhere } = request.routeOptions.config
    if (!request.ws) times.note(reply.statusCode, reply.elapsedTime)
    done()
  })
}
