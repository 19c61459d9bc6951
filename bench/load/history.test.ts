import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { historyOf, isSound, type Kept } from './history.ts'

const kept = (key: string, turnId = `turn of ${key}`, isFinished = true): Kept => ({ key, turnId, isFinished })
const answered = (...keys: readonly string[]) => keys.map((key) => [key, `turn of ${key}`] as const)

describe('the history of a run', () => {
  it('is sound where each answer is kept once, and what nobody answered is kept or not', () => {
    const said = new Map<string, string | null>([...answered('a', 'b'), ['kept', null], ['gone', null], ['begun', null]])
    const history = historyOf(said, [kept('a'), kept('b'), kept('kept'), kept('begun', 'any', false)])
    assert.deepEqual(history, { answered: 2, lost: [], twice: [], other: [], unsaid: [], keptUnanswered: 2, unfinished: 1 })
    assert.equal(isSound(history), true)
  })

  for (const [what, rows, found] of [
    ['an answer that is not kept', [kept('a')], { lost: ['b'] }],
    ['an answer whose turn is not whole', [kept('a'), kept('b', 'turn of b', false)], { lost: ['b'], unfinished: 1 }],
    ['what is kept twice', [kept('a'), kept('a', 'another'), kept('b')], { twice: ['a'] }],
    ['what is kept under another id', [kept('a'), kept('b', 'another')], { other: ['b'] }],
    ['what nobody said', [kept('a'), kept('b'), kept('c')], { unsaid: ['c'] }],
  ] as const) {
    it(`tells ${what}`, () => {
      const history = historyOf(new Map(answered('a', 'b')), rows)
      assert.deepEqual(history, { answered: 2, lost: [], twice: [], other: [], unsaid: [], keptUnanswered: 0, unfinished: 0, ...found })
      assert.equal(isSound(history), false)
    })
  }
})
