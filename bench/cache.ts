/**
 * How much of what is read is remembered: the read mix through HTTP, with one write in ten calls, on a seeded installation.
 *
 * A miss is a look-up in the database that a read causes or waits for, its session's included: one read may miss twice, and
 * is then counted twice. `cold` begins with an empty memory; before `warm`, every page of everybody who asks was asked for once.
 * Who asks are the tenth of the learners who practise daily, and then all of them, which is more than a process remembers by itself.
 * Peers, in the same run: no cache, a bare `Map`, BentoCache's own memory. Needs `redis-server` for the rows that share.
 * `--data FOLDER` keeps what is seeded.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { compose, type Mluv } from '../server/src/compose.ts'
import { readConfig } from '../server/src/config.ts'
import { openLog } from '../server/src/log.ts'
import { present } from '../server/test/present.ts'
import { startRedis } from '../server/test/redis.ts'
import { table } from './measuring/figures.ts'
import { everyOne, saturated } from './measuring/load.ts'
import { folderOf, quick, seededAt, size } from './measuring/seeded.ts'
import { readMix } from './seeding/read-mix.ts'

const callers = 8
const [coldMs, warmMs] = quick ? [1_000, 3_000] : [30_000, 60_000]

type House = Mluv['house']
type Mix = Awaited<ReturnType<typeof readMix>>
type Measured = { readonly hitRate: number; readonly shared: number; readonly reads: number; /** By artefact. */ readonly misses: Readonly<Record<string, number>> }

const scratch = mkdtempSync(join(tmpdir(), 'mluv-cache-'))
const folder = folderOf('embedded', scratch)
const redis = present('redis') === undefined ? null : await startRedis({ more: ['--maxmemory', '200mb', '--maxmemory-policy', 'allkeys-lru'] })
try {
  const seeded = await seededAt(folder)
  const [daily, everybody] = [await readMix(seeded, size.learners / 10), await readMix(seeded)]
  await seeded.stop()
  const off = await within({ CACHE_ENABLED: 'false' }, (mluv, url) => drive(mluv.house, url, everybody, coldMs / 2))
  // A process holds all that a few hundred learners have: then it makes no difference how many of them ask.
  const practisers = quick ? null : await within({}, both(daily))
  const alone = await within({}, async (mluv, url) => ({ ...(await both(everybody)(mluv, url)), loadsPerKey: await stampede(mluv.house), gets: await speedOfGets(mluv.house) }))
  const sharing = redis && { filled: await within({ REDIS_URL: redis.url }, both(everybody)), second: quick ? null : await within({ REDIS_URL: redis.url }, both(everybody)) }
  report(off, practisers, alone, sharing)

  function both(mix: Mix): (mluv: Mluv, url: string) => Promise<Both> {
    return async ({ house }, url) => {
      const cold = await drive(house, url, mix, coldMs)
      await everyOne(url, mix.everything(), callers)
      return { cold, warm: await drive(house, url, mix, warmMs) }
    }
  }

  /** Nine calls in ten read. */
  async function drive(house: House, url: string, mix: Mix, forMs: number): Promise<Measured> {
    const before = structuredClone(house.cache.counts())
    const { tookMs, errors } = await saturated(url, mix.next, callers, forMs)
    if (errors > 0) throw new Error(`${errors} calls were answered by an error.`)
    const reads = Math.round(tookMs.length * (1 - mix.writeShare))
    const more = Object.entries(house.cache.counts()).map(([name, now]) => {
      const { loads, waits, shared } = before[name as keyof typeof before]
      return { name, misses: now.loads - loads + now.waits - waits, shared: now.shared - shared }
    })
    const sum = (of: 'misses' | 'shared') => more.reduce((total, each) => total + each[of], 0)
    return { hitRate: Math.max(0, 1 - sum('misses') / reads), shared: sum('shared') / reads, reads, misses: Object.fromEntries(more.map(({ name, misses }) => [name, misses])) }
  }
} finally {
  await redis?.stop()
  rmSync(scratch, { recursive: true, force: true })
}

/** A process of the product, on the same data each time. */
async function within<Result>(settings: Record<string, string>, work: (mluv: Mluv, url: string) => Promise<Result>): Promise<Result> {
  const config = readConfig({ MLUV_DATA: folder, PORT: '0', RATE_LIMIT_PER_MINUTE: '0', LATE_MS_MAX: '0', GUESTS_PER_HOUR: '0', MLUV_WORK: 'false', ...settings })
  const mluv = await compose(config, { log: openLog('error') })
  try {
    return await work(mluv, await mluv.listen())
  } finally {
    await mluv.close()
  }
}

/** A thousand who ask for the same at once, three times after a change: look-ups per time. */
async function stampede(house: House): Promise<number> {
  const { learnerId } = await house.signIn.guest({})
  const rounds = 3
  let found = 0
  for (let round = 0; round < rounds; round += 1) {
    const named = { artefact: 'profile', owner: learnerId, name: `stampede ${round}` } as const
    await Promise.all(Array.from({ length: 1000 }, () => house.cache.get(named, async () => {
      found += 1
      const value = await house.store.learners.find(learnerId)
      return { value, version: value!.version, untilMs: null }
    })))
  }
  return found / rounds
}

type Gets = { readonly ours: number; readonly map: number; readonly bento: number; readonly bentoSerialised: number }

/** Answers of 8 KB found in the process, one after the other, beside a `Map` asked the same way and BentoCache's memory. */
async function speedOfGets({ cache, clock }: House): Promise<Gets> {
  const keys = Array.from({ length: 1000 }, (_, at) => createHash('sha256').update(String(at)).digest('hex'))
  const body = randomBytes(6_000).toString('base64')
  const bento = (serialize: boolean) => new BentoCache({ default: 'memory', stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: 2000, serialize })) } })
  const [plain, serialised] = [bento(false), bento(true)]
  const map = new Map(keys.map((key) => [key, { body }]))
  const found = async () => ({ value: { body }, version: 0, untilMs: null })
  const ways: Record<keyof Gets, (key: string) => Promise<unknown>> = {
    ours: (key) => cache.get({ artefact: 'sound', owner: 'nobody', name: key }, found),
    map: async (key) => map.get(key),
    bento: (key) => plain.getOrSet({ key, ttl: '5m', factory: () => ({ body }) }),
    bentoSerialised: (key) => serialised.getOrSet({ key, ttl: '5m', factory: () => ({ body }) }),
  }
  const rates: Record<string, number> = {}
  for (const [name, get] of Object.entries(ways)) {
    for (const key of keys) await get(key)
    const beganMs = clock.monotonicMs()
    let count = 0
    for (; clock.monotonicMs() - beganMs < 700; count += keys.length) for (const key of keys) await get(key)
    rates[name] = Math.round((count * 1000) / (clock.monotonicMs() - beganMs))
  }
  return rates as Gets
}

type Both = { readonly cold: Measured; readonly warm: Measured }
type Sharing = { readonly filled: Both; readonly second: Both | null }

function report(off: Measured, practisers: Both | null, alone: Both & { readonly loadsPerKey: number; readonly gets: Gets }, sharing: Sharing | null): void {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const row = (name: string, { hitRate, shared, reads, misses }: Measured) => [name, percent(hitRate), percent(shared), reads, ...missed.map((artefact) => misses[artefact]!)]
  const { gets } = alone
  const missed = ['session', 'home', 'stats', 'due', 'conversation', 'leaderboard', 'sound']
  console.log(table([
    [`${size.learners} learners, Zipf(1.0), 10 % writes`, 'hits', 'of them shared', 'reads', ...missed.map((artefact) => `missed: ${artefact}`)],
    row('no cache', off),
    ...(practisers ? [row(`in the process, ${size.learners / 10} who ask, cold`, practisers.cold), row('the same, warm (wanted: 95 %)', practisers.warm)] : []),
    row('in the process, everybody asks, cold', alone.cold), row('the same, warm', alone.warm),
    ...(sharing ? [row('with Redis, everybody asks, cold', sharing.filled.cold), row('the same, warm (wanted: 95 %)', sharing.filled.warm)] : []),
    ...(sharing?.second ? [row('a second process on that Redis, cold', sharing.second.cold), row('the same, warm', sharing.second.warm)] : []),
  ]))
  console.log()
  console.log(table([
    ['found in the process, one caller', 'gets/s', 'of a bare Map'],
    ...Object.entries({ 'ours': gets.ours, 'a bare Map': gets.map, 'BentoCache, objects, not bounded by bytes': gets.bento, 'BentoCache, serialised, as its bound in bytes needs': gets.bentoSerialised })
      .map(([name, rate]) => [name, rate, (rate / gets.map).toFixed(2)]),
  ]))
  console.log()
  console.log(`A thousand callers at once: ${alone.loadsPerKey} look-up per key.`)
  console.log(JSON.stringify({
    hitRate: (practisers ?? alone).warm.hitRate, loadsPerKey: alone.loadsPerKey, getsPerSecond: gets.ours, ofMap: gets.ours / gets.map, cold: (practisers ?? alone).cold.hitRate,
    everybody: { hitRate: alone.warm.hitRate, cold: alone.cold.hitRate },
    everybodyWithRedis: sharing && {
      hitRate: sharing.filled.warm.hitRate, secondProcessCold: sharing.second?.cold.hitRate ?? null, secondProcessWarm: sharing.second?.warm.hitRate ?? null,
    },
    uncached: off.hitRate,
  }))
}
