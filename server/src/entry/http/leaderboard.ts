/** Who is ahead, among those who agreed to be seen: by alias, never by anything that could find them elsewhere. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { Leaderboard, LeaderboardQuery } from '@mluv/protocol/learner.ts'
import { everyone } from '../../domain/artefact.ts'
import { aliasOf } from '../../domain/alias.ts'
import type { Placing } from '../../ports/store.ts'
import type { House } from '../house.ts'
import { answer } from './answers.ts'
import { learnerOf } from './identity.ts'
import { limitOf } from './paging.ts'

export const leaderboard = (house: House) => ({
  async read(request: FastifyRequest<{ Querystring: Type.Static<typeof LeaderboardQuery> }>, reply: FastifyReply) {
    const learnerId = learnerOf(request)
    const { period = 'week', metric = 'stars' } = request.query
    const limit = limitOf(request.query.limit, 50)
    return answer(house, request, reply, { artefact: 'leaderboard', owner: everyone, name: `${period} ${metric} ${limit} ${learnerId}` }, async () => {
      const { read, placeOf } = house.store.leaderboard
      const placings = await read(period, metric, limit)
      const mine = placings.find((placing) => placing.learnerId === learnerId) ?? (await placeOf(learnerId, period, metric))
      const value: Leaderboard = { items: placings.map(placingView), you: mine && placingView(mine) }
      return { value, untilMs: null }
    })
  },
})

const placingView = ({ place, learnerId, alias, value }: Placing) => ({ place, name: alias ?? aliasOf(learnerId), value })
