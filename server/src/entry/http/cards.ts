/** What a learner keeps to remember. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CardRequest, CardView, ReviewRequest } from '@mluv/protocol/cards.ts'
import type { KeptCard } from '../../domain/card.ts'
import { Failure } from '../../domain/failure.ts'
import { isId, type CardId, type MistakeId } from '../../domain/identity.ts'
import { writing } from '../../domain/utterance.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { answer } from './answers.ts'
import { learnerOf } from './identity.ts'
import { limitOf } from './paging.ts'

const frontLengthMax = 200
const backLengthMax = 500
/** Due cards at once, where it is not said how many. */
const dueCards = 50

export const cards = (house: House) => ({
  async keep(request: FastifyRequest<{ Body: CardRequest }>, reply: FastifyReply) {
    const { kind, front, back, example, mistakeId } = request.body
    const card = await house.store.cards.keep(learnerOf(request), {
      cardId: house.clock.newId() as CardId,
      kind,
      front: writing(front, '/front', 1, frontLengthMax).trim(),
      back: writing(back, '/back', 1, backLengthMax).trim(),
      example: example === undefined ? null : writing(example, '/example', 0, backLengthMax),
      mistakeId: (mistakeId ?? null) as MistakeId | null,
      createdAtMs: house.clock.now(),
    })
    return reply.status(201).send(cardView(card))
  },

  async list(request: FastifyRequest<{ Querystring: { before?: string; limit?: string } }>) {
    const { items, next } = await house.store.cards.list(learnerOf(request), { before: request.query.before ?? null, limit: limitOf(request.query.limit, 50) })
    return { items: items.map(cardView), next }
  },

  async due(request: FastifyRequest<{ Querystring: { limit?: string } }>, reply: FastifyReply) {
    const [learnerId, limit] = [learnerOf(request), limitOf(request.query.limit, dueCards)]
    const read = async () => {
      const { items, total, version, dayEndsMs } = await house.store.cards.due(learnerId, house.clock.now(), limit)
      return { value: { items: items.map(cardView), total, dayEndsAt: instant(dayEndsMs) }, version, untilMs: dayEndsMs }
    }
    return limit === dueCards ? answer(house, request, reply, { artefact: 'due', owner: learnerId, name: '' }, read) : (await read()).value
  },

  async review(request: FastifyRequest<{ Body: ReviewRequest }>) {
    const reviews = request.body.map(({ cardId, rating, reviewedAt, reviewId }, at) => {
      const reviewedAtMs = Date.parse(reviewedAt)
      if (!/^\d{4}-\d{2}-\d{2}T/.test(reviewedAt) || !(reviewedAtMs >= 0)) throw new Failure('invalid', 'A moment is written as UTC, ISO 8601.', { fields: [{ field: `/${at}/reviewedAt`, detail: 'Not a moment.' }] })
      return { cardId: cardId as CardId, rating, reviewedAtMs, reviewId }
    })
    const items = await house.store.cards.review(learnerOf(request), reviews, house.clock.now())
    return { items: items.map(cardView) }
  },

  async drop(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) {
    const dropped = isId(request.params.id) && (await house.store.cards.drop(learnerOf(request), request.params.id as CardId))
    if (!dropped) throw new Failure('not-found', 'There is no such card.')
    return reply.status(204).send()
  },
})

const cardView = ({ createdAtMs, memory: { dueAtMs, reviewedAtMs, ...memory }, ...card }: KeptCard): CardView => ({
  ...card, createdAt: instant(createdAtMs), ...memory, dueAt: instant(dueAtMs), reviewedAt: reviewedAtMs === null ? null : instant(reviewedAtMs),
})
