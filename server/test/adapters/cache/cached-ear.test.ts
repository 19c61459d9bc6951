import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cache } from '../../../src/adapters/cache/cache.ts'
import { artefacts } from '../../../src/domain/artefact.ts'
import { ProviderFailure } from '../../../src/domain/failure.ts'
import { nothingUsed } from '../../../src/domain/price.ts'
import type { Ear, Listening } from '../../../src/ports/ear.ts'
import type { Purse } from '../../../src/ports/purse.ts'
import { cachedEar } from '../../../src/adapters/cache/cached-ear.ts'
import { listening } from '../models/stage.ts'
import { turnedClock } from '../../routing/turned-clock.ts'

const facts = { provider: 'v', model: 'm', price: { inputTokens: 1 }, pricedOn: '2026-01-01', languages: null, contextTokens: null, strength: 'strong' } as const
const used = { inputTokens: 100, cachedInputTokens: 0, outputTokens: 10, spokenCharacters: 0, heardMs: 0, spokenMs: 0 }

function checker(more: Partial<Ear> = {}) {
  const asked: Listening[] = []
  const ear: Ear = {
    name: 'v', facts,
    async check(given) {
      asked.push(given)
      return { corrected: given.text, findings: [], questions: [], suggestion: null, by: 'v', used }
    },
    ...more,
  }
  return { ear, asked }
}
const remembered = (clock = turnedClock()) => cache({ clock, bytesMax: 1_000_000, lifetimes: artefacts, graceMs: 0, shared: null })
const quiet = () => ({ signal: new AbortController().signal })

describe('a correction that was made before', () => {
  it('is given again, and takes nothing', async () => {
    const { ear, asked } = checker()
    const recalling = cachedEar(ear, remembered(), '1')
    const first = await recalling.check(listening, quiet())
    assert.deepEqual(await recalling.check(listening, quiet()), { ...first, recalled: true })
    assert.equal(asked.length, 1)
    assert.equal(first.used, undefined)
  })
  it('saves what it cost when it was found, which is told and no call', async () => {
    const entered: unknown[] = []
    const purse = { reserve: async (call: unknown) => ({ settle: (end: object) => void entered.push([call, end]) }) } as unknown as Purse
    const recalling = cachedEar(checker().ear, remembered(), '1')
    for (let time = 0; time < 2; time += 1) await recalling.check(listening, { ...quiet(), purse })
    const saved = { caching: 0, routing: 0, window: 0, recall: 100 }
    assert.deepEqual(entered, [[{ task: 'correct', provider: 'v', model: 'm', mostMicroUsd: 0 }, { outcome: 'finished', microUsd: 0, used: nothingUsed, saved, savedMicroUsd: 100 }]])
  })
  const others: Partial<Listening>[] = [{ text: 'Jiná věta.' }, { level: 'C1' }, { motherTongue: 'uk' }, { gender: 'feminine' }, { corrections: 'minimal' }, { spoken: !listening.spoken }]
  for (const other of others) it(`is another one for ${JSON.stringify(other)}`, async () => {
    const { ear, asked } = checker()
    const recalling = cachedEar(ear, remembered(), '1')
    await recalling.check(listening, quiet())
    await recalling.check({ ...listening, ...other }, quiet())
    assert.equal(asked.length, 2)
  })
  it('is another one of another checker, and of another version of one', async () => {
    const kept = remembered()
    const all = [checker(), checker(), checker({ facts: { ...facts, model: 'n' } })]
    for (const [at, { ear }] of all.entries()) await cachedEar(ear, kept, at === 1 ? '2' : '1').check(listening, quiet())
    assert.deepEqual(all.map(({ asked }) => asked.length), [1, 1, 1])
  })
  it('is not kept where it failed', async () => {
    let calls = 0
    const { ear } = checker({ check: async () => { calls += 1; throw new ProviderFailure('v', 'busy') } })
    const recalling = cachedEar(ear, remembered(), '1')
    for (let time = 0; time < 2; time += 1) await assert.rejects(recalling.check(listening, quiet()), { fault: 'busy' })
    assert.equal(calls, 2)
  })
  it('is asked for once more where whoever asked first took it back', async () => {
    const gone = new AbortController()
    let calls = 0
    const { ear } = checker({
      check: (given, { signal }) => {
        calls += 1
        return calls > 1 ? checker().ear.check(given, { signal }) : new Promise((_, reject) => { signal.addEventListener('abort', () => reject(new ProviderFailure('v', 'unreachable')), { once: true }) })
      },
    })
    const recalling = cachedEar(ear, remembered(), '1')
    const first = recalling.check(listening, { signal: gone.signal })
    const second = recalling.check(listening, quiet())
    gone.abort()
    await assert.rejects(first)
    assert.equal((await second).corrected, listening.text)
  })
  it('is not looked for where the checker costs nothing', async () => {
    const { ear, asked } = checker({ facts: undefined } as never)
    const recalling = cachedEar(ear, remembered(), '1')
    for (let time = 0; time < 2; time += 1) await recalling.check(listening, quiet())
    assert.equal(asked.length, 2)
  })
})
