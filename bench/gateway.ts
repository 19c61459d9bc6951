/**
 * What stands between the tutor and a model, and what it adds to a call: choosing, patience, the purse. Beside the same call made directly, and beside the hop that people
 * would otherwise run, Portkey's gateway (which npm brings into a temporary folder; without a registry it is left out).
 *
 * All of them have the same answer from the same simulator, which is a process of its own. `added` is what a call takes more than the direct one that was made at the same
 * moment, at the same concurrency: the bare request beside Portkey, the vendor's adapter alone beside ours. At p99 it is the median over rounds, since one pause of
 * the machine is all of a round's p99. `between` is what the clock shows between whoever asks and the vendor's adapter, both ways, call by call: nothing of what
 * a vendor or the network takes is in it. Calls whose purse waited for the database are told apart: they are not in the line above them.
 * The first two are answered in one piece, as this version of Portkey cannot stream ("TypeError: immutable"); the others stream.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { providersFrom } from '../server/src/adapters/models/catalog.ts'
import { offlineHonzik } from '../server/src/adapters/models/offline-honzik.ts'
import { loadPrompts } from '../server/src/adapters/models/prompts.ts'
import { loadContent } from '../server/src/adapters/content.ts'
import { allowances } from '../server/src/adapters/postgres/spending.ts'
import { postgresStore } from '../server/src/adapters/postgres/store.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import type { LearnerId } from '../server/src/domain/identity.ts'
import { firstSettings } from '../server/src/domain/learner.ts'
import { nothingRecollected } from '../server/src/domain/recollection.ts'
import { openLog } from '../server/src/log.ts'
import type { LanguageModel, ReplyPrompt } from '../server/src/ports/language-model.ts'
import { freePurses, purses } from '../server/src/routing/purses.ts'
import { route } from '../server/src/routing/route.ts'
import { spendMind } from '../server/src/routing/spend.ts'
import { freePort } from '../server/test/free-port.ts'
import { percentiles, table } from './measuring/figures.ts'
import { embeddedHome } from './measuring/homes.ts'

const quick = process.argv.includes('--quick')
const rounds = quick ? 3 : 9
const roundMs = quick ? 500 : 1_000
const concurrencies = [1, 16, 64] as const
const limits = { addedP50Ms: 0.1, addedP99Ms: 0.5 }
const portkeyPackage = '@portkey-ai/gateway@1.15.2'

/** `way`: the one that it went, where that is another than it set out on. `adapterMs`: for how long it was the vendor's adapter's. */
type Call = () => Promise<{ readonly way?: Way; readonly adapterMs: number }>
type Way = 'direct request' | 'Portkey' | 'adapter alone' | 'ours' | 'ours, with a purse' | 'ours, waiting for a slice'
/** How long a call took, and how much of that was the adapter's. */
type Times = { readonly ms: number; readonly adapterMs: number }
/** The calls of each way, round by round. */
type Took = ReadonlyMap<Way, readonly (readonly Times[])[]>
/** Whom each way is held against. */
const beside: Partial<Record<Way, Way>> = { 'Portkey': 'direct request', 'ours': 'adapter alone', 'ours, with a purse': 'adapter alone' }

/** How long the adapter was at each call; a call is known by the promise in its prompt, which goes through as it is. */
const adapterMsOf = new WeakMap<Promise<unknown>, number>()

const clock = realClock()
const scratch = mkdtempSync(join(tmpdir(), 'mluv-gateway-'))
const simulator = spawn(process.execPath, [join(import.meta.dirname, 'simulator/main.ts'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
const { url } = JSON.parse(String((await once(simulator.stdout, 'data'))[0])) as { url: string }
const home = await embeddedHome(join(scratch, 'data'))
const portkey = await startPortkey()
try {
  const { ways, close } = await prepare()
  const measured = []
  for (const concurrency of concurrencies) measured.push({ concurrency, took: await driven(ways, concurrency) })
  await close()
  report(measured)
} finally {
  portkey?.process.kill()
  simulator.kill()
  await home.stop()
  rmSync(scratch, { recursive: true, force: true })
}

async function prepare(): Promise<{ readonly ways: ReadonlyMap<Way, Call>; close(): Promise<void> }> {
  const contentFolder = join(import.meta.dirname, '../server/content')
  const [prompts, content] = [await loadPrompts(contentFolder), await loadContent(contentFolder)]
  const { minds } = await providersFrom({ openaiApiKey: 'sk-simulated', moreUrls: `openai=${url}` }, { prompts, content, clock })
  const prompt: ReplyPrompt = {
    language: 'cs', settings: firstSettings, scene: null, sceneBefore: null, topic: null, mode: null, opening: ['Ahoj!'], exchanges: [], earlier: 0, recollection: nothingRecollected,
    utterance: 'Dneska jdu s kamarádem do kina.', said: [], correction: Promise.resolve(null),
  }
  const routed = (all: readonly LanguageModel[]) => route({ hearings: [], minds: [...all, offlineHonzik({ content })], voices: [], ears: [] }, { clock, log: openLog('silent'), adaptive: true }).mind
  const timed = minds.map(timedMind)
  const [ours, paid] = [routed(timed), routed(timed.map((each) => spendMind(each)))]
  const learnerId = clock.newId() as LearnerId
  await postgresStore(home.database).sessions.createGuest({
    learnerId, settings: firstSettings, tokenHash: randomBytes(32), recoveryHash: randomBytes(32), nowMs: clock.now(), expiresAtMs: clock.now() + 3_600_000,
  })
  const day = { day: 1_000_000_000, month: 10_000_000_000 }
  const kept = allowances(home.database)
  let exchanges = 0
  const exchange: typeof kept.exchange = (...asked) => kept.exchange(...asked).finally(() => (exchanges += 1))
  const spending = purses({
    allowances: { ...kept, exchange }, budget: { installation: day, guests: day, learner: day, plans: new Map() }, overBudget: 'offline', clock, holder: clock.newId(),
    report: (error) => { throw error },
  })
  const body = (model: string) => JSON.stringify({ model, max_tokens: 300, messages: [{ role: 'system', content: prompts('cs').reply.rules }, { role: 'user', content: prompt.utterance }] })
  const ways = new Map<Way, Call>([
    ['direct request', () => answered(`${url}/chat/completions`, body('gpt-4.1-mini'), {})],
    ...(portkey ? [['Portkey', () => answered(`${portkey.url}/v1/chat/completions`, body('gpt-4.1-mini'), { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': url })] as [Way, Call]] : []),
    ['adapter alone', () => read(timed[0]!, prompt)],
    ['ours', () => read(ours, prompt)],
    ['ours, with a purse', async () => {
      const before = exchanges
      const purse = await spending.open(learnerId)
      // Opening with a slice in hand is over before anything comes back from the database.
      const waited = exchanges > before
      const went = await read(paid, prompt, purse)
      purse.close()
      return waited ? { ...went, way: 'ours, waiting for a slice' } : went
    }],
  ])
  for (const call of ways.values()) for (let at = 0; at < 50; at += 1) await call()
  return { ways, close: spending.close }
}

function timedMind(mind: LanguageModel): LanguageModel {
  return {
    ...mind,
    async *write(prompt, options) {
      const pieces = mind.write(prompt, options)[Symbol.asyncIterator]()
      for (;;) {
        const beganMs = performance.now()
        const step = await pieces.next()
        adapterMsOf.set(prompt.correction, (adapterMsOf.get(prompt.correction) ?? 0) + performance.now() - beganMs)
        if (step.done) return
        yield step.value
      }
    },
  }
}

async function read(mind: LanguageModel, asked: ReplyPrompt, purse?: Awaited<ReturnType<(typeof freePurses)['open']>>): ReturnType<Call> {
  let by = ''
  const prompt = { ...asked, correction: Promise.resolve(null) }
  for await (const piece of mind.write(prompt, { signal: new AbortController().signal, ...(purse && { purse }) })) if (piece.type === 'author') by = piece.by
  if (by !== 'openai') throw new Error(`${by} answered.`)
  return { adapterMs: adapterMsOf.get(prompt.correction)! }
}

async function answered(address: string, body: string, headers: Readonly<Record<string, string>>): ReturnType<Call> {
  const response = await fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', 'authorization': 'Bearer sk-simulated', ...headers } })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  for await (const part of response.body!) void part
  return { adapterMs: 0 }
}

async function driven(ways: ReadonlyMap<Way, Call>, concurrency: number): Promise<Took> {
  const took = new Map<Way, (readonly Times[])[]>()
  for (let round = 0; round < rounds; round += 1)
    for (const [way, times] of await drive(ways, concurrency, roundMs)) took.set(way, [...(took.get(way) ?? []), times])
  return took
}

/** So many callers, each going from way to way, so that what disturbs one disturbs all. */
async function drive(ways: ReadonlyMap<Way, Call>, concurrency: number, ms: number): Promise<ReadonlyMap<Way, readonly Times[]>> {
  const took = new Map<Way, Times[]>([...ways.keys(), 'ours, waiting for a slice' as const].map((way) => [way, []]))
  const untilMs = performance.now() + ms * ways.size
  const names = [...ways.keys()]
  await Promise.all(Array.from({ length: concurrency }, async (_, caller) => {
    for (let at = caller; performance.now() < untilMs; at += 1) {
      const way = names[at % names.length]!
      const beganMs = performance.now()
      const went = await ways.get(way)!()
      took.get(went.way ?? way)!.push({ ms: performance.now() - beganMs, adapterMs: went.adapterMs })
    }
  }))
  return took
}

/** Null where it cannot be had. */
async function startPortkey(): Promise<{ readonly url: string; readonly process: ChildProcess } | null> {
  const folder = join(scratch, 'portkey')
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', portkeyPackage], { stdio: 'ignore' })
  } catch {
    console.log(`${portkeyPackage} could not be installed, so there is no gateway to compare with.`)
    return null
  }
  const port = await freePort()
  const started = spawn(process.execPath, [join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js'), '--headless', `--port=${port}`], { stdio: 'ignore' })
  const address = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(address).then(() => true, () => false)) return { url: address, process: started }
    await clock.sleep(100)
  }
  throw new Error('Portkey did not start.')
}

type Measured = { readonly concurrency: number; readonly took: Took }

function report(all: readonly Measured[]): void {
  const lengths = (times: readonly Times[]) => percentiles(times.map(({ ms }) => ms))
  const added = ({ took }: Measured, way: Way) => {
    const more = took.get(way)!.map((times, round) => {
      const [mine, other] = [lengths(times), lengths(took.get(beside[way]!)![round]!)]
      return { p50Ms: mine.p50Ms - other.p50Ms, p99Ms: mine.p99Ms - other.p99Ms }
    })
    return { addedP50Ms: median(more.map(({ p50Ms }) => p50Ms)), addedP99Ms: median(more.map(({ p99Ms }) => p99Ms)) }
  }
  const between = ({ took }: Measured, way: Way) => {
    const { p50Ms, p99Ms } = percentiles(took.get(way)!.flat().map(({ ms, adapterMs }) => ms - adapterMs))
    return { betweenP50Ms: p50Ms, betweenP99Ms: p99Ms }
  }
  /** How many a second there would be of this way alone. */
  const perSecond = ({ took, concurrency }: Measured, way: Way) => Math.round((concurrency * 1000 * took.get(way)!.flat().length) / took.get(way)!.flat().reduce((sum, { ms }) => sum + ms, 0))
  const rows = all.flatMap((each) => [...each.took].filter(([, times]) => times.flat().length > 0).map(([way, times]) => {
    const inRounds = times.filter((round) => round.length > 0).map(lengths)
    const [p50Ms, p99Ms] = [median(inRounds.map((round) => round.p50Ms)), median(inRounds.map((round) => round.p99Ms))]
    const more = way in beside ? Object.values(added(each, way)) : ['', '']
    const amid = way.startsWith('ours') ? Object.values(between(each, way)) : ['', '']
    return [way, each.concurrency, times.flat().length, p50Ms, p99Ms, ...more, ...amid, perSecond(each, way)]
  }))
  const columns = ['a reply; ms', 'at once', 'calls', 'p50', 'p99', 'added p50', 'added p99', 'between p50', 'between p99', 'calls/s']
  console.log(table([columns, ...rows, ['limit', '', '', '', '', limits.addedP50Ms, limits.addedP99Ms, limits.addedP50Ms, limits.addedP99Ms, '']]))
  const figures = (each: Measured, way: Way) => ({ ...added(each, way), ...(way.startsWith('ours') && between(each, way)), callsPerSecond: perSecond(each, way) })
  const one = (way: Way) => ({ ...figures(all[0]!, way), ...Object.fromEntries(all.map((each) => [`at${each.concurrency}`, figures(each, way)])) })
  const callsOf = (way: Way) => all.reduce((sum, { took }) => sum + took.get(way)!.flat().length, 0)
  const [waited, opened] = [callsOf('ours, waiting for a slice'), callsOf('ours, with a purse')]
  console.log(JSON.stringify({ ours: one('ours'), withReservation: { ...one('ours, with a purse'), waitedForSlice: waited / (waited + opened) }, portkey: portkey ? one('Portkey') : null }))
}

function median(values: readonly number[]): number {
  return percentiles(values).p50Ms
}
