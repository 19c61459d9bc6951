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
