/** What is promised of rounds, of the outbox and of clearing away, whatever keeps them. */
import assert from 'node:assert/strict'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { PushedKind, Notice } from '../../src/domain/notice.ts'
import { remains } from '../../src/domain/retention.ts'
import type { Outbox, Posting } from '../../src/ports/outbox.ts'
import type { Job, Queue } from '../../src/ports/queue.ts'
import type { Reach } from '../../src/ports/reach.ts'
import type { Rounds, Visited } from '../../src/ports/rounds.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Upkeep } from '../../src/ports/upkeep.ts'
import type { Promised } from './keep.ts'
import { clock, dayMs, newLearner, nowMs, turned } from './store-cast.ts'

export type Backstage = {
  readonly store: Store
  readonly rounds: Rounds
  readonly outbox: Outbox
  readonly upkeep: Upkeep
  readonly queue: Queue
  readonly reach: Reach
  /** How often a message was tried. */
  tries(messageId: string): Promise<number>
  /** Gives a learner an address. */
  addressed(learnerId: LearnerId, address: string, verified: boolean): Promise<void>
}

/** Each test has a span, and a zone, of its own. */
let spans = 0
const laterMs = () => nowMs + (spans += 1) * dayMs
let zones = 0
const zone = () => ['Europe/Prague', 'Asia/Tokyo', 'Asia/Kathmandu', 'America/Havana', 'Africa/Cairo', 'Pacific/Apia', 'Asia/Beirut', 'Europe/Dublin'][(zones += 1) % 8]!

export const jobsOf = async ({ queue }: Backstage, about: string) => (await queue.list({ state: null, task: null, before: null, limit: 1_000 })).items.filter(({ payload }) => JSON.stringify(payload).includes(about))
const messagesOf = async ({ queue }: Backstage) => new Set((await queue.list({ state: null, task: 'deliver', before: null, limit: 1_000 })).items.map(({ payload }) => String(payload['messageId'])))
const reminder = (learnerId: LearnerId, about: string): Notice<PushedKind> => ({ learnerId, kind: 'reminder', about, facts: { day: about, streakDays: 3 } })

async function met({ rounds }: Backstage, learnerId: LearnerId, timeZone: string): Promise<Visited> {
  for await (const learners of rounds.visit(timeZone, null)) for (const each of learners) if (each.learnerId === learnerId) return each
  return assert.fail('the learner is not met')
}

/** A message on its way, by its id. */
export async function posted(backstage: Backstage, learnerId: LearnerId): Promise<string> {
  const before = await messagesOf(backstage)
  await backstage.outbox.post([{ notice: reminder(learnerId, `about ${laterMs()}`), push: true }], nowMs)
  return [...(await messagesOf(backstage))].find((id) => !before.has(id)) ?? assert.fail('no job was made')
}

export const roundsContract: readonly Promised<Backstage>[] = [
  {
    promise: 'ticks cover time without a gap and without an overlap, however many at once',
    holds: async ({ rounds }) => {
      const covered: [number, number][] = []
      const tick = (atMs: number) => rounds.tick(atMs, (sinceMs, untilMs) => { covered.push([sinceMs, untilMs]); return [] })
      const fromMs = laterMs()
      await tick(fromMs)
      covered.length = 0
      await Promise.all([1, 2, 2, 3].map((minute) => tick(fromMs + minute * 60_000)))
      await tick(fromMs + 180_000)
      let reachedMs = fromMs
      for (const [sinceMs, untilMs] of covered) {
        assert.equal(sinceMs, reachedMs)
        reachedMs = untilMs
      }
      assert.equal(reachedMs, fromMs + 180_000)
    },
    breach: (backstage) => ({ ...backstage, rounds: { ...backstage.rounds, tick: (atMs, plan) => backstage.rounds.tick(atMs, (sinceMs, untilMs, all) => plan(sinceMs - 1, untilMs, all)) } }),
  },
  {
    promise: 'what came due is queued with the note of it, or neither',
    holds: async (backstage) => {
      const [fromMs, day] = [laterMs(), `day ${laterMs()}`]
      const due: Job = { task: 'remind', payload: { timeZone: 'UTC', day } }
      await backstage.rounds.tick(fromMs, () => [])
      await assert.rejects(backstage.rounds.tick(fromMs + 1, () => { throw new RangeError('not today') }), RangeError)
      let sinceMs = 0
      await backstage.rounds.tick(fromMs + 2, (since) => { sinceMs = since; return [due] })
      await backstage.rounds.tick(fromMs + 3, () => [due])
      assert.equal(sinceMs, fromMs, 'the span that failed is covered again')
      assert.equal((await jobsOf(backstage, day)).length, 1)
    },
    breach: (backstage) => ({ ...backstage, rounds: { ...backstage.rounds, tick: async (atMs, plan) => backstage.rounds.tick(atMs, () => []).then(() => plan(atMs, atMs, []).length) } }),
  },
  {
    promise: 'a tick is told each zone that learners live in, once',
    holds: async ({ store, rounds }) => {
      for (const timeZone of ['Asia/Tokyo', 'Asia/Tokyo', 'UTC']) await newLearner(store, { timeZone })
      let told: readonly string[] = []
      await rounds.tick(laterMs(), () => [])
      await rounds.tick(laterMs(), (_since, _until, all) => { told = all; return [] })
      assert.ok(told.includes('Asia/Tokyo') && told.includes('UTC'))
      assert.equal(new Set(told).size, told.length)
    },
    breach: (backstage) => ({ ...backstage, rounds: { ...backstage.rounds, tick: (atMs, plan) => backstage.rounds.tick(atMs, (sinceMs, untilMs, all) => plan(sinceMs, untilMs, [...all, ...all])) } }),
  },
  {
    promise: 'a round meets each learner of a zone once, in batches, and of the others none',
    holds: async ({ store, rounds }) => {
      const timeZone = 'Indian/Maldives'
      const mine = await Promise.all(Array.from({ length: 203 }, () => newLearner(store, { timeZone })))
      await newLearner(store, { timeZone: 'Indian/Mauritius' })
      const found: LearnerId[] = []
      for await (const learners of rounds.visit(timeZone, null)) {
        assert.ok(learners.length <= 200)
        found.push(...learners.map(({ learnerId }) => learnerId))
      }
      assert.equal(new Set(found).size, found.length)
      assert.ok(mine.every((learnerId) => found.includes(learnerId)))
      await turned(store, mine[7]!, 'key')
      const active: LearnerId[] = []
      for await (const learners of rounds.visit(timeZone, '2026-03-01')) active.push(...learners.map(({ learnerId }) => learnerId))
      assert.deepEqual(active, [mine[7]])
    },
    breach: (backstage) => ({
      ...backstage,
      rounds: { ...backstage.rounds, async *visit(timeZone, since) { for await (const learners of backstage.rounds.visit(timeZone, since)) yield learners.slice(1) } },
    }),
  },
  {
    promise: 'those of a zone who want to be reminded at an hour are met at it, and nobody else',
    holds: async ({ store, rounds }) => {
      const timeZone = 'Indian/Chagos'
      const late = await newLearner(store, { timeZone, reminders: true, reminderHour: 20 })
      const usual = await newLearner(store, { timeZone, reminders: true })
      const all = [late, usual, await newLearner(store, { timeZone, reminders: false, reminderHour: 20 }), await newLearner(store, { timeZone: 'Indian/Cocos', reminders: true, reminderHour: 20 })]
      const metAt = async (hour: number) => {
        const found: LearnerId[] = []
        for await (const learners of rounds.visitAt(timeZone, hour)) found.push(...learners.map(({ learnerId }) => learnerId))
        return found.filter((learnerId) => all.includes(learnerId))
      }
      assert.deepEqual([await metAt(20), await metAt(18), await metAt(19)], [[late], [usual], []])
    },
    breach: (backstage) => ({ ...backstage, rounds: { ...backstage.rounds, visitAt: (timeZone) => backstage.rounds.visit(timeZone, null) } }),
  },
  {
    promise: 'a streak is kept as it was closed, and not if a turn has closed it meanwhile',
    holds: async (backstage) => {
      const timeZone = zone()
      const learnerId = await newLearner(backstage.store, { timeZone })
      await turned(backstage.store, learnerId, 'first')
      const { streak } = await met(backstage, learnerId, timeZone)
      const closing = { learnerId, streak: streak!, closed: { days: 0, until: '2026-03-09', shields: 0 }, shielded: [], notices: [] }
      await backstage.rounds.close([{ ...closing, streak: { ...streak!, days: 9 } }], nowMs)
      assert.deepEqual((await met(backstage, learnerId, timeZone)).streak, streak)
      await backstage.rounds.close([closing], nowMs)
      assert.deepEqual((await met(backstage, learnerId, timeZone)).streak, closing.closed)
    },
    breach: (backstage) => ({ ...backstage, rounds: { ...backstage.rounds, close: async () => {} } }),
  },
  {
    promise: 'the same is told once, with one job',
    holds: async (backstage) => {
      const learnerId = await newLearner(backstage.store)
      const before = (await messagesOf(backstage)).size
      const posting = { notice: reminder(learnerId, '2026-03-02'), push: true }
      await Promise.all([1, 2, 3].map(() => backstage.outbox.post([posting], nowMs)))
      await backstage.outbox.post([{ ...posting, push: false }], nowMs)
      assert.equal((await messagesOf(backstage)).size, before + 1)
    },
    breach: (backstage) => {
      const renamed = (all: readonly Posting[]) => all.map((each) => ({ ...each, notice: { ...each.notice, about: clock.newId() } }))
      return { ...backstage, outbox: { ...backstage.outbox, post: (all, atMs) => backstage.outbox.post(renamed(all), atMs) } }
    },
  },
  {
    promise: 'a message is taken until it is sent or dropped; a dead one may be tried again',
    holds: async (backstage) => {
      const { outbox, store } = backstage
      const another = async () => posted(backstage, await newLearner(store))
      const [sent, dropped, dead] = [await another(), await another(), await another()]
      for (const id of [sent, sent, dropped, dead]) assert.equal((await outbox.take(id))?.messageId, id)
      await outbox.sent(sent, 'console', nowMs)
      await outbox.dropped(dropped, 'declined', nowMs)
      await outbox.dead(dead, 'mail', 'busy', nowMs)
      await outbox.dead(sent, 'mail', 'busy', nowMs)
      assert.deepEqual([await outbox.take(sent), await outbox.take(dropped), (await outbox.take(dead))?.messageId, await outbox.take(clock.newId())], [null, null, dead, null])
    },
    breach: (backstage) => ({ ...backstage, outbox: { ...backstage.outbox, dropped: async () => {} } }),
  },
  {
    promise: 'a message goes to a verified address, and to no other',
    holds: async (backstage) => {
      const learnerId = await newLearner(backstage.store, { reminders: true })
      const id = await posted(backstage, learnerId)
      await backstage.addressed(learnerId, `${learnerId}@guess.example`, false)
      assert.equal((await backstage.outbox.take(id))!.address, null)
      await backstage.addressed(learnerId, `${learnerId}@sure.example`, true)
      const message = (await backstage.outbox.take(id))!
      assert.ok(message.kind !== 'operator-budget')
      assert.deepEqual([message.address, message.settings.reminders, message.kind], [`${learnerId}@sure.example`, true, 'reminder'])
    },
    breach: (backstage) => ({ ...backstage, outbox: { ...backstage.outbox, take: async (id) => { const message = await backstage.outbox.take(id); return message && { ...message, address: 'anybody@example.org' } } } }),
  },
  {
    promise: 'clearing away never touches a total, nor a sound that somebody refers to',
    holds: async ({ store, upkeep }) => {
      const learnerId = await newLearner(store)
      const bytes = clock.random(64)
      const used = await store.sounds.keep({ bytes, mediaType: 'audio/ogg', nowMs })
      const loose = await store.sounds.keep({ bytes: clock.random(64), mediaType: 'audio/ogg', nowMs })
      const young = await store.sounds.keep({ bytes: clock.random(64), mediaType: 'audio/ogg', nowMs: nowMs + 40 * dayMs })
      const reply = { sentences: [{ text: 'Aha!', translation: 'I see!', sound: { soundId: used, durationMs: 1, words: [] } }] }
      for (let at = 0; at < 7; at += 1) await turned(store, learnerId, `${at}`, { nowMs: nowMs + at * dayMs }, { nowMs: nowMs + at * dayMs, reply })
      const totals = async () => {
        const { version: _, ...stats } = await store.learners.stats(learnerId, nowMs + 7 * dayMs)
        return { stats, days: (await store.learners.days(learnerId, '2026-01-01', '2026-12-31')).items }
      }
      const before = await totals()
      const all = async (beforeMs: number) => { for (const kind of remains) while ((await upkeep.erase(kind, beforeMs, 2)) > 0); }
      await all(nowMs + 3 * dayMs)
      assert.ok(await store.sounds.find(used), 'four turns still say it')
      assert.deepEqual([await store.sounds.find(loose), (await store.sounds.find(young)) === null], [null, false])
      await all(nowMs + 30 * dayMs)
      assert.deepEqual(await totals(), before)
      assert.equal((await store.conversations.list(learnerId, { before: null, limit: 9, q: null })).items.length, 0)
      assert.equal(await store.sounds.find(used), null)
    },
    breach: (backstage) => ({ ...backstage, upkeep: { ...backstage.upkeep, erase: async (kind, beforeMs, limit) => backstage.upkeep.erase(kind, kind === 'sounds' ? beforeMs + 90 * dayMs : beforeMs, limit) } }),
  },
]
