/** Being told things when one is not here: by what, and what became of it. */
import Type from 'typebox'
import { closed } from './scalars.ts'

const UtcDay = Type.String({ description: 'YYYY-MM-DD, UTC.' })
const Way = Type.Object({ offered: Type.Boolean({ description: 'Whether this installation can send anything by it.' }), reaches: Type.Integer({ description: 'How many addresses of yours are open.' }) })

export const NoticeWays = Type.Object({ telegram: Way, push: Way, mail: Way })
export type NoticeWays = Type.Static<typeof NoticeWays>

export const PushKey = Type.Object({ publicKey: Type.String({ description: 'The `applicationServerKey` of a subscription, in base64url.' }) })
export type PushKey = Type.Static<typeof PushKey>

const Key = (bytes: number) => Type.String({ pattern: `^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}={0,2}$` })
const Endpoint = Type.String({ minLength: 10, maxLength: 1000, pattern: '^https?://', description: 'Where the browser takes messages.' })
/** As a browser writes its subscription down. */
export const PushSubscription = Type.Object({ endpoint: Endpoint, keys: Type.Object({ p256dh: Key(65), auth: Key(16) }, closed) }, closed)
export type PushSubscription = Type.Static<typeof PushSubscription>
export const PushEnd = Type.Object({ endpoint: Endpoint }, closed)
export type PushEnd = Type.Static<typeof PushEnd>

export const DeliveriesQuery = Type.Object({ from: Type.Optional(UtcDay), to: Type.Optional(UtcDay) })
const sums = {
  sent: Type.Integer(),
  dropped: Type.Integer({ description: 'Not sent, since nobody wanted it any more, nobody was reached by it, or it came too late.' }),
  dead: Type.Integer({ description: 'Given up after the last try.' }),
  rate: Type.Union([Type.Number(), Type.Null()], { description: 'What was sent of what could have been: that, what is dead, and what came too late. Null where there was nothing.' }),
}
export const Deliveries = Type.Object({
  from: UtcDay,
  to: UtcDay,
  total: Type.Object(sums),
  days: Type.Array(Type.Object({ day: UtcDay, ...sums })),
  items: Type.Array(Type.Object({
    day: UtcDay, kind: Type.String(), channel: Type.String({ description: 'Empty where none was asked.' }), outcome: Type.Enum(['sent', 'dropped', 'dead']),
    reason: Type.String({ description: 'Why it was dropped, or what it died of; empty where it was sent.' }), messages: Type.Integer(),
  })),
})
export type Deliveries = Type.Static<typeof Deliveries>
