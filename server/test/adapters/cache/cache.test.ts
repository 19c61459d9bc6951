import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { cache } from '../../../src/adapters/cache/cache.ts'
import { sharedOverRedis } from '../../../src/adapters/cache/shared.ts'
import { artefacts } from '../../../src/domain/artefact.ts'
import type { Cache } from '../../../src/ports/cache.ts'
import { cache as contract, type Given } from '../../contracts/cache.ts'
import { keeps } from '../../contracts/keep.ts'
import { givenClock } from '../../given-clock.ts'
import { leftOut } from '../../present.ts'
import { startRedis } from '../../redis.ts'

const clock = givenClock()
const graceMs = 60_000
const given: Given = { clock, graceMs, lifetimeMs: (artefact) => artefacts[artefact].processMs }
const opened: Cache[] = []
after(() => Promise.all(opened.map((each) => each.close())))

function open(shared: Parameters<typeof cache>[0]['shared']): Cache {
  const one = cache({ clock, bytesMax: 2 ** 20, lifetimes: artefacts, graceMs, shared })
  opened.push(one)
  one.listening(true)
  return one
}

keeps('a cache that shares nothing', contract, () => open(null), given)

const missing = leftOut('redis')
if (missing) it('a cache that shares', { skip: missing }, () => {})
else {
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined
  after(() => redis?.stop())
  keeps('a cache that shares over Redis', contract, async () => {
    redis = await startRedis()
    return open(sharedOverRedis(redis.url, 'mluv:test'))
  }, given)
}

it('what nobody asks for is found again after three changes, and then not until somebody has asked', async () => {
  const one = open(null)
  let [found, version] = [0, 0]
  const home = { artefact: 'home', owner: 'l-1', name: '' } as const
  const ask = () => one.get(home, async () => ({ value: ++found, version, untilMs: clock.now() + 60_000 }))
  async function change(times: number): Promise<number> {
    for (let at = 0; at < times; at += 1) {
      one.changed({ owner: 'l-1', version: ++version, kinds: ['review'] }, 'here')
      await new Promise((resolve) => setImmediate(resolve))
    }
    return found
  }
  assert.equal(await ask(), 1)
  assert.equal(await change(3), 4)
  assert.equal(await change(2), 4)
  assert.equal(await ask(), 5, 'it is what is so now all the same')
  assert.equal(await change(1), 6)
})
