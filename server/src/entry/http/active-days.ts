/** How many learners are at work, day by day. */
import type { FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { ActiveDays, ActiveQuery } from '@mluv/protocol/admin.ts'
import { dayOf } from '../../domain/allowance.ts'
import { Failure } from '../../domain/failure.ts'
import { daysLater } from '../../domain/progress.ts'
import type { House } from '../house.ts'

const daysMax = 90

export const activeDays = ({ active, clock }: House) => ({
  async read({ query: { days = '30' } }: FastifyRequest<{ Querystring: Type.Static<typeof ActiveQuery> }>): Promise<ActiveDays> {
    if (!/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > daysMax) throw new Failure('invalid', `1–${daysMax} days can be asked for.`, { fields: [{ field: '/days', detail: `Not a number from 1 to ${daysMax}.` }] })
    // East of here a day begins earlier.
    const to = daysLater(dayOf(clock.now()), 1)
    const found = await active.days(daysLater(to, -Number(days)), to)
    return { items: found.filter(({ day, learners }) => day !== to || learners > 0).map((each) => ({ ...each })) }
  },
})
