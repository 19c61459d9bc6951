/** What this process has counted, for whoever watches installations. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../house.ts'
import { measuresOf } from '../measures.ts'

export const metrics = ({ turnTimes, fares, places, cache, queue, bell }: House) => ({
  async read(_request: FastifyRequest, reply: FastifyReply) {
    const [jobs, deliveries] = await Promise.all([queue.depth().catch(() => null), bell.reach.delivered(null).catch(() => [])])
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(measuresOf({ turns: turnTimes, fares: fares(), places: places(), cache: cache.counts(), jobs, deliveries }))
  },
})
