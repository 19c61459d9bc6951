/** What every store promises of the weeks a learner looks back on. */
import assert from 'node:assert/strict'
import type { Card } from '../../src/domain/card.ts'
import type { CardId, LearnerId } from '../../src/domain/identity.ts'
import type { LookedBack, ProgressStore } from '../../src/ports/progress-store.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { clock, corrections, dayMs, mistake, newLearner, nowMs, refuses, turned, type Given } from './store-cast.ts'

const minuteMs = 60_000
const breaching = (change: (found: LookedBack) => Partial<LookedBack>) => (store: Store): Store => {
  const lookBack: ProgressStore['lookBack'] = async (...asked) => {
    const found = await store.progress.lookBack(...asked)
    return { ...found, ...change(found) }
  }
  return { ...store, progress: { lookBack } }
}

const card = (front: string): Card => ({ cardId: clock.newId() as CardId, kind: 'word', front, back: 'beer', example: null, mistakeId: null, createdAtMs: nowMs })

export const progressStore: readonly Promised<Store, Given>[] = [
  {
    promise: 'the last twelve weeks are one statement, agree with the first page, and nobody’s are not found',
    holds: async (store, { statements }) => {
      const learnerId = await newLearner(store)
      for (const [at, key] of ['one', 'two', 'three'].entries()) await turned(store, learnerId, key, { nowMs: nowMs + at * dayMs })
      const laterMs = nowMs + 2 * dayMs
      const home = (await store.learners.home(learnerId, laterMs))!
      assert.equal(await statements(async () => {
        const seen = await store.progress.lookBack(learnerId, laterMs)
        assert.deepEqual(seen.days.map(({ practiceMs: _, ...day }) => day), home.days)
        assert.deepEqual([seen.today, seen.challenge, seen.streakDays, seen.streakLongest, seen.starsTotal, seen.shields], [home.today, home.challenge, 3, 3, home.starsTotal, home.shields])
        assert.deepEqual([seen.version, seen.dayEndsMs], [home.version, home.dayEndsMs])
        assert.deepEqual(seen.marks.filter(({ earnedAtMs }) => earnedAtMs !== null).map(({ code }) => code), home.achievements.map(({ code }) => code))
      }), 1)
      await refuses('not-found', store.progress.lookBack(clock.newId() as LearnerId, nowMs))
    },
    breach: breaching(({ starsTotal }) => ({ starsTotal: starsTotal + 1 })),
  },
  {
    promise: 'practice is the time between turns, of which a pause is none',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      for (const [at, minute] of [0, 1, 3, 20, 25].entries()) await turned(store, learnerId, `${at}`, { nowMs: nowMs + minute * minuteMs })
      const { days } = await store.progress.lookBack(learnerId, nowMs + 30 * minuteMs)
      assert.deepEqual(days.map(({ turns, practiceMs }) => [turns, practiceMs]), [[5, 8 * minuteMs]])
    },
    breach: breaching(({ days }) => ({ days: days.map((day) => ({ ...day, practiceMs: 25 * minuteMs })) })),
  },
  {
    promise: 'mistakes are counted by kind and week, in how many checked turns, without those that were withdrawn',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const [wrong, right] = [mistake(10, 'škola', 'školy'), mistake(10, 'škola', 'školy')]
      await turned(store, learnerId, 'one', {}, { corrections: corrections(wrong) })
      await turned(store, learnerId, 'two', {}, { corrections: corrections(right) })
      await turned(store, learnerId, 'three', {}, { corrections: corrections({ ...mistake(0, 'Já', 'Ja'), counted: false, kind: 'diacritics' }) })
      await turned(store, learnerId, 'four', {}, { corrections: null })
      await turned(store, learnerId, 'five', { nowMs: nowMs + 7 * dayMs })
      await store.turns.disagree(learnerId, right.id, nowMs)
      const { from, weeks } = await store.progress.lookBack(learnerId, nowMs + 7 * dayMs)
      assert.deepEqual([from, weeks.length, weeks[0]?.since], ['2025-12-22', 12, '2025-12-22'])
      assert.deepEqual(weeks.slice(-2), [
        { since: '2026-03-02', checkedTurns: 3, kinds: [{ kind: 'case', mistakes: 1, turns: 1 }] },
        { since: '2026-03-09', checkedTurns: 1, kinds: [] },
      ])
      const muchLater = await store.progress.lookBack(learnerId, nowMs + 100 * dayMs)
      assert.deepEqual([muchLater.days, muchLater.weeks.filter(({ checkedTurns }) => checkedTurns > 0)], [[], []])
    },
    breach: breaching(({ weeks }) => ({ weeks: weeks.map((week) => ({ ...week, kinds: week.kinds.map((kind) => ({ ...kind, mistakes: kind.mistakes + 1 })) })) })),
  },
  {
    promise: 'the challenge of a week is of its days alone',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      await turned(store, learnerId, 'one', { nowMs: nowMs - dayMs })
      const before = await store.progress.lookBack(learnerId, nowMs)
      assert.equal(before.weekChallenge.done, 0)
      await turned(store, learnerId, 'two')
      const { weekChallenge } = await store.progress.lookBack(learnerId, nowMs)
      assert.deepEqual(weekChallenge, { ...before.weekChallenge, done: weekChallenge.code === 'three-hundred-words' ? 4 : 1 })
    },
    breach: breaching(({ weekChallenge }) => ({ weekChallenge: { ...weekChallenge, done: weekChallenge.done + 1 } })),
  },
  {
    promise: 'cards are counted by how well they are remembered, and words by how many were met',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const [learnt, begun] = [await store.cards.keep(learnerId, card('pivo')), await store.cards.keep(learnerId, card('káva'))]
      await store.cards.keep(learnerId, card('voda'))
      await store.cards.review(learnerId, [{ cardId: begun.cardId, rating: 1, reviewedAtMs: nowMs, reviewId: clock.newId() }], nowMs)
      const easy = (afterDays: number) => ({ cardId: learnt.cardId, rating: 4 as const, reviewedAtMs: nowMs + afterDays * dayMs, reviewId: clock.newId() })
      await store.cards.review(learnerId, [easy(0)], nowMs)
      const young = await store.progress.lookBack(learnerId, nowMs)
      await store.cards.review(learnerId, [easy(9), easy(40)], nowMs + 40 * dayMs)
      const firm = await store.progress.lookBack(learnerId, nowMs + 40 * dayMs)
      assert.deepEqual([young.cards, firm.cards], [{ new: 1, learning: 1, young: 1, firm: 0 }, { new: 1, learning: 1, young: 0, firm: 1 }])
      await turned(store, learnerId, 'one', {}, { wordsOffered: [{ word: 'rohlík', translation: 'roll', example: 'Dám si rohlík.' }] })
      assert.deepEqual([firm.wordsMet, (await store.progress.lookBack(learnerId, nowMs)).wordsMet], [0, 1])
    },
    breach: breaching(({ cards }) => ({ cards: { ...cards, new: cards.new + 1 } })),
  },
  {
    promise: 'the ledger of stars is read newest first, and ends in their total',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      for (let at = 0; at < 5; at += 1) await turned(store, learnerId, `${at}`)
      const { stars, starsTotal } = await store.progress.lookBack(learnerId, nowMs)
      assert.deepEqual([stars[0]?.totalAfter, stars.reduce((sum, each) => sum + each.stars, 0), stars[0]?.reason], [starsTotal, starsTotal, 'fifth-turn'])
    },
    breach: breaching(({ stars }) => ({ stars: stars.toReversed() })),
  },
]
