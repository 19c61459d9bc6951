import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Exercise } from '@mluv/protocol/drills.ts'
import { answered, cardOf, isRight, isWhole, pressed } from '../../src/practice/answering.ts'

const why = 'because'
const choose: Exercise = { kind: 'choose', sentence: 'Bydlím tu.', pieces: ['B', 'dlím tu.'], options: ['i', 'y'], right: [[1]], why }
const find: Exercise = { kind: 'find', sentence: 'Jdu do školy.', pieces: ['Jdu', 'do', 'škola.'], options: [], right: [[2]], why }
const order: Exercise = { kind: 'order', sentence: 'Byl jsem doma.', pieces: ['doma', 'byl', 'jsem'], options: [], right: [[1, 2, 0], [0, 2, 1]], why }
const commas: Exercise = { kind: 'commas', sentence: 'Vím, že jdeš.', pieces: ['Vím', 'že', 'jdeš.'], options: [], right: [[0]], why }
const presses = (exercise: Exercise, ...at: readonly number[]) => at.reduce<readonly number[]>((answer, one) => pressed(exercise, answer, one), [])

describe('an answer', () => {
  it('is right where it is one of those that are, and only there', () => {
    assert.deepEqual([[1], [0], []].map((answer) => isRight(choose, answer)), [true, false, false])
    assert.deepEqual([[1, 2, 0], [0, 2, 1], [0, 1, 2], [1, 2]].map((answer) => isRight(order, answer)), [true, true, false, false])
    assert.deepEqual([[0], [], [0, 1]].map((answer) => isRight(commas, answer)), [true, false, false])
    assert.ok(isRight({ ...commas, right: [[]] }, []))
  })

  it('is one press, or many that are taken back by another', () => {
    assert.deepEqual(presses(choose, 0, 1), [1])
    assert.deepEqual(presses(find, 2), [2])
    assert.deepEqual(presses(order, 1, 0, 2, 0, 0), [1, 2, 0])
    assert.deepEqual(presses(commas, 2, 0, 1, 1), [0, 2])
    assert.deepEqual([choose, find, order, commas].map(isWhole), [true, true, false, false])
  })

  it('reads as it is answered', () => {
    assert.equal(answered(choose, [0]), 'Bidlím tu.')
    assert.equal(answered(order, [0, 2]), 'doma jsem')
    assert.equal(answered(commas, [0, 1]), 'Vím, že, jdeš.')
  })

  it('becomes a card that marks what was wrong and holds what is right', () => {
    assert.deepEqual(cardOf(choose, [0]), { kind: 'mistake', front: 'B[i]dlím tu.', back: 'Bydlím tu.' })
    assert.deepEqual(cardOf(find, [0]), { kind: 'mistake', front: 'Jdu do [škola.]', back: 'Jdu do školy.' })
    assert.deepEqual(cardOf(commas, []), { kind: 'mistake', front: 'Vím že jdeš.', back: 'Vím, že jdeš.' })
  })
})
