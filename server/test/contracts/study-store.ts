/** What every store promises of cards, of reviews, of what is reached once, and of who is ahead. */
import assert from 'node:assert/strict'
import { replayed, type Rating } from '../../src/domain/card-memory.ts'
import { cardStates, keptMax, type Card, type KeptCard } from '../../src/domain/card.ts'
import type { CardId, LearnerId, MistakeId } from '../../src/domain/identity.ts'
import type { CardsWanted, CardStore, LeaderboardStore, LearnerStore, Store, TakenIn } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { clock, corrections, dayMs, mistake, newLearner, nowMs, refuses, turned, type Given } from './store-cast.ts'

const cards = (store: Store, broken: (part: CardStore) => Partial<CardStore>): Store => ({ ...store, cards: { ...store.cards, ...broken(store.cards) } })
const learners = (store: Store, broken: (part: LearnerStore) => Partial<LearnerStore>): Store => ({ ...store, learners: { ...store.learners, ...broken(store.learners) } })
const leaderboard = (store: Store, broken: (part: LeaderboardStore) => Partial<LeaderboardStore>): Store => ({ ...store, leaderboard: { ...store.leaderboard, ...broken(store.leaderboard) } })

const card = (front: string, more: Partial<Card> = {}): Card => ({ cardId: clock.newId() as CardId, kind: 'word', front, back: 'beer', example: null, mistakeId: null, createdAtMs: nowMs, ...more })
const review = (cardId: CardId, rating: Rating, reviewedAtMs: number) => ({ cardId, rating, reviewedAtMs, reviewId: clock.newId() })
const wanted = async (store: Store, learnerId: LearnerId, more: Partial<CardsWanted>): Promise<readonly KeptCard[]> =>
  (await store.cards.list(learnerId, { before: null, limit: 50, only: { q: null, kind: null, state: null, nowMs, ...more } })).items
const taken = (front: string, more: Partial<TakenIn> = {}, ratings: readonly Rating[] = []): TakenIn => {
  const { isKindKnown: _, ...made } = { ...card(front), ...more }
  const reviews = ratings.map((rating, at) => ({ reviewId: clock.newId(), rating, reviewedAtMs: nowMs + at * dayMs }))
  return { suspended: false, isKindKnown: more.isKindKnown ?? true, ...made, reviews, memory: replayed(made.createdAtMs, reviews) }
}
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
    promise: 'cards are found by the beginnings of any of their words, with or without marks, of one learner alone',
    holds: async (store) => {
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      for (const whose of [learnerId, somebody]) await store.cards.keep(whose, card('škola', { back: 'school', example: 'Chodím do školy pěšky.' }))
      await store.cards.keep(learnerId, card('pivo', { back: 'beer', createdAtMs: nowMs + 1 }))
      const found = async (q: string) => (await wanted(store, learnerId, { q })).map(({ front }) => front)
      assert.deepEqual(await found('SKOLU'), ['škola'])
      assert.deepEqual(await found('pěšk scho'), ['škola'])
      assert.deepEqual(await found('be'), ['pivo'])
      assert.deepEqual(await found('pivo škola'), [])
      assert.deepEqual(await found('!'), [], 'what has no word is nowhere')
    },
    breach: (store) => cards(store, ({ list }) => ({ list: (learnerId, { before, limit }) => list(learnerId, { before, limit }) })),
  },
  {
    promise: 'cards are listed by kind and by how they stand, put aside ones only where they are asked for',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const kept = async (front: string, more: Partial<Card> = {}) => (await store.cards.keep(learnerId, card(front, more))).cardId
      const [slips, known, aside] = [await kept('slips', { kind: 'phrase' }), await kept('known'), await kept('aside')]
      await kept('fresh', { createdAtMs: nowMs + 9 * dayMs })
      await store.cards.review(learnerId, [review(known, 4, nowMs), ...Array.from({ length: 20 }, (_, at) => review(slips, at % 2 === 0 ? 4 : 1, nowMs + at * dayMs))], nowMs + 30 * dayMs)
      await store.cards.change(learnerId, aside, { suspended: true }, nowMs)
      const fronts = async (more: Partial<CardsWanted>) => (await wanted(store, learnerId, more)).map(({ front }) => front).toSorted()
      assert.deepEqual(await fronts({}), ['fresh', 'known', 'slips'])
      assert.deepEqual(await fronts({ kind: 'phrase' }), ['slips'])
      const states = await Promise.all(cardStates.map(async (state) => [state, await fronts({ state })] as const))
      assert.deepEqual(Object.fromEntries(states), { new: ['fresh'], learning: ['slips'], review: ['known'], due: [], leech: ['slips'], suspended: ['aside'] })
      assert.deepEqual(await fronts({ state: 'due', nowMs: nowMs + 40 * dayMs }), ['fresh', 'known', 'slips'])
    },
    breach: (store) => cards(store, ({ list }) => ({ list: (learnerId, { only, ...page }) => list(learnerId, { ...page, ...(only && { only: { ...only, state: null } }) }) })),
  },
  {
    promise: 'a card is changed by whose it is alone, keeps its memory, and never asks what another asks',
    holds: async (store) => {
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      const { cardId } = await store.cards.keep(learnerId, card('pivo'))
      await store.cards.keep(learnerId, card('káva'))
      const [{ memory }] = (await store.cards.review(learnerId, [review(cardId, 4, nowMs)], nowMs)) as [KeptCard]
      const changes = { front: 'pivko', back: 'a small beer', example: 'Dáme pivko?', kind: 'phrase' } as const
      const changed = await store.cards.change(learnerId, cardId, changes, nowMs)
      assert.deepEqual(changed, { ...changes, cardId, mistakeId: null, createdAtMs: nowMs, suspended: false, memory })
      assert.deepEqual(await store.cards.change(learnerId, cardId, {}, nowMs), changed)
      await refuses('conflict', store.cards.change(learnerId, cardId, { front: 'káva', kind: 'word' }, nowMs))
      await refuses('not-found', store.cards.change(somebody, cardId, changes, nowMs))
      assert.equal((await store.cards.change(learnerId, cardId, { suspended: true }, nowMs)).suspended, true)
      assert.equal(await store.cards.find(learnerId, cardId), null)
      assert.deepEqual(await store.cards.change(learnerId, cardId, { suspended: false }, nowMs), changed)
    },
    breach: (store) => cards(store, ({ change }) => ({ change: (learnerId, cardId, { front: _, ...changes }, atMs) => change(learnerId, cardId, changes, atMs) })),
  },
  {
    promise: 'cards are taken in with their reviews, those alone that are not kept yet, and are all given again',
    holds: async (store) => {
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      await store.cards.keep(learnerId, card('pivo'))
      const coming = [taken('pivo', { isKindKnown: false, kind: 'phrase' }), taken('pivo', { kind: 'mistake' }), taken('káva', { suspended: true, createdAtMs: nowMs + 1 }), taken('čaj', { createdAtMs: nowMs + 2 }, [4, 1])]
      assert.deepEqual(await store.cards.takeIn(learnerId, coming, nowMs + 9 * dayMs), { taken: 3, reviews: 2 })
      assert.deepEqual(await store.cards.takeIn(learnerId, [...coming, ...coming], nowMs + 9 * dayMs), { taken: 0, reviews: 0 })
      const all = await store.cards.all(learnerId)
      assert.deepEqual(all.slice(-2), coming.slice(2).map(({ isKindKnown: _, ...each }) => each))
      assert.deepEqual(all.map(({ front, kind }) => `${front} ${kind}`).toSorted(), ['káva word', 'pivo mistake', 'pivo word', 'čaj word'])
      assert.deepEqual(await store.cards.all(somebody), [])
      assert.equal((await store.cards.takeIn(somebody, coming.slice(2).map((each) => ({ ...each, cardId: clock.newId() as CardId })), nowMs + 9 * dayMs)).taken, 2, 'reviews of one learner’s may be called as another’s are')
    },
    breach: (store) => cards(store, ({ all }) => ({ all: async (learnerId) => (await all(learnerId)).map((each) => ({ ...each, reviews: [] })) })),
  },
  {
    promise: 'more cards than one may keep are not taken in, nor any of them',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const many = (from: number, count: number) => Array.from({ length: count }, (_, at) => taken(`word ${from + at}`))
      for (let from = 0; from < keptMax; from += 5_000) assert.equal((await store.cards.takeIn(learnerId, many(from, 5_000), nowMs)).taken, 5_000)
      await refuses('too-large', store.cards.takeIn(learnerId, many(keptMax - 1, 2), nowMs))
      assert.equal((await wanted(store, learnerId, { q: `word ${keptMax}` })).length, 0)
    },
    breach: (store) => cards(store, ({ takeIn }) => ({ takeIn: (learnerId, coming, atMs) => takeIn(learnerId, coming.slice(1), atMs) })),
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
