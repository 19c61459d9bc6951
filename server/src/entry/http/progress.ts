/** What learners see of their last weeks. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { trendsOf } from '../../domain/looking-back.ts'
import type { LookedBack } from '../../ports/progress-store.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { answer } from './answers.ts'
import { learnerOf } from './identity.ts'

export const progress = (house: House) => ({
  read(request: FastifyRequest, reply: FastifyReply) {
    const learnerId = learnerOf(request)
    return answer(house, request, reply, { artefact: 'progress', owner: learnerId, name: '' }, async () => {
      const { version, dayEndsMs, ...found } = await house.store.progress.lookBack(learnerId, house.clock.now())
      return { value: viewOf(found), version, untilMs: dayEndsMs }
    })
  },
})

const viewOf = ({ days, marks, ...found }: Omit<LookedBack, 'version' | 'dayEndsMs'>) => ({
  ...found,
  days: days.map(({ practiceMs, ...day }) => ({ ...day, minutes: Math.round(practiceMs / 60_000) })),
  trends: trendsOf(found.weeks),
  marks: marks.map(({ earnedAtMs, ...mark }) => ({ ...mark, earnedAt: earnedAtMs === null ? null : instant(earnedAtMs) })),
})
