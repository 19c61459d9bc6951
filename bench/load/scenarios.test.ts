import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dice } from '../seeding/dice.ts'
import { meant, scenarios, turns, type Meant } from './scenarios.ts'

const stay = { fromMs: 1_000, untilMs: 1_000_000 }
const first = (all: readonly Meant[], does: string) => all.findIndex((each) => each.does === does)

describe('what a learner means to do', () => {
  it('is known before anything is answered: the same roll means the same at the same times', () => {
    const twice = [1, 1].map(() => [...meant(scenarios.daily, stay, dice(7))])
    assert.deepEqual(twice[0], twice[1])
    assert.notDeepEqual(twice[0], [...meant(scenarios.daily, stay, dice(8))])
  })

  it('lies within their stay, in order, for each scenario', () => {
    for (const [name, scenario] of Object.entries(scenarios)) {
      const all = [...meant(scenario, stay, dice(1))]
      assert.ok(all.length > 0, name)
      assert.ok(all.every(({ dueMs }, at) => dueMs >= (all[at - 1]?.dueMs ?? stay.fromMs) && dueMs < stay.untilMs), name)
    }
  })

  it('is what a daily practiser does: the first page, three turns, cards, statistics, and again', () => {
    const all = [...meant(scenarios.daily, stay, dice(3))].slice(0, 14)
    const does = all.map(({ does: deed }) => (turns.has(deed) ? 'turn' : deed))
    assert.deepEqual(does, ['home', 'connect', 'turn', 'turn', 'turn', 'due', 'review', 'review', 'review', 'review', 'review', 'stats', 'progress', 'home'])
    assert.deepEqual(all.filter(({ isFirst }) => isFirst).map(({ does: deed }) => deed), ['home', 'home'])
  })

  it('begins anywhere in a visit where they are underway, with what later deeds stand on already done', () => {
    const begun = Array.from({ length: 40 }, (_, seed) => [...meant(scenarios.daily, stay, dice(seed), true)])
    const wholeVisits = begun.filter((all) => all[0]!.does === 'home').length
    assert.ok(wholeVisits < 10, `${wholeVisits} of 40 begin at the beginning`)
    for (const all of begun) {
      assert.ok(first(all, 'connect') < all.findIndex(({ does }) => turns.has(does)))
      assert.ok(first(all, 'due') < first(all, 'review'))
      assert.ok(first(all, 'home') >= 0)
    }
  })

  it('is five recordings to two statistics to one word in the classic mix', () => {
    const all = [...meant(scenarios.classic, { fromMs: 0, untilMs: 35_000_000 }, dice(5))]
    const share = (deed: string) => Math.round((8 * all.filter(({ does }) => does === deed).length) / all.length * 10) / 10
    assert.deepEqual([share('upload'), share('stats'), share('word')].map(Math.round), [5, 2, 1])
  })
})
