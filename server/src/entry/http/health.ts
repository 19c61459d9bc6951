/** Whether this process lives, and whether it can serve. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { within } from '../../tutor/deadline.ts'
import type { House } from '../house.ts'

/** A dependency that takes longer is not ready. */
const answerMsMax = 2000
/** Nobody works, or not fast enough, where a job has waited for so long. */
const behindMs = 60_000

export const health = (house: House) => ({
  live: async () => ({ status: 'ok', version: house.version }),

  async ready(_request: FastifyRequest, reply: FastifyReply) {
    const bounded = (state: Promise<string>) => within(house.clock, answerMsMax, state, 'slow')
    const [database, queue, shared] = await Promise.all([
      bounded(house.store.ping().then(() => 'ok', () => 'down')),
      bounded(house.queue.depth().then(({ oldestMs }) => (oldestMs > behindMs ? 'behind' : 'ok'), () => 'down')),
      house.cache.shared(),
    ])
    const { hears, speaks, tutor } = house.abilities
    const status = house.leaving.aborted ? 'leaving' : database === 'ok' ? 'ready' : 'not ready'
    return reply.status(status === 'ready' ? 200 : 503).send({
      status, database, queue, cache: shared === 'none' ? 'in this process' : shared, voice: speaks ? 'ok' : 'missing', transcription: hears ? 'ok' : 'not set', tutor,
    })
  },
})
