import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { askedFor } from './asked.ts'

describe('what is asked for on the command line', () => {
  it('is a thousand daily practisers for ten minutes where nothing else is said', () => {
    assert.deepEqual(askedFor(['daily']), { scenario: 'daily', shape: 'steady', learners: 1_000, forMs: 600_000, idle: 0, host: null, api: 1, workers: 0, report: null, seed: 1, profile: false, faults: [] })
  })

  it('takes all there is to say', () => {
    const { shape, learners, forMs, api, workers, seed } = askedFor(['live', '--learners', '50', '--minutes', '0.5', '--shape', 'spike', '--processes', '2+1', '--seed', '9'])
    assert.deepEqual({ shape, learners, forMs, api, workers, seed }, { shape: 'spike', learners: 50, forMs: 30_000, api: 2, workers: 1, seed: 9 })
  })

  it('soaks for an hour', () => {
    assert.equal(askedFor(['daily', '--shape', 'soak']).forMs, 3_600_000)
  })

  it('sends ten guests at most to somebody else unless it is said that they may come', () => {
    assert.equal(askedFor(['daily', '--host', 'https://mluv.example.org/talk']).learners, 10)
    assert.equal(askedFor(['daily', '--host', 'https://mluv.example.org/talk']).host, 'https://mluv.example.org')
    assert.throws(() => askedFor(['daily', '--host', 'https://mluv.example.org', '--learners', '11']), /say --yes/)
    assert.equal(askedFor(['daily', '--host', 'https://mluv.example.org', '--learners', '11', '--yes']).learners, 11)
  })

  for (const [words, said] of [
    [[], /Name one scenario/], [['nightly'], /Name one scenario/], [['daily', 'live'], /Name one scenario/], [['daily', '--shape', 'square'], /no shape "square"/], [['daily', '--learners', '0'], /--learners takes/],
    [['daily', '--learners', '1.5'], /--learners takes/], [['daily', '--learners', ''], /--learners takes/], [['daily', '--minutes', '0'], /more than 0/], [['daily', '--minutes', 'x'], /--minutes takes/],
    [['daily', '--processes', '0'], /--processes takes/], [['daily', '--host', 'mluv.example.org'], /--host takes/], [['daily', '--host', 'http://mluv.example', '--processes', '2'], /of our own/],
    [['daily', '--host', 'http://mluv.example', '--idle', '5'], /of our own/], [['daily', '--wrong'], /wrong/],
  ] as const) it(`refuses "${words.join(' ')}"`, () => assert.throws(() => askedFor(words), said))
})
