/** By what learners are told things when they are not here; and for operators, what became of it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { Deliveries, DeliveriesQuery, NoticeWays, PushEnd, PushKey, PushSubscription } from '@mluv/protocol/notices.ts'
import { Failure } from '../../domain/failure.ts'
import { deliveryRate, type Ends } from '../../domain/notice.ts'
import { dayIn, daysLater } from '../../domain/progress.ts'
import { isPublicUrl } from '../../domain/public-address.ts'
import type { Delivered } from '../../ports/reach.ts'
import type { House } from '../house.ts'
import { spanOf } from './days.ts'
import { learnerOf } from './identity.ts'

/** Browsers of one learner. */
const browsersMax = 10
/** A year, and what people mean by one. */
const daysMax = 400
const usualDays = 30

export const notices = ({ bell, clock }: House) => ({
  async ways(request: FastifyRequest): Promise<NoticeWays> {
    const reaches = await bell.reach.of(learnerOf(request))
    const way = (channel: keyof typeof reaches) => ({ offered: bell.offers[channel], reaches: reaches[channel] })
    return { telegram: way('telegram'), push: way('push'), mail: way('mail') }
  },

  key: async (): Promise<PushKey> => ({ publicKey: await bell.pushKey() }),

  async subscribe(request: FastifyRequest<{ Body: PushSubscription }>, reply: FastifyReply): Promise<FastifyReply> {
    const { endpoint, keys: { p256dh, auth } } = request.body
    if (!isPublicUrl(endpoint)) throw new Failure('invalid', 'Messages are sent by https, to public addresses.', { fields: [{ field: '/endpoint', detail: 'Not an address of the public internet.' }] })
    await bell.reach.subscribe(learnerOf(request), { endpoint, p256dh, auth }, browsersMax, clock.now())
    return reply.status(204).send()
  },

  async unsubscribe(request: FastifyRequest<{ Body: PushEnd }>, reply: FastifyReply): Promise<FastifyReply> {
    await bell.reach.unsubscribe(learnerOf(request), request.body.endpoint)
    return reply.status(204).send()
  },

  async deliveries(request: FastifyRequest<{ Querystring: Type.Static<typeof DeliveriesQuery> }>): Promise<Deliveries> {
    const { from, to } = spanOf(request.query, { from: (to) => daysLater(to, 1 - usualDays), to: dayIn('UTC', clock.now()) })
    if (from < daysLater(to, -daysMax)) throw new Failure('invalid', `At most ${daysMax} days at once.`, { fields: [{ field: '/from', detail: 'Too early.' }] })
    const items = await bell.reach.delivered({ from, to })
    const days = [...Map.groupBy(items, ({ day }) => day)].map(([day, own]) => ({ day, ...sumsOf(own) }))
    return { from, to, total: sumsOf(items), days, items: items.map((item) => ({ ...item })) }
  },
})

function sumsOf(items: readonly Delivered[]): Omit<Ends, 'tooLate'> & { readonly rate: number | null } {
  const sum = (counts: (item: Delivered) => boolean) => items.filter(counts).reduce((total, { messages }) => total + messages, 0)
  const ends = { sent: sum(({ outcome }) => outcome === 'sent'), dropped: sum(({ outcome }) => outcome === 'dropped'), dead: sum(({ outcome }) => outcome === 'dead') }
  return { ...ends, rate: deliveryRate({ ...ends, tooLate: sum(({ reason }) => reason === 'too-late') }) }
}
