import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { cache } from '../../../src/adapters/cache/cache.ts'
import { cachedStore } from '../../../src/adapters/cache/cached-store.ts'
import { sharedOverRedis, type Shared } from '../../../src/adapters/cache/shared.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { artefacts, everyone, type Change } from '../../../src/domain/artefact.ts'
import type { LearnerId, SoundId } from '../../../src/domain/identity.ts'
import type { Store } from '../../../src/ports/store.ts'
import { newLearner } from '../../contracts/store-cast.ts'
import { givenClock } from '../../given-clock.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'
import { leftOut } from '../../present.ts'
import { startRedis, type TestRedis } from '../../redis.ts'

const runs = 25
const learnersCount = 2

/** What happens next: in a step, at once. */
type Happening =
  | { readonly type: 'write' | 'read'; readonly process: 0 | 1; readonly learner: number }
  | { readonly type: 'hear' | 'miss' | 'restart'; readonly process: 0 | 1 }
  | { readonly type: 'late' | 'lose' | 'mend' }

const processNumber = fc.constantFrom(0 as const, 1 as const)
const learnerNumber = fc.integer({ min: 0, max: learnersCount - 1 })
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constantFrom('write' as const, 'read' as const, 'read' as const), process: processNumber, learner: learnerNumber }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('hear' as const, 'miss' as const, 'restart' as const), process: processNumber }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('late' as const, 'lose' as const, 'mend' as const) }) },
)
const course = fc.array(fc.array(happening, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })

describe('two processes on one database and one Redis', { skip: leftOut('redis') }, () => {
  let opened: TestDatabase<Tables>
  let redis: TestRedis
  let shared: Shared
  const clock = givenClock()
  before(async () => {
    opened = await testDatabase<Tables>()
    redis = await startRedis()
    shared = sharedOverRedis(redis.url, 'mluv:test')
  })
  after(async () => {
    await shared.close()
    await redis.stop()
    await opened.close()
  })

  /** Redis as it may be: it loses what it is given, or gets it late, over what is newer. */
  function unreliable() {
    const of = { mode: 'mend' as 'mend' | 'lose' | 'late', late: [] as (() => Promise<void>)[] }
    const sharing: Shared = {
      ...shared,
      get: async (key) => (of.mode === 'lose' ? null : shared.get(key)),
      async put(...given) {
        if (of.mode === 'late') of.late.push(() => shared.put(...given))
        else if (of.mode === 'mend') await shared.put(...given)
      },
    }
    return { of, sharing }
  }

  function process(sharing: Shared, tell: (change: Change) => void) {
    const remembered = cache({ clock, bytesMax: 2 ** 20, lifetimes: artefacts, graceMs: 0, shared: { ...sharing, close: async () => {} } })
    remembered.listening(true)
    const store = cachedStore(postgresStore(opened.database, (change) => {
      remembered.changed(change, 'here')
      tell(change)
    }), remembered)
    const read = (learnerId: LearnerId) => remembered.get({ artefact: 'profile', owner: learnerId, name: '' }, async () => {
      const learner = (await store.learners.find(learnerId))!
      return { value: { version: learner.version }, version: learner.version, untilMs: null }
    })
    return { remembered, store, read }
  }

  /** The course of things; `deaf` processes are not told of their own writes. */
  async function happen(steps: readonly (readonly Happening[])[], deaf = false): Promise<void> {
    const learners = await Promise.all(Array.from({ length: learnersCount }, () => newLearner(postgresStore(opened.database))))
    const { of: line, sharing } = unreliable()
    const unheard: Change[][] = [[], []]
    const open = (number: number) => process(sharing, (change) => unheard[1 - number]!.push(change))
    const processes = [open(0), open(1)]
    /** What each process has acknowledged of each learner, and what it was told. */
    const acknowledged = processes.map(() => learners.map(() => 0))

    async function one(next: Happening, owed: readonly (readonly number[])[]): Promise<void> {
      switch (next.type) {
        case 'write': {
          const asked = processes[next.process]!
          const changed = deaf ? await postgresStore(opened.database).learners.change(learners[next.learner]!, {}) : await asked.store.learners.change(learners[next.learner]!, {})
          // One that was started meanwhile is another process, to be told as all others are.
          if (processes[next.process] === asked) acknowledged[next.process]![next.learner] = Math.max(acknowledged[next.process]![next.learner]!, changed!.version)
          return
        }
        case 'read': {
          const { version } = await processes[next.process]!.read(learners[next.learner]!)
          assert.ok(version >= owed[next.process]![next.learner]!, `process ${next.process} showed ${version} after ${owed[next.process]![next.learner]!}`)
          return
        }
        case 'hear':
          for (const change of unheard[next.process]!.splice(0)) {
            processes[next.process]!.remembered.changed(change, 'elsewhere')
            const learner = learners.indexOf(change.owner as LearnerId)
            acknowledged[next.process]![learner] = Math.max(acknowledged[next.process]![learner]!, change.version)
          }
          return
        case 'miss':
          unheard[next.process]!.length = 0
          return
        case 'restart':
          processes[next.process] = open(next.process)
          unheard[next.process]!.length = 0
          return
        case 'late':
        case 'lose':
        case 'mend':
          line.mode = next.type
          if (next.type === 'mend') for (const put of line.late.splice(0).reverse()) await put()
      }
    }

    for (const step of steps) {
      const owed = acknowledged.map((of) => [...of])
      await Promise.all(step.map((next) => one(next, owed)))
    }
    await Promise.all(processes.map(({ remembered }) => remembered.close()))
  }

  it('never show a learner less than what was acknowledged to them, or told, there; whatever is lost, late or started anew', () =>
    fc.assert(fc.asyncProperty(course, (steps) => happen(steps)), { numRuns: runs, endOnFailure: true }))

  it('a process that is not told of its own writes is noticed', () =>
    assert.rejects(happen([[{ type: 'read', process: 0, learner: 0 }], [{ type: 'write', process: 0, learner: 0 }], [{ type: 'read', process: 0, learner: 0 }]], true), /showed 0 after 1/))

  it('a session that was ended is over everywhere, though they share it', async () => {
    const [nowMs, tokenHash] = [clock.now(), Buffer.alloc(32, 1)]
    const told: Change[] = []
    const open = () => process(shared, (change) => told.push(change))
    const [one, other] = [open(), open()]
    const find = ({ store }: typeof one) => store.sessions.find(tokenHash, clock.now())
    await one.store.sessions.createOperator({ tokenHash, nowMs, expiresAtMs: nowMs + 86_400_000 })
    for (const each of [one, other]) assert.ok(await find(each))
    clock.pass(artefacts.session.processMs)
    while (other.remembered.counts().session.shared === 0) {
      assert.ok(await find(other))
      clock.pass(artefacts.session.processMs)
    }
    await one.store.sessions.revoke(tokenHash)
    for (const change of told) other.remembered.changed(change, 'elsewhere')
    for (const each of [one, other, open()]) assert.equal(await find(each), null)
    await Promise.all([one, other].map(({ remembered }) => remembered.close()))
  })
})

describe('a sound that is remembered', () => {
  /** A part of a large buffer, as whatever makes small ones gives them. */
  const part = Buffer.from('a'.repeat(100))
  const store = { sounds: { keep: async () => 'one' as SoundId, find: async () => ({ bytes: part, mediaType: 'audio/ogg' }) } } as unknown as Store

  for (const way of ['kept', 'found'] as const)
    it(`keeps no more than its own bytes, ${way}`, async () => {
      assert.ok(part.buffer.byteLength > part.length)
      const remembered = cache({ clock: givenClock(), bytesMax: 2 ** 20, lifetimes: artefacts, graceMs: 0, shared: null })
      remembered.listening(true)
      remembered.changed({ owner: everyone, version: 1, kinds: [] }, 'elsewhere')
      const { sounds } = cachedStore(store, remembered)
      if (way === 'kept') await sounds.keep({ bytes: part, mediaType: 'audio/ogg', nowMs: 0 })
      else await sounds.find('one' as SoundId)
      const { bytes } = (await sounds.find('one' as SoundId))!
      assert.deepEqual([Buffer.from(bytes), bytes.buffer.byteLength], [part, part.length])
      assert.deepEqual(remembered.counts().sound, { ...remembered.counts().sound, process: 1, loads: 1 })
    })
})
