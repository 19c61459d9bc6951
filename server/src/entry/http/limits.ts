/** What the installation may spend, as operators set it while it runs. */
import type { FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { LimitsRequest, LimitsView } from '@mluv/protocol/admin.ts'
import { allowancesOf, dayOf, periods, type Period } from '../../domain/allowance.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { deedOf } from './deeds.ts'

export function limits(house: House) {
  async function read(): Promise<LimitsView> {
    const nowMs = house.clock.now()
    const shared = allowancesOf(dayOf(nowMs), null, false)
    const [stood, groups] = await Promise.all([house.books.stand(shared), house.books.groups(dayOf(nowMs))])
    const of = (period: Period) => {
      const { spentMicroUsd, inHandsMicroUsd } = stood[shared.findIndex((each) => each.period === period)]!
      const set = house.controls.now().limits[period]
      return {
        limitMicroUsd: house.budget.installation[period], settingsMicroUsd: house.settingsBudget.installation[period], spentMicroUsd, heldMicroUsd: inHandsMicroUsd,
        set: set ? { at: instant(set.setAtMs), by: set.setBy } : null,
      }
    }
    return { at: instant(nowMs), day: of('day'), month: of('month'), groups: [...groups] }
  }
  return {
    read,
    async change(request: FastifyRequest<{ Body: Type.Static<typeof LimitsRequest> }>): Promise<LimitsView> {
      const about = periods.flatMap((period) => {
        const limit = request.body[period]
        return limit === undefined ? [] : [`${period}: ${limit === 'settings' ? 'as in the settings' : limit === null ? 'none' : `${limit} micro-dollars`}`]
      }).join(', ')
      await house.controls.limit(request.body, deedOf(house, request, 'limit', about))
      return read()
    },
  }
}
