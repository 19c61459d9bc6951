/** What every store promises of cards, of reviews, of what is reached once, and of who is ahead. */
import assert from 'node:assert/strict'
import { replayed, type Rating } from '../../src/domain/card-memory.ts'
import type { Card } from '../../src/domain/card.ts'
import type { CardId, LearnerId, MistakeId } from '../../src/domain/identity.ts'
import type { CardStore, LeaderboardStore, LearnerStore, Store } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { clock, corrections, dayMs, mistake, newLearner, nowMs, refuses, turned, type Given } from './store-cast.ts'

const cards = (store: Store, broken: (part: CardStore) => Partial<CardStore>): Store => ({ ...store, cards: { ...store.cards, ...broken(store.cards) } })
const learners = (store: Store, broken: (part: LearnerStore) => Partial<LearnerStore>): Store => ({ ...store, learners: { ...store.learners, ...broken(store.learners) } })
const leaderboard = (store: Store, broken: (part: LeaderboardStore) => Partial<LeaderboardStore>): Store => ({ ...store, leaderboard: { ...store.leaderboard, ...broken(store.leaderboard) } })

const card = (front: string, more: Partial<Card> = {}): Card => ({ cardId: clock.newId() as CardId, kind: 'word', front, back: 'beer', example: null, mistakeId: null, createdAtMs: nowMs, ...more })
const review = (cardId: CardId, rating: Rating, reviewedAtMs: number) => ({ cardId, rating, reviewedAtMs, reviewId: clock.newId() })
const fronts = async (store: Store, learnerId: LearnerId, atMs: number) => (await store.cards.due(learnerId, atMs, 50)).items.map(({ front }) => front)

export const studyStore: readonly Promised<Store, Given>[] = [
  {
    promise: 'a new card is due at once, the longest overdue first, in one statement, and to nobody else',
    holds: async (store, { statements }) => {
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      await store.cards.keep(learnerId, card('pivo', { createdAtMs: nowMs - 1 }))
      await store.cards.keep(learnerId, card('káva', { createdAtMs: nowMs - 2 }))
      assert.equal(await statements(async () => assert.deepEqual(await fronts(store, learnerId, nowMs), ['káva', 'pivo'])), 1)
      assert.deepEqual(await store.cards.due(learnerId, nowMs, 1).then(({ items, total }) => [items.length, total]), [1, 2])
      assert.deepEqual(await fronts(store, somebody, nowMs), [])
      assert.equal((await store.learners.home(learnerId, nowMs))?.cardsDue, 2)
    },
    breach: (store) => cards(store, ({ due }) => ({ due: async (...given) => { const found = await due(...given); return { ...found, items: found.items.toReversed() } } })),
  },
  {
    promise: 'what comes due later in the learner’s own day is due today, what comes tomorrow is not',
    holds: async (store) => {
      // 2026-03-02T12:00Z is one o'clock in the morning of the 3rd in Auckland.
      const learnerId = await newLearner(store, { timeZone: 'Pacific/Auckland' })
      const midnightMs = Date.UTC(2026, 2, 3, 11)
      await store.cards.keep(learnerId, card('today', { createdAtMs: midnightMs - 1 }))
      await store.cards.keep(learnerId, card('tomorrow', { createdAtMs: midnightMs }))
      const morningMs = Date.UTC(2026, 2, 2, 12)
      assert.deepEqual(await fronts(store, learnerId, morningMs), ['today'])
      assert.equal((await store.learners.home(learnerId, morningMs))?.cardsDue, 1)
      assert.deepEqual(await fronts(store, learnerId, midnightMs), ['today', 'tomorrow'])
    },
    breach: (store) => cards(store, ({ due }) => ({ due: (learnerId, atMs, limit) => due(learnerId, atMs + dayMs, limit) })),
  },
  {
    promise: 'a card’s memory is the replay of its reviews, each counted once, in whatever order they come',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const { cardId } = await store.cards.keep(learnerId, card('pivo'))
      const log = [review(cardId, 3, nowMs + 1000), review(cardId, 1, nowMs + dayMs), review(cardId, 4, nowMs + 2 * dayMs)]
      const laterMs = nowMs + 3 * dayMs
      await store.cards.review(learnerId, [log[2]!, log[0]!], laterMs)
      await Promise.all([store.cards.review(learnerId, [log[1]!, log[2]!], laterMs), store.cards.review(learnerId, [log[1]!], laterMs)])
      const [known] = await store.cards.review(learnerId, log, laterMs)
      assert.deepEqual(known?.memory, replayed(nowMs, log))
      assert.deepEqual((await store.cards.list(learnerId, { before: null, limit: 1 })).items[0], known)
      assert.equal(known.memory.reviews, 3)
    },
    breach: (store) => cards(store, ({ review: keep }) => ({ review: (learnerId, reviews, atMs) => keep(learnerId, reviews.map((each) => ({ ...each, reviewId: clock.newId() })), atMs) })),
  },
  {
    promise: 'a review in the future counts as of its receipt, one of another’s card not at all',
    holds: async (store) => {
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      const { cardId } = await store.cards.keep(learnerId, card('pivo'))
      assert.deepEqual(await store.cards.review(somebody, [review(cardId, 1, nowMs)], nowMs), [])
      const [known] = await store.cards.review(learnerId, [review(cardId, 3, nowMs + 90 * dayMs)], nowMs + 5)
      assert.deepEqual([known?.memory.reviewedAtMs, known?.memory.reviews], [nowMs + 5, 1])
      assert.deepEqual(await store.cards.review(learnerId, [review(clock.newId() as CardId, 3, nowMs)], nowMs), [])
    },
    breach: (store) => cards(store, ({ review: keep }) => ({ review: (learnerId, reviews, atMs) => keep(learnerId, reviews, atMs + 365 * dayMs) })),
  },
  {
    promise: 'totals of mistakes follow what was found and what was withdrawn',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const [one, two] = [mistake(10, 'škola', 'školy'), mistake(10, 'škola', 'školy')]
      await turned(store, learnerId, 'one', {}, { corrections: corrections(one) })
      await turned(store, learnerId, 'two', {}, { corrections: corrections(two) })
      assert.deepEqual((await store.learners.stats(learnerId, nowMs)).mistakes, { case: 2 })
      for (let times = 0; times < 2; times += 1) await store.turns.disagree(learnerId, two.id, nowMs)
      const stats = await store.learners.stats(learnerId, nowMs)
      assert.deepEqual(stats.mistakes, { case: 1 })
      const { items: [day] } = await store.learners.days(learnerId, '2026-01-01', '2026-12-31')
      assert.deepEqual([stats.scoreMean, stats.words], [day?.scoreMean, day?.words])
    },
    breach: (store) => learners(store, ({ stats }) => ({ stats: async (...given) => { return { ...(await stats(...given)), mistakes: { case: 2 } } } })),
  },
  {
    promise: 'what is reached is reached once, and stays',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      for (let at = 0; at < 8; at += 1) await turned(store, learnerId, `${at}`, { nowMs: nowMs + at * dayMs }, { nowMs: nowMs + at * dayMs })
      const home = (await store.learners.home(learnerId, nowMs + 20 * dayMs))!
      assert.deepEqual(home.achievements, [{ code: 'first-turn', earnedAtMs: nowMs }, { code: 'week-streak', earnedAtMs: nowMs + 6 * dayMs }])
    },
    breach: (store) => learners(store, ({ home }) => ({ home: async (...given) => { const page = await home(...given); return page && { ...page, achievements: page.achievements.slice(1) } } })),
  },
  {
    promise: 'the leaderboard shows those who agreed, by place, as of the last refresh',
    holds: async (store) => {
      const [ahead, behind, unseen] = [await newLearner(store, { onLeaderboards: true, alias: 'Bára' }), await newLearner(store, { onLeaderboards: true }), await newLearner(store)]
      for (let at = 0; at < 3; at += 1) for (const learnerId of at < 2 ? [ahead, behind, unseen] : [ahead, unseen]) await turned(store, learnerId, `${at}`)
      await store.leaderboard.refresh()
      const places = (await store.leaderboard.read('all', 'turns', 100)).filter(({ learnerId }) => [ahead, behind, unseen].includes(learnerId))
      assert.deepEqual(places.map(({ learnerId, alias, value }) => [learnerId, alias, value]), [[ahead, 'Bára', 3], [behind, null, 2]])
      assert.ok(places[0]!.place < places[1]!.place)
      assert.deepEqual(await store.leaderboard.placeOf(behind, 'all', 'turns'), places[1])
      assert.equal(await store.leaderboard.placeOf(unseen, 'all', 'turns'), null)
      await store.learners.change(behind, { onLeaderboards: false })
      await store.leaderboard.refresh()
      assert.equal(await store.leaderboard.placeOf(behind, 'all', 'turns'), null)
    },
    breach: (store) => leaderboard(store, ({ read }) => ({ read: async (...given) => (await read(...given)).toReversed() })),
  },
  {
    promise: 'another’s mistake is not kept as a card',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      await refuses('not-found', store.cards.keep(learnerId, card('škola', { mistakeId: clock.newId() as MistakeId })))
    },
    breach: (store) => cards(store, ({ keep }) => ({ keep: (learnerId, asked) => keep(learnerId, { ...asked, mistakeId: null }) })),
  },
]
