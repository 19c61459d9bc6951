import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { cache } from '../../../src/adapters/cache/cache.ts'
import { sharedOverRedis, type Shared } from '../../../src/adapters/cache/shared.ts'
import { artefacts } from '../../../src/domain/artefact.ts'
import type { Cache } from '../../../src/ports/cache.ts'
import { source } from '../../contracts/cache.ts'
import { givenClock } from '../../given-clock.ts'
import { leftOut } from '../../present.ts'
import { startRedis, type TestRedis } from '../../redis.ts'
import { tcpProxy, type TcpProxy } from '../../tcp-proxy.ts'

const missing = leftOut('redis')
const clock = givenClock()

describe('what processes share over Redis', { skip: missing }, () => {
  let redis: TestRedis
  let line: TcpProxy
  const opened: Cache[] = []
  before(async () => {
    redis = await startRedis({ more: ['--maxmemory', '4mb', '--maxmemory-policy', 'noeviction'] })
    line = await tcpProxy({ host: '127.0.0.1', port: redis.port })
  })
  after(async () => {
    for (const each of opened) await each.close()
    await line.close()
    await redis.stop()
  })

  /** A process that hears changes, and how it reaches Redis. */
  function process(port = redis.port): Cache & { readonly reach: Shared } {
    const reach = sharedOverRedis(`redis://127.0.0.1:${port}`, 'mluv:test')
    const one = cache({ clock, bytesMax: 2 ** 20, lifetimes: artefacts, graceMs: 0, shared: reach })
    opened.push(one)
    one.listening(true)
    return { ...one, reach }
  }
  /** Asks until it is so: how long Redis and the way to it take is not ours. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
  }
  /** A process that was told of a learner, and so may believe what is shared. */
  async function toldOf(learner: ReturnType<typeof source>, port?: number) {
    const one = process(port)
    await until(() => one.reach.answers())
    one.changed({ owner: learner.of.owner, version: learner.of.version, kinds: [] }, 'elsewhere')
    return one
  }

  it('is found by another process, which looks nothing up', async () => {
    const learner = source()
    const [one, other] = [await toldOf(learner), await toldOf(learner)]
    await learner.read(one)
    await until(async () => (await one.reach.get(`profile:${learner.of.owner}:`)) !== null)
    assert.equal(await learner.read(other), learner.now().value)
    assert.deepEqual([learner.of.loads, other.counts().profile.shared], [1, 1])
  })

  it('brings bytes that keep no more than what was brought with them', async () => {
    const { reach } = process()
    await until(() => reach.answers())
    const body = new Uint8Array(1_000).fill(7)
    await reach.put('profile:bytes:', { value: { body }, version: 1, untilMs: null }, 60_000)
    const found = (await reach.get('profile:bytes:'))!.value as { readonly body: Uint8Array }
    assert.deepEqual(new Uint8Array(found.body), body)
    assert.ok(found.body.buffer.byteLength < 2_000, `${found.body.buffer.byteLength}`)
  })

  it('is not believed of a learner nothing was heard of, nor when it is older than what was heard', async () => {
    const learner = source()
    const one = await toldOf(learner)
    await learner.read(one)
    await until(async () => (await one.reach.get(`profile:${learner.of.owner}:`)) !== null)
    learner.of.version += 1
    const fresh = process()
    await until(() => fresh.reach.answers())
    assert.equal(await learner.read(fresh), learner.now().value)
    learner.of.version += 1
    assert.equal(await learner.read(await toldOf(learner)), learner.now().value)
    assert.equal(learner.of.loads, 3)
  })

  it('holds bytes as they are', async () => {
    const learner = source()
    const body = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
    const one = await toldOf(learner)
    await one.get(learner.what('days'), async () => ({ value: { hash: 'h', body }, version: 0, untilMs: null }))
    await until(async () => (await one.reach.get(`days:${learner.of.owner}:`)) !== null)
    const found = await (await toldOf(learner)).get<{ readonly body: Uint8Array }>(learner.what('days'), () => assert.fail('looked up'))
    assert.deepEqual(Buffer.from(found.body), Buffer.from(body))
  })

  const troubles: readonly { readonly name: string; readonly begin: () => void; readonly end: () => Promise<void> }[] = [
    { name: 'paused', begin: () => redis.pause(), end: async () => redis.goOn() },
    { name: 'on a line that is dead', begin: () => line.stall(), end: () => line.pass() },
    { name: 'on a line that is cut and refused', begin: () => { line.refuse(); line.cut() }, end: () => line.pass() },
    { name: 'on a line that crawls', begin: () => line.slow({ latencyMs: 300 }), end: () => line.pass() },
  ]
  for (const { name, begin, end } of troubles)
    it(`${name}, is left alone: right answers, no error; and is used again by itself when that is over`, async () => {
      const learner = source()
      const one = await toldOf(learner, line.port)
      await learner.read(one)
      begin()
      try {
        for (let time = 0; time < 5; time += 1) {
          learner.write(one)
          assert.equal(await learner.read(one), learner.now().value)
        }
        assert.equal(await one.shared(), 'down')
      } finally {
        await end()
      }
      await until(async () => (await one.shared()) === 'ok')
      await until(async () => {
        learner.write(one)
        await learner.read(one)
        const kept = await one.reach.get(`profile:${learner.of.owner}:`)
        return kept?.version === learner.of.version
      })
    })

  it('killed and started anew, is used again by itself', async () => {
    const learner = source()
    const own = await startRedis()
    const one = await toldOf(learner, own.port)
    await own.stop()
    learner.write(one)
    assert.equal(await learner.read(one), learner.now().value)
    assert.equal(await one.shared(), 'down')
    const again = await startRedis({ port: own.port })
    try {
      await until(async () => (await one.shared()) === 'ok')
    } finally {
      await again.stop()
    }
  })

  it('full, keeps nothing more and still gives what it has', async () => {
    const learner = source()
    const one = await toldOf(learner)
    await learner.read(one)
    await until(async () => (await one.reach.get(`profile:${learner.of.owner}:`)) !== null)
    const big = { value: 'x'.repeat(500_000), version: 0, untilMs: null }
    for (let at = 0; at < 12; at += 1) await one.reach.put(`big ${at}`, big, 60_000)
    assert.equal(await one.reach.get('big 11'), null)
    await until(async () => (await one.reach.get(`profile:${learner.of.owner}:`)) !== null)
    const other = source()
    assert.equal(await other.read(one), other.now().value)
  })
})
