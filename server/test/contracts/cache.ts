/** What every cache promises, whether it shares anything or not. */
import assert from 'node:assert/strict'
import type { Artefact, ChangeKind } from '../../src/domain/artefact.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { Cache, Found, Named } from '../../src/ports/cache.ts'
import type { GivenClock } from '../given-clock.ts'
import type { Promised } from './keep.ts'

/** `graceMs`: what the cache was opened with. */
export type Given = { readonly clock: GivenClock; readonly graceMs: number; readonly lifetimeMs: (artefact: Artefact) => number }

let owners = 0
export const newOwner = (): string => `owner-${(owners += 1)}-${process.pid}`

/** What a learner has in the database: each write raises the version. */
export function source(owner = newOwner()) {
  const of = { owner, version: 0, loads: 0, down: false, untilMs: null as number | null }
  const what = (artefact: Artefact): Named => ({ artefact, owner, name: '' })
  const now = (): Found<string> => ({ value: `${owner} at ${of.version}`, version: of.version, untilMs: of.untilMs })
  async function find(): Promise<Found<string>> {
    of.loads += 1
    if (of.down) throw new Failure('unavailable', 'The source is down.')
    return now()
  }
  return {
    of, what, find, now,
    read: (cache: Cache, artefact: Artefact = 'profile', fresh = false) => cache.get(what(artefact), find, { fresh }),
    write(cache: Cache, where: 'here' | 'elsewhere' = 'elsewhere', ...kinds: readonly ChangeKind[]) {
      of.version += 1
      cache.changed({ owner, version: of.version, kinds: kinds.length > 0 ? kinds : ['settings'] }, where)
    },
  }
}

const found = (cache: Cache, get: Cache['get']): Cache => ({ ...cache, get })

/** Remembers by name, and forgets what is told: as one does who has not thought of look-ups that are under way. */
function naive(cache: Cache): Cache {
  const held = new Map<string, unknown>()
  return {
    ...cache,
    async get<Value>({ artefact, owner, name }: Named, find: () => Promise<Found<Value>>) {
      const key = `${artefact} ${owner} ${name}`
      if (!held.has(key)) held.set(key, (await find()).value)
      return held.get(key) as Value
    },
    changed({ owner }) {
      for (const key of held.keys()) if (key.includes(owner)) held.delete(key)
    },
  }
}

export const cache: readonly Promised<Cache, Given>[] = [
  {
    promise: 'what was found is given again, and not looked up again',
    holds: async (cache) => {
      const learner = source()
      for (let time = 0; time < 3; time += 1) assert.equal(await learner.read(cache), learner.now().value)
      assert.equal(learner.of.loads, 1)
      const counts = cache.counts().profile
      assert.ok(counts.process >= 2 && counts.loads >= 1)
    },
    breach: (cache) => found(cache, (what, find) => cache.get(what, find, { fresh: true })),
  },
  {
    promise: 'what is given is never older than a change that was told before',
    holds: async (cache) => {
      const learner = source()
      for (const where of ['here', 'elsewhere', 'here'] as const) {
        await learner.read(cache)
        learner.write(cache, where)
        assert.equal(await learner.read(cache), learner.now().value)
      }
    },
    breach: (cache) => ({ ...cache, changed() {} }),
  },
  {
    promise: 'a change ends what it changes, and nothing else',
    holds: async (cache) => {
      const learner = source()
      await learner.read(cache, 'days')
      learner.write(cache, 'elsewhere', 'card')
      await learner.read(cache, 'days')
      assert.equal(learner.of.loads, 1)
      learner.write(cache, 'elsewhere', 'turn')
      await learner.read(cache, 'days')
      assert.equal(learner.of.loads, 2)
    },
    breach: (cache) => ({ ...cache, changed: (change, where) => cache.changed({ ...change, kinds: ['turn'] }, where) }),
  },
  {
    promise: 'of a thousand who ask at once, one looks it up',
    holds: async (cache) => {
      const learner = source()
      const values = await Promise.all(Array.from({ length: 1000 }, () => learner.read(cache)))
      assert.deepEqual([new Set(values).size, learner.of.loads], [1, 1])
    },
    breach: (cache) => found(cache, async (_what, find) => (await find()).value),
  },
  {
    promise: 'a look-up that began before a change takes nobody’s place, and nobody who asks after the change waits for it',
    holds: async (cache) => {
      const learner = source()
      await learner.read(cache)
      learner.write(cache)
      const gate = Promise.withResolvers<void>()
      const old = learner.now()
      const slow = cache.get(learner.what('profile'), async () => gate.promise.then(() => old))
      learner.write(cache)
      const after = learner.read(cache)
      gate.resolve()
      await slow
      assert.deepEqual([await after, await learner.read(cache)], [learner.now().value, learner.now().value])
    },
    breach: naive,
  },
  {
    promise: 'fresh is found anew, and remembered',
    holds: async (cache) => {
      const learner = source()
      const fresh = [await learner.read(cache), await learner.read(cache, 'profile', true), await learner.read(cache)]
      assert.deepEqual([new Set(fresh).size, learner.of.loads], [1, 2])
    },
    breach: (cache) => found(cache, (what, find) => cache.get(what, find)),
  },
  {
    promise: 'what cannot be found anew is given as it was last, for a bounded time',
    holds: async (cache, { clock, graceMs, lifetimeMs }) => {
      const name = newOwner()
      const kept: Named = { artefact: 'correction', owner: 'nobody', name }
      const read = (down: boolean) => cache.get(kept, async () => {
        if (down) throw new Failure('unavailable', 'The source is down.')
        return { value: name, version: 0, untilMs: null }
      })
      await read(false)
      clock.pass(lifetimeMs('correction') + graceMs - 1)
      await assert.doesNotReject(read(true))
      clock.pass(1)
      await assert.rejects(read(true))
    },
    breach: (cache) => found(cache, async (_what, find) => (await find()).value),
  },
  {
    promise: 'what a change has ended is not given, however down the source is',
    holds: async (cache) => {
      const learner = source()
      await learner.read(cache)
      learner.write(cache)
      learner.of.down = true
      await assert.rejects(learner.read(cache))
    },
    breach: (cache) => ({ ...cache, changed() {} }),
  },
  {
    promise: 'it ends with its lifetime, and when it said it would',
    holds: async (cache, { clock, lifetimeMs }) => {
      const sound = source()
      await sound.read(cache, 'sound')
      clock.pass(lifetimeMs('sound'))
      await sound.read(cache, 'sound')
      assert.equal(sound.of.loads, 2)
      const learner = source()
      learner.of.untilMs = clock.now() + 1000
      await learner.read(cache, 'stats')
      clock.pass(999)
      await learner.read(cache, 'stats')
      assert.equal(learner.of.loads, 1)
      clock.pass(1)
      learner.of.untilMs += 1000
      await learner.read(cache, 'stats')
      assert.equal(learner.of.loads, 2)
    },
    breach: naive,
  },
  {
    promise: 'what speaks of today, and does not say when that ends, is not kept',
    holds: async (cache) => {
      const learner = source()
      await learner.read(cache, 'home')
      await learner.read(cache, 'home')
      assert.equal(learner.of.loads, 2)
    },
    breach: naive,
  },
  {
    promise: 'null is answered and not kept',
    holds: async (cache) => {
      const learner = source()
      assert.equal(await cache.get(learner.what('profile'), async () => ({ value: null, version: 0, untilMs: null })), null)
      assert.equal(await learner.read(cache), learner.now().value)
    },
    breach: naive,
  },
  {
    promise: 'one learner’s is never another’s, nor one thing another',
    holds: async (cache) => {
      const learners = Array.from({ length: 20 }, () => source())
      const names = ['', 'a', 'b']
      const read = async ({ of, what, find }: ReturnType<typeof source>, name: string) =>
        cache.get({ ...what('conversation'), name }, async () => ({ ...(await find()), value: `${of.owner} ${name}` }))
      for (let time = 0; time < 2; time += 1)
        for (const learner of learners) for (const name of names) assert.equal(await read(learner, name), `${learner.of.owner} ${name}`)
    },
    breach: (cache) => found(cache, (what, find) => cache.get({ ...what, owner: 'all' }, find)),
  },
  {
    promise: 'while changes elsewhere are not heard nothing that they end is believed, nor what was kept before they are heard again',
    holds: async (cache) => {
      const learner = source()
      await learner.read(cache)
      cache.listening(false)
      try {
        learner.of.version += 1
        assert.equal(await learner.read(cache), learner.now().value)
        learner.of.version += 1
        assert.equal(await learner.read(cache), learner.now().value)
        learner.of.version += 1
      } finally {
        cache.listening(true)
      }
      assert.equal(await learner.read(cache), learner.now().value)
      await learner.read(cache)
      assert.equal(learner.of.loads, 4)
    },
    breach: (cache) => ({ ...cache, listening() {} }),
  },
  {
    promise: 'after a change that was made here, what is held of its owner is found again before anybody asks',
    holds: async (cache) => {
      const learner = source()
      await learner.read(cache)
      learner.write(cache, 'here')
      // Whatever the cache asks of those it shares with is answered before this is.
      for (let turn = 0; turn < 20 && learner.of.loads < 2; turn += 1) await cache.shared().then(() => new Promise((resolve) => setImmediate(resolve)))
      assert.equal(learner.of.loads, 2)
      assert.equal(await learner.read(cache), learner.now().value)
      assert.equal(learner.of.loads, 2)
    },
    breach: (cache) => ({ ...cache, changed: (change) => cache.changed(change, 'elsewhere') }),
  },
]
