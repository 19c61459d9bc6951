/** What a learner keeps to remember. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CardPatch, CardQuery, CardRequest, CardView, ReviewRequest } from '@mluv/protocol/cards.ts'
import { backLengthMax, exampleLengthMax, frontLengthMax, leechLapses, type CardChanges, type KeptCard } from '../../domain/card.ts'
import { Failure } from '../../domain/failure.ts'
import { isId, type CardId, type MistakeId } from '../../domain/identity.ts'
import { writing } from '../../domain/utterance.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { answer } from './answers.ts'
import { learnerOf } from './identity.ts'
import { limitOf } from './paging.ts'

/** Due cards at once, where it is not said how many. */
const dueCards = 50

export const cards = (house: House) => ({
  async keep(request: FastifyRequest<{ Body: CardRequest }>, reply: FastifyReply) {
    const { kind, front, back, example, mistakeId } = request.body
    const card = await house.store.cards.keep(learnerOf(request), {
      cardId: house.clock.newId() as CardId,
      kind,
      front: frontIn(front),
      back: backIn(back),
      example: example === undefined ? null : exampleIn(example),
      mistakeId: (mistakeId ?? null) as MistakeId | null,
      createdAtMs: house.clock.now(),
    })
    return reply.status(201).send(cardView(card))
  },

  async list(request: FastifyRequest<{ Querystring: CardQuery }>) {
    const { before = null, limit, q, kind = null, state = null } = request.query
    const { items, next } = await house.store.cards.list(learnerOf(request), { before, limit: limitOf(limit, 50), only: { q: q?.trim() || null, kind, state, nowMs: house.clock.now() } })
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

  async change(request: FastifyRequest<{ Params: { id: string }; Body: CardPatch }>) {
    if (!isId(request.params.id)) throw new Failure('not-found', 'There is no such card.')
    const { kind, front, back, example, suspended } = request.body
    const changes: CardChanges = {
      ...(kind && { kind }), ...(front !== undefined && { front: frontIn(front) }), ...(back !== undefined && { back: backIn(back) }),
      ...(example !== undefined && { example: example === null ? null : exampleIn(example) }), ...(suspended !== undefined && { suspended }),
    }
    return cardView(await house.store.cards.change(learnerOf(request), request.params.id as CardId, changes, house.clock.now()))
  },

  async drop(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) {
    const dropped = isId(request.params.id) && (await house.store.cards.drop(learnerOf(request), request.params.id as CardId))
    if (!dropped) throw new Failure('not-found', 'There is no such card.')
    return reply.status(204).send()
  },
})

const frontIn = (text: string): string => writing(text, '/front', 1, frontLengthMax).trim()
const backIn = (text: string): string => writing(text, '/back', 1, backLengthMax).trim()
const exampleIn = (text: string): string | null => writing(text, '/example', 0, exampleLengthMax).trim() || null

const cardView = ({ createdAtMs, memory: { dueAtMs, reviewedAtMs, ...memory }, ...card }: KeptCard): CardView => ({
  ...card, createdAt: instant(createdAtMs), ...memory, leech: memory.lapses >= leechLapses, dueAt: instant(dueAtMs), reviewedAt: reviewedAtMs === null ? null : instant(reviewedAtMs),
})
