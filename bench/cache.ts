/**
 * How much of what is read is remembered: SPEC's read mix through HTTP, with one write in ten calls, on an embedded database.
 *
 * A miss is a look-up in the database that a read causes or waits for, its session's included: one read may miss twice, and
 * is then counted twice. `cold` begins with an empty memory; before `warm`, every learner has looked at every page once.
 * Peers, in the same run: no cache, a bare `Map`, BentoCache's own memory. Needs `redis-server` for the rows that share. `--quick`: 500 learners.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { compose, type Mluv } from '../server/src/compose.ts'
import { readConfig } from '../server/src/config.ts'
import { openLog } from '../server/src/log.ts'
import { freePort } from '../server/test/free-port.ts'
import { table } from './measuring/figures.ts'

const quick = process.argv.includes('--quick')
const learnersCount = quick ? 500 : 5_000
const readsCount = quick ? 4_000 : 50_000
const soundsCount = 50
const callersAtOnce = 8
const mix = [['/learner/home', 45], ['/stats/me', 20], ['/cards/due', 15], ['conversation', 10], ['/leaderboard', 5], ['audio', 5]] as const

type House = Mluv['house']
type Learner = { readonly learnerId: Parameters<House['store']['learners']['find']>[0]; readonly token: string; conversationId: string; cardId: string }
type Measured = { readonly hitRate: number; readonly shared: number; readonly loads: number; readonly readsPerSecond: number }

const scratch = mkdtempSync(join(tmpdir(), 'mluv-cache-'))
const redis = await startRedis()
try {
  const { learners, sounds } = await within({}, seed)
  const off = await within({ CACHE_ENABLED: 'false' }, (mluv, url) => drive(mluv.house, url, learners, sounds, readsCount / 10))
  const alone = await within({}, async (mluv, url) => ({
    ...(await both(mluv, url)),
    loadsPerKey: await stampede(mluv.house, learners[0]!),
    gets: await speedOfGets(mluv.house),
  }))
  const sharing = redis && { filled: await within({ REDIS_URL: redis.url }, both), second: await within({ REDIS_URL: redis.url }, both) }
  report(off, alone, sharing)

  async function both(mluv: Mluv, url: string) {
    const cold = await drive(mluv.house, url, learners, sounds, readsCount / 2)
    await visit(url, learners, sounds)
    return { cold, warm: await drive(mluv.house, url, learners, sounds, readsCount) }
  }
} finally {
  redis?.server.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
}

/** A process of the product, on the same data each time. */
async function within<Result>(settings: Record<string, string>, work: (mluv: Mluv, url: string) => Promise<Result>): Promise<Result> {
  const config = readConfig({ MLUV_DATA: scratch, PORT: '0', RATE_LIMIT_PER_MINUTE: '0', GUESTS_PER_HOUR: '0', MLUV_WORK: 'false', ...settings })
  const mluv = await compose(config, { log: openLog('error') })
  try {
    return await work(mluv, await mluv.listen())
  } finally {
    await mluv.close()
  }
}

async function seed({ house }: Mluv): Promise<{ learners: Learner[]; sounds: string[] }> {
  const learners: Learner[] = []
  await each(learnersCount, async () => {
    const { learnerId, token } = await house.signIn.guest({ onLeaderboards: learners.length % 2 === 0 })
    const learner = { learnerId, token, conversationId: '', cardId: '' }
    learners.push(learner)
    for (let turn = 0; turn < 2; turn += 1) learner.conversationId = await takeTurn(house, learner)
    learner.cardId = await keepCard(house, learner)
  })
  await house.store.leaderboard.refresh()
  const sounds: string[] = []
  await each(soundsCount, async () => void sounds.push(await house.store.sounds.keep({ bytes: randomBytes(6_000), mediaType: 'audio/ogg', nowMs: house.clock.now() })))
  return { learners, sounds }
}

/** A turn as it is kept, without a tutor: what is said, answered and earned. */
async function takeTurn(house: House, { learnerId }: Learner): Promise<string> {
  const { store, clock } = house
  const [nowMs, id] = [clock.now(), () => clock.newId() as never]
  const claim = await store.turns.claim({
    turnId: id(), newConversationId: id(), learnerId, conversationId: null, key: clock.newId(), bodyHash: '', owner: 'bench', nowMs, leaseUntilMs: nowMs + 60_000,
    transcript: `Včera jsem byl v ${randomBytes(3).toString('hex')} a koupil jsem si knihu.`, spoken: false,
  })
  if (claim.state !== 'mine') throw new Error('The turn is not ours.')
  const sentences = ['To je zajímavé!', 'A jaká je to kniha?', 'Já teď čtu detektivku.'].map((text) => ({ text, translation: `(${text})`, sound: null }))
  const { conversationId } = await store.turns.finish({
    turnId: claim.turn.turnId, run: claim.turn.run, nowMs, reply: { sentences, sound: null }, heardMs: null,
    corrections: { corrected: claim.turn.transcript, score: 100, suggestion: null, mistakes: [], questions: [] },
    wordsOffered: [], scene: null, report: null, settingsLearnt: {}, cost: { microUsd: 0, savedMicroUsd: 0, tutor: 'offline', heardBy: null, spokenBy: null }, degraded: [],
  })
  return conversationId
}

async function keepCard({ store, clock }: House, { learnerId }: Learner): Promise<string> {
  const { cardId } = await store.cards.keep(learnerId, { cardId: clock.newId() as never, kind: 'word', front: randomBytes(4).toString('hex'), back: 'b', example: null, mistakeId: null, createdAtMs: clock.now() })
  return cardId
}

/** One call in ten writes: a turn, a card or a review. */
async function drive(house: House, url: string, learners: readonly Learner[], sounds: readonly string[], reads: number): Promise<Measured> {
  const choose = zipf(learners)
  const agent = new Agent({ keepAlive: true, maxSockets: callersAtOnce })
  const before = totals(house)
  const beganMs = performance.now()
  let made = 0
  await each(Math.round(reads / 0.9), async () => {
    const learner = choose()
    if (Math.random() < 0.1) return write(house, learner)
    made += 1
    await read(agent, url, learner, sounds)
  })
  const tookMs = performance.now() - beganMs
  agent.destroy()
  const after = totals(house)
  const misses = after.loads - before.loads + after.waits - before.waits
  return { hitRate: Math.max(0, 1 - misses / made), shared: (after.shared - before.shared) / made, loads: misses, readsPerSecond: Math.round((made * 1000) / tookMs) }
}

/** Everybody looks at everything once. */
async function visit(url: string, learners: readonly Learner[], sounds: readonly string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: callersAtOnce })
  const visits = learners.flatMap((learner) => mix.map(([kind]) => ({ learner, kind })))
  await each(visits.length, () => {
    const { learner, kind } = visits.pop()!
    return get(agent, url, pathOf(kind, learner, sounds), learner)
  })
  agent.destroy()
}

async function write(house: House, learner: Learner): Promise<void> {
  const dice = Math.random()
  if (dice < 0.4) await takeTurn(house, learner)
  else if (dice < 0.7) await keepCard(house, learner)
  else await house.store.cards.review(learner.learnerId, [{ cardId: learner.cardId as never, rating: 3, reviewedAtMs: house.clock.now(), reviewId: house.clock.newId() }], house.clock.now())
}

async function read(agent: Agent, url: string, learner: Learner, sounds: readonly string[]): Promise<void> {
  let dice = Math.random() * 100
  const [kind] = mix.find(([, share]) => (dice -= share) < 0) ?? mix[0]
  await get(agent, url, pathOf(kind, learner, sounds), learner)
}

function pathOf(kind: (typeof mix)[number][0], { conversationId }: Learner, sounds: readonly string[]): string {
  if (kind === 'conversation') return `/conversations/${conversationId}`
  return kind === 'audio' ? `/audio/${sounds[Math.floor(Math.random() * sounds.length)]!}` : kind
}

async function get(agent: Agent, url: string, path: string, { token }: Learner): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const asked = request(`${url}/api/v1${path}`, { agent, headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' } }, (response) => {
    response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${path} was answered ${response.statusCode}`)))).resume()
  })
  asked.on('error', reject).end()
  await promise
}

function totals(house: House): { loads: number; waits: number; shared: number } {
  const sum = { loads: 0, waits: 0, shared: 0 }
  for (const { loads, waits, shared } of Object.values(house.cache.counts())) {
    sum.loads += loads
    sum.waits += waits
    sum.shared += shared
  }
  return sum
}

/** Zipf(1.0): the second is asked for half as often as the first. */
function zipf(learners: readonly Learner[]): () => Learner {
  const sums: number[] = []
  for (const at of learners.keys()) sums.push((sums.at(-1) ?? 0) + 1 / (at + 1))
  return () => {
    const dice = Math.random() * sums.at(-1)!
    return learners[sums.findIndex((sum) => sum >= dice)]!
  }
}

/** A thousand who ask for the same at once, three times after a change: look-ups per time. */
async function stampede(house: House, learner: Learner): Promise<number> {
  const rounds = 3
  let found = 0
  for (let round = 0; round < rounds; round += 1) {
    const named = { artefact: 'profile', owner: learner.learnerId, name: `stampede ${round}` } as const
    await Promise.all(Array.from({ length: 1000 }, () => house.cache.get(named, async () => {
      found += 1
      const value = await house.store.learners.find(learner.learnerId)
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

async function each(count: number, work: () => Promise<void>): Promise<void> {
  let left = count
  await Promise.all(Array.from({ length: callersAtOnce }, async () => {
    while (left-- > 0) await work()
  }))
}

async function startRedis(): Promise<{ server: ChildProcess; url: string } | null> {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
  } catch {
    return null
  }
  const port = await freePort()
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--maxmemory', '200mb', '--maxmemory-policy', 'allkeys-lru'], { stdio: 'ignore', cwd: tmpdir() })
  return { server, url: `redis://127.0.0.1:${port}` }
}

type Both = { readonly cold: Measured; readonly warm: Measured }

function report(off: Measured, alone: Both & { readonly loadsPerKey: number; readonly gets: Gets }, sharing: { readonly filled: Both; readonly second: Both } | null): void {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const row = (name: string, { hitRate, shared, loads, readsPerSecond }: Measured) => [name, percent(hitRate), percent(shared), loads, readsPerSecond]
  const { gets } = alone
  console.log(table([
    [`${learnersCount} learners, Zipf(1.0), 10 % writes`, 'hits', 'of them shared', 'look-ups', 'reads/s'],
    row('no cache', off), row('in the process, cold', alone.cold), row('in the process, warm (wanted: 95 %)', alone.warm),
    ...(sharing ? [row('with Redis, cold', sharing.filled.cold), row('with Redis, warm', sharing.filled.warm), row('a second process on that Redis, cold', sharing.second.cold), row('the same, warm', sharing.second.warm)] : []),
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
    hitRate: alone.warm.hitRate, loadsPerKey: alone.loadsPerKey, getsPerSecond: gets.ours, ofMap: gets.ours / gets.map, cold: alone.cold.hitRate,
    redis: sharing && { hitRate: sharing.filled.warm.hitRate, secondProcessCold: sharing.second.cold.hitRate, secondProcessWarm: sharing.second.warm.hitRate },
    readsPerSecond: { cached: alone.warm.readsPerSecond, uncached: off.readsPerSecond },
  }))
}
