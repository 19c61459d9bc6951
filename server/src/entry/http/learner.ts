/** What learners see of themselves, and how they want to be taught. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { SettingsPatch } from '@mluv/protocol/learner.ts'
import { Failure } from '../../domain/failure.ts'
import type { Settings } from '../../domain/learner.ts'
import type { House } from '../house.ts'
import { homeView, learnerView } from '../render.ts'
import { answer } from './answers.ts'
import { learnerOf } from './identity.ts'
import { knownTimeZone } from './session.ts'

const gone = () => new Failure('unauthorized', 'This learner is gone. Start anew.')

export const learner = (house: House) => ({
  profile(request: FastifyRequest, reply: FastifyReply) {
    const learnerId = learnerOf(request)
    return answer(house, request, reply, { artefact: 'profile', owner: learnerId, name: '' }, async () => {
      const found = await house.store.learners.find(learnerId)
      if (!found) throw gone()
      return { value: learnerView(found), version: found.version, untilMs: null }
    })
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

  home(request: FastifyRequest, reply: FastifyReply) {
    const learnerId = learnerOf(request)
    return answer(house, request, reply, { artefact: 'home', owner: learnerId, name: '' }, async () => {
      const home = await house.store.learners.home(learnerId, house.clock.now())
      if (!home) throw gone()
      return { value: homeView(home, house.content.in(house.language), house.abilities), version: home.version, untilMs: home.dayEndsMs }
    })
  },

  stats(request: FastifyRequest, reply: FastifyReply) {
    const learnerId = learnerOf(request)
    return answer(house, request, reply, { artefact: 'stats', owner: learnerId, name: '' }, async () => {
      const { version, dayEndsMs, ...value } = await house.store.learners.stats(learnerId, house.clock.now())
      return { value, version, untilMs: dayEndsMs }
    })
  },

  async days(request: FastifyRequest<{ Querystring: { from?: string; to?: string } }>, reply: FastifyReply) {
    const { from = '0001-01-01', to = '9999-12-31' } = request.query
    for (const [field, day] of Object.entries({ from, to })) if (!isDay(day)) throw new Failure('invalid', 'A day is written YYYY-MM-DD.', { fields: [{ field: `/${field}`, detail: 'Not a day.' }] })
    const [learnerId, isAll] = [learnerOf(request), request.query.from === undefined && request.query.to === undefined]
    const read = async () => {
      const { items, version } = await house.store.learners.days(learnerId, from, to)
      return { value: { items }, version, untilMs: null }
    }
    return isAll ? answer(house, request, reply, { artefact: 'days', owner: learnerId, name: '' }, read) : (await read()).value
  },
})

/** A day that the calendar has: the pattern alone would let 2026-02-31 pass, and there is no year 0. */
function isDay(day: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(day)) return false
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
}
