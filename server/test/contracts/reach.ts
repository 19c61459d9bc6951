/** What is promised of by what learners can be reached: of their addresses, of messages that are held back, and of what became of messages. */
import assert from 'node:assert/strict'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Message, Outbox } from '../../src/ports/outbox.ts'
import type { Reach, Subscription } from '../../src/ports/reach.ts'
import type { Promised } from './keep.ts'
import { jobsOf, posted, type Backstage } from './rounds.ts'
import { clock, dayMs, newLearner, nowMs } from './store-cast.ts'

const breaking = (backstage: Backstage, broken: (reach: Reach) => Partial<Reach>): Backstage => ({ ...backstage, reach: { ...backstage.reach, ...broken(backstage.reach) } })
const breakingOutbox = (backstage: Backstage, broken: (outbox: Outbox) => Partial<Outbox>): Backstage => ({ ...backstage, outbox: { ...backstage.outbox, ...broken(backstage.outbox) } })

const browser = (): Subscription => ({ endpoint: `https://push.example.org/${clock.newId()}`, p256dh: 'p256dh', auth: 'auth' })
const linked = ({ store }: Backstage, learnerId: LearnerId, provider: 'telegram' | 'email', subject: string, verifiedAtMs: number | null = nowMs) =>
  store.identities.link(learnerId, { identityId: clock.newId(), provider, subject, createdAtMs: nowMs, verifiedAtMs })
const addressOf = (learnerId: LearnerId): string => `${learnerId}@sure.example`

/** A learner whom every channel reaches, and a message for them. */
async function reached(backstage: Backstage) {
  const learnerId = await newLearner(backstage.store)
  const [chat, subscription] = [clock.newId(), browser()]
  await linked(backstage, learnerId, 'telegram', chat)
  await linked(backstage, learnerId, 'email', addressOf(learnerId))
  await backstage.reach.subscribe(learnerId, subscription, 5, nowMs)
  const messageId = await posted(backstage, learnerId)
  const taken = async () => {
    const { address, chatId, browsers } = (await backstage.outbox.take(messageId)) as Message
    return { address, chatId, browsers }
  }
  return { learnerId, chat, subscription, messageId, taken }
}

const addresses: readonly Promised<Backstage>[] = [
  {
    promise: 'addresses that reach a learner are counted by channel, those that were proven',
    holds: async (backstage) => {
      const learnerId = await newLearner(backstage.store)
      assert.deepEqual(await backstage.reach.of(learnerId), { telegram: 0, push: 0, mail: 0 })
      await linked(backstage, learnerId, 'email', `${learnerId}@guess.example`, null)
      for (const subject of [addressOf(learnerId), `${learnerId}@also.example`]) await linked(backstage, learnerId, 'email', subject)
      await linked(backstage, learnerId, 'telegram', clock.newId())
      await backstage.reach.subscribe(learnerId, browser(), 5, nowMs)
      assert.deepEqual(await backstage.reach.of(learnerId), { telegram: 1, push: 1, mail: 2 })
    },
    breach: (backstage) => breaking(backstage, ({ of }) => ({ of: async (learnerId) => ({ ...(await of(learnerId)), mail: 3 }) })),
  },
  {
    promise: 'of a learner’s browsers the newest are kept, one that was another’s is theirs, and whose it is not forgets it not',
    holds: async ({ store, reach, ...backstage }) => {
      const [one, other, all] = [await newLearner(store), await newLearner(store), [browser(), browser(), browser()]]
      for (const [at, each] of all.entries()) await reach.subscribe(one, each, 2, nowMs + at)
      const browsersOf = async (learnerId: LearnerId) => {
        const message = (await backstage.outbox.take(await posted({ store, reach, ...backstage }, learnerId))) as Message
        return message.browsers.map(({ endpoint }) => all.findIndex((each) => each.endpoint === endpoint))
      }
      assert.deepEqual(await browsersOf(one), [2, 1])
      await reach.unsubscribe(other, all[2]!.endpoint)
      await reach.subscribe(other, { ...all[1]!, auth: 'another' }, 2, nowMs + 9)
      assert.deepEqual([await browsersOf(one), await browsersOf(other)], [[2], [1]])
      await reach.unsubscribe(one, all[2]!.endpoint)
      assert.deepEqual((await reach.of(one)).push, 0)
    },
    breach: (backstage) => breaking(backstage, ({ subscribe }) => ({ subscribe: (learnerId, subscription, _most, atMs) => subscribe(learnerId, subscription, 9, atMs) })),
  },
  {
    promise: 'nothing is sent to addresses that were found closed, and to the others as before',
    holds: async (backstage) => {
      const [one, other] = [await reached(backstage), await reached(backstage)]
      const before = await other.taken()
      assert.deepEqual(await one.taken(), { address: addressOf(one.learnerId), chatId: one.chat, browsers: [one.subscription] })
      await backstage.outbox.closed(one.learnerId, 'telegram', [one.chat, other.chat], nowMs + 1)
      assert.deepEqual(await one.taken(), { address: addressOf(one.learnerId), chatId: null, browsers: [one.subscription] })
      await backstage.outbox.closed(one.learnerId, 'mail', [addressOf(one.learnerId)], nowMs + 1)
      await backstage.outbox.closed(one.learnerId, 'push', [one.subscription.endpoint, other.subscription.endpoint], nowMs + 1)
      assert.deepEqual([await one.taken(), await backstage.reach.of(one.learnerId)], [{ address: null, chatId: null, browsers: [] }, { telegram: 0, push: 0, mail: 0 }])
      assert.deepEqual(await other.taken(), before)
    },
    breach: (backstage) => breakingOutbox(backstage, ({ closed }) => ({ closed: async (learnerId, channel, ...given) => (channel === 'mail' ? undefined : closed(learnerId, channel, ...given)) })),
  },
  {
    promise: 'a chat that was shut takes nothing until it is opened, and nobody else’s is, nor any other address',
    holds: async (backstage) => {
      const [one, other] = [await reached(backstage), await reached(backstage)]
      const chats = async () => [(await one.taken()).chatId, (await other.taken()).chatId]
      await backstage.reach.closed(other.learnerId, one.chat, nowMs + 1)
      assert.deepEqual(await chats(), [one.chat, other.chat])
      await backstage.reach.closed(one.learnerId, one.chat, nowMs + 1)
      await backstage.outbox.closed(one.learnerId, 'mail', [addressOf(one.learnerId)], nowMs + 1)
      await backstage.reach.opened(other.learnerId, one.chat)
      assert.deepEqual(await chats(), [null, other.chat])
      await backstage.reach.opened(one.learnerId, one.chat)
      assert.deepEqual([await chats(), (await one.taken()).address], [[one.chat, other.chat], null])
    },
    breach: (backstage) => breaking(backstage, () => ({ opened: async () => {} })),
  },
  {
    promise: 'an address is open again when a link that was sent to it is used',
    holds: async (backstage) => {
      const { learnerId, taken } = await reached(backstage)
      await backstage.outbox.closed(learnerId, 'mail', [addressOf(learnerId)], nowMs + 1)
      const link = { tokenHash: clock.random(32), address: addressOf(learnerId), placeHash: clock.random(32), learnerId: null, given: {}, expiresAtMs: nowMs + 10 }
      const { links } = backstage.store.doors
      await links.keep(link)
      await links.take(link.tokenHash, nowMs + 10)
      assert.equal((await taken()).address, null, 'nothing was proven by a link that has expired')
      await links.take(link.tokenHash, nowMs + 2)
      assert.equal((await taken()).address, addressOf(learnerId))
    },
    breach: ({ store, ...backstage }) => ({ ...backstage, store: { ...store, doors: { ...store.doors, links: { ...store.doors.links, take: store.doors.links.find } } } }),
  },
]

const messages: readonly Promised<Backstage>[] = [
  {
    promise: 'a message that is held back has another job, at the moment that it waits for, and is there to be sent then',
    holds: async (backstage) => {
      const { messageId, learnerId } = await reached(backstage)
      const untilMs = nowMs + dayMs
      await backstage.outbox.take(messageId)
      const tries = await backstage.tries(messageId)
      await backstage.outbox.held(messageId, untilMs)
      const jobs = (await jobsOf(backstage, messageId)).map(({ payload, dueAtMs }) => [payload['heldUntilMs'] ?? null, dueAtMs])
      assert.deepEqual(jobs.find(([heldUntilMs]) => heldUntilMs !== null), [untilMs, untilMs])
      assert.equal(jobs.length, 2)
      assert.deepEqual([await backstage.tries(messageId), ((await backstage.outbox.take(messageId)) as Message).learnerId], [tries - 1, learnerId])
    },
    breach: (backstage) => breakingOutbox(backstage, ({ held }) => ({ held: (messageId, untilMs) => held(messageId, untilMs + 1) })),
  },
  {
    promise: 'what became of messages is counted by day, kind, channel and reason; of a dead one, what became of it last',
    holds: async (backstage) => {
      // A day that no other test ends messages on.
      const [atMs, day] = [Date.UTC(2031, 4, (days += 1)), `2031-05-${String(days).padStart(2, '0')}`]
      const ids = await Promise.all(Array.from({ length: 4 }, () => newLearner(backstage.store))).then(async (all) => {
        const made: string[] = []
        for (const learnerId of all) made.push(await posted(backstage, learnerId))
        return made
      })
      await backstage.outbox.sent(ids[0]!, 'telegram', atMs)
      await backstage.outbox.sent(ids[1]!, 'telegram', atMs)
      await backstage.outbox.dropped(ids[2]!, 'too-late', atMs)
      for (let times = 0; times < 2; times += 1) await backstage.outbox.dead(ids[3]!, 'mail', 'busy', atMs)
      const counted = (outcome: string, channel: string, reason: string, count: number) => ({ day, kind: 'reminder', channel, outcome, reason, messages: count })
      const told = () => backstage.reach.delivered({ from: day, to: day })
      assert.deepEqual(await told(), [counted('dropped', '', 'too-late', 1), counted('dead', 'mail', 'busy', 1), counted('sent', 'telegram', '', 2)])
      await backstage.outbox.sent(ids[3]!, 'mail', atMs + 1)
      assert.deepEqual(await told(), [counted('dropped', '', 'too-late', 1), counted('sent', 'mail', '', 1), counted('sent', 'telegram', '', 2)])
      const all = await backstage.reach.delivered(null)
      assert.ok(all.some(({ channel, outcome, messages: count }) => channel === 'telegram' && outcome === 'sent' && count >= 2))
      assert.deepEqual(await backstage.reach.delivered({ from: '2031-06-01', to: '2031-06-30' }), [])
    },
    breach: (backstage) => breakingOutbox(backstage, ({ sent }) => ({ sent: (messageId, _channel, atMs) => sent(messageId, 'push', atMs) })),
  },
  {
    promise: 'a secret is what was offered first, for everybody who asks at once and ever after',
    holds: async ({ reach }) => {
      const name = clock.newId()
      const told = await Promise.all([1, 2, 3].map((at) => reach.secret(name, () => `offer ${at}`, nowMs)))
      assert.equal(new Set(told).size, 1)
      assert.match(told[0]!, /^offer [123]$/)
      assert.equal(await reach.secret(name, () => 'too late', nowMs), told[0])
      assert.equal(await reach.secret(clock.newId(), async () => 'another', nowMs), 'another')
    },
    breach: (backstage) => breaking(backstage, () => ({ secret: async (_name, offer) => offer() })),
  },
]

let days = 0

export const reachContract: readonly Promised<Backstage>[] = [...addresses, ...messages]
