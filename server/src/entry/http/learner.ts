/** What learners see of themselves, and how they want to be taught. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { SettingsPatch } from '@mluv/protocol/learner.ts'
import { Failure } from '../../domain/failure.ts'
import type { SettingsChange } from '../../domain/learner.ts'
import type { House } from '../house.ts'
import { homeView, learnerView } from '../render.ts'
import { answer } from './answers.ts'
import { spanOf } from './days.ts'
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
    const changed = await house.store.learners.change(learnerOf(request), { ...(patch as SettingsChange), ...(patch.level !== undefined && { levelChosen: true }) })
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
    const { from, to } = spanOf(request.query, { from: () => '0001-01-01', to: '9999-12-31' })
    const [learnerId, isAll] = [learnerOf(request), request.query.from === undefined && request.query.to === undefined]
    const read = async () => {
      const { items, version } = await house.store.learners.days(learnerId, from, to)
      return { value: { items }, version, untilMs: null }
    }
    return isAll ? answer(house, request, reply, { artefact: 'days', owner: learnerId, name: '' }, read) : (await read()).value
  },
})
