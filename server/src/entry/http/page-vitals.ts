/** What browsers measure of the page where it is really used: numbers, and of nobody. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageVitals } from '@mluv/protocol/admin.ts'
import type { House } from '../house.ts'
import { pace } from '../pace.ts'

/** Of one address; a school may share one. */
const perMinuteMax = 60

export function pageVitals(house: House) {
  const limit = pace({ limit: perMinuteMax, windowMs: 60_000, clock: house.clock, sentence: 'That was told often enough.' })
  return {
    async take(request: FastifyRequest<{ Body: PageVitals }>, reply: FastifyReply): Promise<FastifyReply> {
      limit.count(request.ip)
      const { page, lcpMs, inpMs, firstSoundMs } = request.body
      for (const [of, ms] of [['lcp', lcpMs], ['inp', inpMs], ['first-sound', firstSoundMs]] as const) if (ms !== undefined) house.seen.page(page, of, ms)
      return reply.status(204).send()
    },
  }
}
