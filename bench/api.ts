/**
 * The read mix over HTTP, on a seeded installation that runs as its users run it, after every page was asked for once: 1,000 requests a
 * second, then 64 callers as fast as they are answered, beside a bare Fastify route that returns the same bytes; and how many statements
 * each call costs.
 *
 * Who asks are those who practise daily, a tenth of the learners; then all of them. Home 45 %, stats 20, due cards 15, a conversation 10,
 * the leaderboard 5, audio 5; Zipf over learners; one request in ten writes instead (reviews, settings, cards). `--data FOLDER` keeps what
 * is seeded. `--redis URL` shares the cache there.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { memoryMb, start } from './measuring/installation.ts'
import { caller } from './measuring/caller.ts'
import { percentiles, rounded, table } from './measuring/figures.ts'
import { embeddedHome } from './measuring/homes.ts'
import { everyOne, paced, saturated, type Load } from './measuring/load.ts'
import { folderOf, quick, seededAt, size } from './measuring/seeded.ts'
import { countStatements } from './measuring/statements.ts'
import { readMix } from './seeding/read-mix.ts'

const limits = { p50Ms: 5, p95Ms: 20 }
const perSecond = 1_000
const callers = 64
const warmCallers = 8
/** How often each call is made while statements are counted. */
const statementRounds = 20
const [warmMs, pacedMs, saturatedMs] = quick ? [3_000, 5_000, 4_000] : [20_000, 30_000, 15_000]
const root = resolve(import.meta.dirname, '..')

const redis = process.argv.includes('--redis') ? { REDIS_URL: process.argv[process.argv.indexOf('--redis') + 1]! } : {}
const scratch = mkdtempSync(join(tmpdir(), 'mluv-api-'))
try {
  const folder = folderOf('embedded', scratch)
  const seeded = await seededAt(folder)
  const [daily, everybody] = [await readMix(seeded, size.learners / 10), await readMix(seeded)]
  await seeded.stop()
  const statements = { cached: await statementsPerCall(folder, daily.calls, true), uncached: await statementsPerCall(folder, daily.calls, false) }
  report(statements, { daily: await measure(folder, daily, true), everybody: await measure(folder, everybody, true), uncached: await measure(folder, daily, false) })
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

type Measured = { readonly paced: Load; readonly saturated: Load; readonly readsOnly: Load; readonly bare: Load; readonly cpu: number; readonly mb: number }
type Mix = Awaited<ReturnType<typeof readMix>>

/** `cpu`: cores of the process while it was asked at the given pace. `mb`: its memory (PSS) after that. */
async function measure(folder: string, mix: Mix, cache: boolean): Promise<Measured> {
  const installation = await start(root, { MLUV_DATA: folder, CACHE_ENABLED: String(cache), GUESTS_PER_HOUR: '0', ...redis })
  const { url } = installation
  try {
    if (cache) await everyOne(url, mix.everything(), warmCallers)
    await paced(url, mix.next, perSecond, warmMs)
    const pid = serverOf(installation.process.pid!)
    const busyMs = cpuMs(pid)
    const atPace = await paced(url, mix.next, perSecond, pacedMs)
    const cpu = (cpuMs(pid) - busyMs) / pacedMs
    const mb = memoryMb(installation.process.pid!, folder)['mluv']!
    const full = await saturated(url, mix.next, callers, saturatedMs)
    const readsOnly = await saturated(url, mix.nextRead, callers, saturatedMs)
    const bare = await bareFastify(url, mix)
    return { paced: atPace, saturated: full, readsOnly, bare, cpu, mb }
  } finally {
    await installation.stop()
  }
}

/** The same answers, taken once, from a route that does nothing but give them. */
async function bareFastify(url: string, { calls, nextName }: Mix): Promise<Load> {
  const once64 = caller(url)
  const answers: Record<string, { readonly type: string; readonly encoding: string | null; readonly body: string }> = {}
  for (const [name, { sample }] of Object.entries(calls)) {
    const { head, body } = await once64.ask(sample())
    answers[name] = { type: /\r\ncontent-type: ([^\r]+)/i.exec(head)![1]!, encoding: /\r\ncontent-encoding: ([^\r]+)/i.exec(head)?.[1] ?? null, body: body.toString('base64') }
  }
  once64.close()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'measuring/bare-fastify.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(answers))
  const [address] = (await once(child.stdout, 'data')) as [Buffer]
  try {
    return await saturated(String(address).trim(), () => `GET /${nextName()} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip, br\r\n\r\n`, callers, saturatedMs)
  } finally {
    child.kill()
  }
}

/** Each call of somebody's a second time and on, the database asked through a relay that counts. */
async function statementsPerCall(folder: string, calls: Mix['calls'], cache: boolean): Promise<Record<string, number>> {
  const home = await embeddedHome(folder)
  const { connection } = home
  if ('url' in connection) throw new Error('The embedded home is reached by a socket.')
  const counter = await countStatements(`${connection.socketFolder}/.s.PGSQL.${connection.port}`)
  const address = `postgres://${connection.user}:${connection.password}@127.0.0.1:${counter.port}/${connection.database}`
  const installation = await start(root, { DATABASE_URL: address, CACHE_ENABLED: String(cache), MLUV_WORK: 'false', RATE_LIMIT_PER_MINUTE: '0', ...redis })
  const mine = caller(installation.url)
  try {
    const found: Record<string, number> = {}
    for (const [name, { sample }] of Object.entries(calls)) {
      const request = sample()
      await mine.ask(request)
      const before = counter.count()
      for (let times = 0; times < statementRounds; times += 1) await mine.ask(request)
      found[name] = rounded((counter.count() - before) / statementRounds)
    }
    return found
  } finally {
    mine.close()
    await installation.stop()
    await counter.stop()
    await home.stop()
  }
}

/** npm starts a shell that starts us. */
function serverOf(npm: number): number {
  const children = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  for (let pid = npm; ; pid = children(pid)[0]!) if (/^[^\0]*node\0.*main\.ts/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) return pid
}

/** User and system time, in milliseconds: the 14th and 15th field of `stat`, in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

type PerCall = Readonly<Record<string, number>>

function report(statements: { readonly cached: PerCall; readonly uncached: PerCall }, { daily, everybody, uncached }: Readonly<Record<'daily' | 'everybody' | 'uncached', Measured>>): void {
  const row = (name: string, { paced: load, saturated: full, readsOnly, bare, cpu, mb }: Measured) => {
    const { p50Ms, p95Ms, p99Ms } = percentiles(load.tookMs)
    return [name, p50Ms, p95Ms, p99Ms, load.errors, rounded(cpu), mb, Math.round(full.perSecond), Math.round(readsOnly.perSecond), Math.round(bare.perSecond), rounded(full.perSecond / bare.perSecond)]
  }
  const practisers = `${size.learners / 10} daily practisers`
  console.log(table([
    [`${size.learners} learners, ${perSecond} requests/s; ms`, 'p50', 'p95', 'p99', 'errors', 'cores', 'MB', `/s at ${callers}`, 'reads only', 'bare Fastify', '÷ bare'],
    row(practisers, daily), row('everybody asks', everybody), row(`${practisers}, CACHE_ENABLED=false`, uncached), ['limit', limits.p50Ms, limits.p95Ms, '', 0, '', 400, '', '', '', ''],
  ]))
  const calls = Object.keys(statements.cached)
  console.log(`\n${table([['statements a call', ...calls], ['remembered', ...calls.map((call) => statements.cached[call]!)], ['CACHE_ENABLED=false', ...calls.map((call) => statements.uncached[call]!)]])}\n`)
  const figures = ({ paced: load, saturated: full, readsOnly, bare, cpu, mb }: Measured) => ({
    ...percentiles(load.tookMs), errors: load.errors + full.errors, perSecond: Math.round(load.perSecond), cpuCores: rounded(cpu), rssMb: mb,
    saturatedPerSecond: Math.round(full.perSecond), ofBareFastify: rounded(full.perSecond / bare.perSecond), readsOfBareFastify: rounded(readsOnly.perSecond / bare.perSecond),
  })
  console.log(JSON.stringify({ ...figures(daily), everybody: figures(everybody), uncached: figures(uncached), statements }))
}
