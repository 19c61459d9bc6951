/** Who is ahead, among those who agreed to be seen: by alias, never by anything that could find them elsewhere. */
import type { FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { Leaderboard, LeaderboardQuery } from '@mluv/protocol/learner.ts'
import { aliasOf } from '../../domain/alias.ts'
import type { Placing } from '../../ports/store.ts'
import type { House } from '../house.ts'
import { learnerOf } from './identity.ts'
import { limitOf } from './paging.ts'

export const leaderboard = (house: House) => ({
  async read(request: FastifyRequest<{ Querystring: Type.Static<typeof LeaderboardQuery> }>): Promise<Leaderboard> {
    const learnerId = learnerOf(request)
    const { period = 'week', metric = 'stars' } = request.query
    const { read, placeOf } = house.store.leaderboard
    const placings = await read(period, metric, limitOf(request.query.limit, 50))
    const mine = placings.find((placing) => placing.learnerId === learnerId) ?? (await placeOf(learnerId, period, metric))
    return { items: placings.map(placingView), you: mine && placingView(mine) }
  },
})

const placingView = ({ place, learnerId, alias, value }: Placing) => ({ place, name: alias ?? aliasOf(learnerId), value })
