/** What learners see of themselves, and how they want to be taught. */
import type { FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { SettingsPatch } from '@mluv/protocol/learner.ts'
import { Failure } from '../../domain/failure.ts'
import type { Settings } from '../../domain/learner.ts'
import type { House } from '../house.ts'
import { homeView, learnerView } from '../render.ts'
import { learnerOf } from './identity.ts'
import { knownTimeZone } from './session.ts'

const gone = () => new Failure('unauthorized', 'This learner is gone. Start anew.')

export const learner = (house: House) => ({
  async profile(request: FastifyRequest) {
    const found = await house.store.learners.find(learnerOf(request))
    if (!found) throw gone()
    return learnerView(found)
  },

  async change(request: FastifyRequest<{ Body: Type.Static<typeof SettingsPatch> }>) {
    const patch = request.body
    if (patch.timeZone !== undefined) knownTimeZone(patch.timeZone)
    if (patch.persona !== undefined && !house.content.in(house.language).personas.has(patch.persona))
      throw new Failure('invalid', 'There is no such tutor.', { fields: [{ field: '/persona', detail: 'Not a persona of the content.' }] })
    const changed = await house.store.learners.change(learnerOf(request), { ...(patch as Partial<Settings>), ...(patch.level !== undefined && { levelChosen: true }) })
    if (!changed) throw gone()
    return learnerView(changed)
  },

  async home(request: FastifyRequest) {
    const home = await house.store.learners.home(learnerOf(request), house.clock.now())
    if (!home) throw gone()
    return homeView(home, house.content.in(house.language), house.abilities)
  },

  async stats(request: FastifyRequest) {
    const { version: _, dayEndsMs: __, ...stats } = await house.store.learners.stats(learnerOf(request), house.clock.now())
    return stats
  },

  async days(request: FastifyRequest<{ Querystring: { from?: string; to?: string } }>) {
    const { from = '0001-01-01', to = '9999-12-31' } = request.query
    for (const [field, day] of Object.entries({ from, to })) if (!isDay(day)) throw new Failure('invalid', 'A day is written YYYY-MM-DD.', { fields: [{ field: `/${field}`, detail: 'Not a day.' }] })
    return { items: (await house.store.learners.days(learnerOf(request), from, to)).items }
  },
})

/** A day that the calendar has: the pattern alone would let 2026-02-31 pass, and there is no year 0. */
function isDay(day: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(day)) return false
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
}
