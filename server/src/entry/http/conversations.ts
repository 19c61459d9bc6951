/** Conversations: opened, listed, read again. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { ConversationRequest } from '@mluv/protocol/conversations.ts'
import { Failure } from '../../domain/failure.ts'
import type { ConversationId } from '../../domain/identity.ts'
import { tongueFor } from '../../domain/language.ts'
import { topicsOf } from '../../domain/lesson.ts'
import type { House } from '../house.ts'
import { openConversation } from '../opening.ts'
import { conversationView, instant, openingView } from '../render.ts'
import { keyOf } from '../utterances.ts'
import { answer } from './answers.ts'
import { learnerOf } from './identity.ts'
import { limitOf } from './paging.ts'

/** Turns on a page, where it is not said how many. */
const pageTurns = 50

export const conversations = (house: House) => ({
  async open(request: FastifyRequest<{ Body: Type.Static<typeof ConversationRequest> | undefined }>, reply: FastifyReply) {
    const learnerId = learnerOf(request)
    const { scenario = null, topic = null, mode: asked = 'free' } = request.body ?? {}
    if (asked === 'scenario' && scenario === null) throw new Failure('invalid', 'Name the scenario.', { fields: [{ field: '/scenario', detail: 'Missing.' }] })
    const mode = asked === 'free' || asked === 'scenario' ? null : asked
    const learner = await house.store.learners.find(learnerId)
    if (!learner) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
    const key = keyOf(request.headers['idempotency-key'], () => house.clock.newId())
    return reply.status(201).send(openingView(await openConversation(house, learner, { scenario, topic, mode, key })))
  },

  async list(request: FastifyRequest<{ Querystring: { before?: string; limit?: string; q?: string } }>) {
    const { before = null, q = null } = request.query
    if (q !== null && (q.includes('\0') || !q.isWellFormed())) throw new Failure('invalid', 'The search holds characters that cannot be read.', { fields: [{ field: '/q', detail: 'Not text.' }] })
    const { items, next } = await house.store.conversations.list(learnerOf(request), { before, limit: limitOf(request.query.limit, 20), q: q?.trim() || null })
    return { items: items.map(({ startedAtMs, ...item }) => ({ ...item, startedAt: instant(startedAtMs) })), next }
  },

  async read(request: FastifyRequest<{ Params: { id: string }; Querystring: { before?: string; limit?: string } }>, reply: FastifyReply) {
    const { before = null } = request.query
    const [learnerId, conversationId, limit] = [learnerOf(request), request.params.id as ConversationId, limitOf(request.query.limit, pageTurns)]
    const read = async () => {
      const page = await house.store.conversations.read(learnerId, conversationId, { before, limit })
      if (!page) throw new Failure('not-found', 'There is no such conversation.')
      return { value: conversationView(page), version: page.version, untilMs: null }
    }
    const isFirst = before === null && limit === pageTurns
    return isFirst ? answer(house, request, reply, { artefact: 'conversation', owner: learnerId, name: conversationId }, read) : (await read()).value
  },

  async scenarios(request: FastifyRequest) {
    const learner = await house.store.learners.find(learnerOf(request))
    const tongue = tongueFor(learner?.settings.motherTongue ?? 'en')
    const { personas, scenarios, smallTalk } = house.content.in(house.language)
    return {
      items: [...scenarios.values()].map(({ code, title, level, roles, phases }) => ({
        code, title: title[tongue], level, tutor: roles.tutor[tongue], learner: roles.learner[tongue], objectives: phases.flatMap(({ objectives }) => objectives.map(({ text }) => text[tongue])),
      })),
      personas: [...personas.values()].map(({ code, name, address }) => ({ code, name, address })),
      topics: [...smallTalk.topics.values()].map(({ code, title }) => ({ code, title: title[tongue] })),
    }
  },

  async modes(request: FastifyRequest) {
    const learner = await house.store.learners.find(learnerOf(request))
    const tongue = tongueFor(learner?.settings.motherTongue ?? 'en')
    const { modes, grammar, vocabulary, smallTalk: { topics } } = house.content.in(house.language)
    return {
      items: [...modes.values()].map((mode) => ({
        code: mode.code, name: mode.name[tongue], purpose: mode.purpose[tongue], topics: topicsOf(mode, { topics, grammar, vocabulary }).map(({ code, title }) => ({ code, title: title[tongue] })),
      })),
    }
  },
})
