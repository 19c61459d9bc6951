import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProviderFailure } from '../../src/domain/failure.ts'
import { patience } from '../../src/routing/patience.ts'
import { turnedClock } from './turned-clock.ts'

describe('a provider that failed, and many who ask', () => {
  const [a, b] = [{ name: 'a' }, { name: 'b' }]
  const broken = new ProviderFailure('a', 'broken')
  function asked() {
    const clock = turnedClock()
    const tried = patience(clock)
    return {
      clock, tried,
      isFor: (who: string) => tried.order([a, b], who)[0] === a,
      fails: (who: string, beganMs = clock.monotonicMs()) => tried.failed(a, broken, { who, beganMs }),
    }
  }
  it('one finds out whether somebody is back, with all that is asked for them; nobody else waits', () => {
    const { clock, tried, isFor, fails } = asked()
    fails('first')
    clock.turn(1000)
    assert.deepEqual([isFor('second'), isFor('third'), isFor('second'), tried.standing(a).state], [true, false, true, 'on-trial'])
    tried.succeeded(a, 5, 1000)
    assert.deepEqual([isFor('third'), tried.standing(a).state], [true, 'trusted'])
  })
  it('who was failed by it is spared for longer each time, and others find out within seconds', () => {
    const { clock, isFor, fails } = asked()
    fails('unlucky')
    const triedAt: number[] = []
    let others = 0
    for (let ms = 0; ms < 60_000; ms += 500) {
      for (const who of ['unlucky', `other ${others}`]) {
        if (!isFor(who)) continue
        if (who === 'unlucky') triedAt.push(ms)
        else others += 1
        fails(who)
      }
      clock.turn(500)
    }
    assert.ok(triedAt.length >= 3 && triedAt.length <= 6, `${triedAt.length} times`)
    for (const [at, ms] of triedAt.slice(1).entries()) assert.ok(ms - triedAt[at]! >= 1000 * 2 ** (at + 1), `again after ${ms - triedAt[at]!} ms, the ${at + 2}. time`)
    assert.ok(others >= 10, `${others} others found out`)
  })
  it('whoever finds out for too long keeps nobody from finding out, and what comes of it says nothing once somebody has', () => {
    const { clock, tried, isFor, fails } = asked()
    fails('first')
    clock.turn(1000)
    assert.equal(isFor('second'), true)
    clock.turn(999)
    assert.equal(isFor('third'), false)
    clock.turn(1)
    assert.deepEqual([isFor('third'), isFor('second')], [true, false])
    clock.turn(500)
    tried.succeeded(a, 5, 2000)
    fails('second', 1000)
    assert.deepEqual([isFor('second'), isFor('third')], [true, true])
    fails('second')
    assert.deepEqual([isFor('second'), isFor('third')], [false, false], 'what began since does')
  })
  it('what stood still and fails at last says nothing where others were answered meanwhile, but that it is not always well', () => {
    const { clock, tried, isFor, fails } = asked()
    clock.turn(5000)
    tried.succeeded(a, 5, 4800)
    fails('first', 0)
    assert.deepEqual([isFor('second'), tried.standing(a).state, tried.standing(a).success < 1], [true, 'trusted', true])
  })
})
