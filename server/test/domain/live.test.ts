import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addUp, historyMs, noFigures, quantile, since, stepMs, stepOf, timedOf, type Figures } from '../../src/domain/live.ts'
import { tally, waitBoundsMs } from '../../src/domain/tally.ts'

const counted = (...ms: readonly number[]): Figures => {
  const all = tally(waitBoundsMs)
  for (const each of ms) all.note(each)
  const { counts, sum } = all.read()
  return { times: { 'door api': { counts, sum } }, counts: { 'turns done': ms.length }, gauges: { 'turns running': 1 } }
}

describe('figures', () => {
  it('of several processes are those of one that had done it all', () => {
    assert.deepEqual(addUp([counted(1, 30), counted(700)]).times, counted(1, 30, 700).times)
    assert.deepEqual([addUp([counted(1, 30), counted(700)]).counts['turns done'], addUp([counted(1), counted(2)]).gauges['turns running']], [3, 2])
    assert.deepEqual(addUp([]), noFigures)
  })
  it('of a while are what came since it began; of what did not change there is nothing', () => {
    const [before, now] = [counted(1, 30), counted(1, 30, 700)]
    assert.deepEqual(since(before, now).times, counted(700).times)
    assert.deepEqual(since(before, now).counts, { 'turns done': 1 })
    assert.deepEqual([since(now, now).times, since(now, now).counts, since(now, now).gauges], [{}, {}, now.gauges])
  })
  it('of a step are what charts show, and so few that an hour of them is kept', () => {
    const all = addUp([counted(1), { times: { 'statement turns.finish': { counts: [1], sum: 1 }, 'stage first-sound': { counts: [1], sum: 1 } }, counts: { 'cache home': 1 }, gauges: {} }])
    assert.deepEqual(Object.keys(stepOf(all).times), ['door api', 'stage first-sound'])
    assert.deepEqual(Object.keys(stepOf(all).counts), ['turns done'])
    assert.ok(historyMs / stepMs <= 360)
  })
})

describe('a quantile', () => {
  const of = (share: number, ...ms: readonly number[]) => quantile(counted(...ms).times['door api']!, waitBoundsMs, share)
  it('lies between the two bounds that what is sought for lies between', () => {
    const many = Array.from({ length: 100 }, (_, at) => at + 1)
    for (const share of [0.5, 0.95, 0.99]) {
      const [found, real] = [of(share, ...many)!, share * 100]
      const above = waitBoundsMs.findIndex((bound) => bound >= real)
      assert.ok(found > waitBoundsMs[above - 1]! && found <= waitBoundsMs[above]!, `${share}: ${found}`)
    }
  })
  it('beyond the last bound is that bound, and of nothing is nothing', () => {
    assert.equal(of(0.99, 90_000), 30_000)
    assert.equal(quantile({ counts: [0, 0], sum: 0 }, [1], 0.5), null)
    assert.equal(timedOf('door api', { counts: [], sum: 0 }), null)
  })
  it('of jobs is read by the bounds of jobs', () => {
    assert.equal(timedOf('job tick', { counts: [0, 0, 0, 0, 1], sum: 4000 })!.p99Ms > 1000, true)
    assert.equal(timedOf('door api', { counts: [0, 0, 0, 0, 1], sum: 15 })!.p99Ms <= 20, true)
  })
})
