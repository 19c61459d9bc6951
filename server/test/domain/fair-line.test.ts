import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fairLine } from '../../src/domain/fair-line.ts'

describe('a fair line', () => {
  const taken = (line: { take(): string | undefined }) => Array.from({ length: 9 }, () => line.take()).filter((item) => item !== undefined)

  it('takes one thing of each learner in turn', () => {
    const line = fairLine<string>({ all: 10, each: 10 })
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) line.join(item[0]!, item)
    assert.deepEqual(taken(line), ['a1', 'b1', 'c1', 'a2', 'c2', 'a3'])
  })
  it('has room for so many in all, and so many of each', () => {
    const line = fairLine<string>({ all: 3, each: 2 })
    assert.deepEqual(['a1', 'a2', 'a3', 'b1', 'c1'].map((item) => line.join(item[0]!, item)), [true, true, false, true, false])
  })
  it('forgets who left', () => {
    const line = fairLine<string>({ all: 3, each: 3 })
    for (const item of ['a1', 'a2', 'b1']) line.join(item[0]!, item)
    line.leave('a1')
    line.leave('b1')
    assert.deepEqual(taken(line), ['a2'])
  })
  it('knows who is next, and who comes before somebody who joins now', () => {
    const moves = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'take', 'leave'), { maxLength: 30 })
    fc.assert(fc.property(moves, fc.constantFrom('a', 'b', 'c', 'd', 'e'), (made, who) => {
      const line = fairLine<string>({ all: 100, each: 100 })
      for (const [at, move] of made.entries()) {
        if (move === 'take') assert.equal(line.first, line.take())
        else if (move === 'leave') line.leave(line.all().at(-1) ?? '')
        else line.join(move, `${move}${at}`)
      }
      assert.equal(line.length, line.all().length)
      const ahead = line.aheadOf(who).toSorted()
      line.join(who, 'mine')
      const before: string[] = []
      for (let next = line.take(); next !== 'mine'; next = line.take()) before.push(next!)
      assert.deepEqual(ahead, before.toSorted())
    }))
  })
})
