/** The main job over HTTP: say something, or have something checked. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { CheckRequest, TextRequest } from '@mluv/protocol/lessons.ts'
import { Failure } from '../../domain/failure.ts'
import { isId, type MistakeId } from '../../domain/identity.ts'
import { utterance } from '../../domain/utterance.ts'
import type { Utterance } from '../../tutor/tutor.ts'
import type { House } from '../house.ts'
import { correctionsView, turnView } from '../render.ts'
import { outcomeOf } from '../told.ts'
import { keyOf, recorded, typed } from '../utterances.ts'
import { sendEvents } from './event-stream.ts'
import { learnerOf } from './identity.ts'
import { readRecording } from './recording.ts'

export const lessons = (house: House) => ({
  async text(request: FastifyRequest<{ Body: TextRequest }>, reply: FastifyReply) {
    const { text, conversationId, spoken = false, speak = true } = request.body
    return answer(house, request, reply, typed(text, spoken, { ...givenOf(house, request), conversationId, speak }))
  },

  async recording(request: FastifyRequest, reply: FastifyReply) {
    const { recording, conversationId } = await readRecording(request)
    return answer(house, request, reply, recorded(recording, { ...givenOf(house, request), conversationId, speak: true }))
  },

  async transcribe(request: FastifyRequest) {
    const learnerId = learnerOf(request)
    const { recording } = await readRecording(request)
    if (recording.length === 0) throw new Failure('unheard', 'The recording is empty. Record again.')
    house.pace.count(learnerId)
    return { transcript: await house.hear(learnerId, recording, AbortSignal.any([])) }
  },

  async check(request: FastifyRequest<{ Body: Type.Static<typeof CheckRequest> }>) {
    const learnerId = learnerOf(request)
    const text = utterance(request.body.text)
    const learner = await house.store.learners.find(learnerId)
    if (!learner) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
    house.pace.count(learnerId)
    const { settings } = learner
    const { level = settings.level, corrections = 'detailed', spoken = false } = request.body
    const checked = await house.check(learnerId, { text, language: house.language, level, motherTongue: settings.motherTongue, gender: settings.gender, corrections, spoken }, AbortSignal.any([]))
    if (checked.corrections === null) {
      house.log.error('check-failed', checked.error)
      throw new Failure('unavailable', 'Nothing can be checked just now. Try again in a moment.', { retryAfterMs: 1000 })
    }
    const { corrected, score, mistakes, questions, suggestion } = correctionsView(checked.corrections)
    return { corrected, score, mistakes, questions, suggestion }
  },

  async disagree(request: FastifyRequest<{ Params: { id: string } }>) {
    const withdrawn = isId(request.params.id) ? await house.store.turns.disagree(learnerOf(request), request.params.id as MistakeId, house.clock.now()) : null
    if (!withdrawn) throw new Failure('not-found', 'There is no such mistake.')
    return { turnId: withdrawn.turnId, corrections: correctionsView(withdrawn.corrections) }
  },
})

const eventStream = /\btext\/event-stream\b/

const givenOf = (house: House, request: FastifyRequest) => ({
  learnerId: learnerOf(request), key: keyOf(request.headers['idempotency-key'], () => house.clock.newId()), acknowledged: false,
})

async function answer(house: House, request: FastifyRequest, reply: FastifyReply, utterance: Utterance): Promise<unknown> {
  house.pace.count(utterance.learnerId)
  const turn = house.turns.begin(utterance)
  if (eventStream.test(request.headers.accept ?? '')) return sendEvents(house, reply, turn, lastEventId(request))
  return turnView(await outcomeOf(turn))
}

function lastEventId(request: FastifyRequest): number {
  const id = request.headers['last-event-id']
  return typeof id === 'string' && /^\d{1,6}$/.test(id) ? Number(id) : 0
}
