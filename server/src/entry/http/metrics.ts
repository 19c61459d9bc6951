/** What this process has counted, for whoever watches installations: operators, and who has the token for it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import type { House } from '../house.ts'
import { bears } from '../metrics/door.ts'
import { callerOf, mayDo } from './identity.ts'

export const metrics = (house: House) => ({
  async read({ raw }: FastifyRequest, reply: FastifyReply) {
    if (house.metricsToken === null || !bears(raw, house.metricsToken)) {
      const caller = await callerOf(house, raw, false)
      if (caller === null) throw new Failure('unauthorized', 'Figures are for operators: begin a session with POST /api/v1/session/operator, or send the token of METRICS_TOKEN.')
      if (caller.role !== 'operator') throw new Failure('forbidden', 'Only an operator may do this.')
      mayDo(caller, 'account')
    }
    return reply.type(house.measures.contentType).header('Cache-Control', 'no-store').send(await house.measures.text())
  },
})
