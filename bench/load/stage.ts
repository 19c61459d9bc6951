/**
 * What is asked: an installation of our own on this machine, with a PostgreSQL server, Redis and simulated vendors, filled with learners who
 * have a year behind them; or somebody else's, of which nothing is known but its address.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { settings } from '../../server/src/config.ts'
import { freePort } from '../../server/test/free-port.ts'
import { startRedis, type TestRedis } from '../../server/test/redis.ts'
import { serverHome, type Home } from '../measuring/homes.ts'
import { belowOf, everyProcess, start } from '../measuring/installation.ts'
import { fill } from '../seeding/fill.ts'
import { filler } from '../seeding/filler.ts'
import { tokenOf } from '../seeding/life.ts'
import { alerts, type Alerts } from './alerts.ts'
import type { Asked } from './asked.ts'
import { breakagesOf, diskAt, unmount, type Member } from './breakages.ts'
import type { Breakage, FaultName } from './faults.ts'
import { reminders, type Reminders } from './reminders.ts'
import { scenarios, type Scenario } from './scenarios.ts'
import type { Root } from './watch.ts'

type Own = {
  readonly home: Home
  readonly roots: readonly Root[]
  readonly reminders: Reminders | null
  readonly breakages: Partial<Readonly<Record<FaultName, Breakage>>>
  readonly alerts: Alerts | null
}
export type Stage = {
  readonly urls: readonly string[]
  /** Null where all are guests. */
  readonly tokens: readonly string[] | null
  /** Null where it is somebody else's. */
  readonly own: Own | null
  stop(): Promise<void>
}

/** As providers are on a good day: those of `bench/turn`. */
const behaviours = { transcriptions: { firstByteMs: 150 }, chat: { firstByteMs: 200, perPieceMs: 10 }, speech: { firstByteMs: 100, perPieceMs: 10 } }
const yearOf = { turns: 100, words: 30, days: 365 }
const key = 'sk-simulated'
const metricsToken = 'whoever-watches-the-load'
const root = resolve(import.meta.dirname, '../..')

const answersMsMax = 10_000

/** Throws a sentence for people where no Mluv answers there. */
export async function guestStage(host: string): Promise<Stage> {
  const about = await fetch(`${host}/api/v1/about`, { signal: AbortSignal.timeout(answersMsMax) }).then((answer) => answer.text()).catch(() => '')
  if (!about.includes('"version"')) throw new Error(`No Mluv answers at ${host}.`)
  return { urls: [host], tokens: null, own: null, stop: async () => {} }
}

/** `profiles`: where the processes of the installation write theirs; null: nowhere. */
export async function ownStage({ learners, api, workers, scenario, faults }: Pick<Asked, 'learners' | 'api' | 'workers' | 'scenario' | 'faults'>, profiles: string | null): Promise<Stage> {
  const scratch = mkdtempSync(join(tmpdir(), 'mluv-load-'))
  // PostgreSQL runs as somebody else.
  chmodSync(scratch, 0o755)
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(scratch, { recursive: true, force: true, maxRetries: 10 })]
  const stop = async () => {
    for (let end = stops.pop(); end; end = stops.pop()) await end()
  }
  try {
    const folder = join(scratch, 'database')
    const disk = faults.includes('disk-full') ? diskAt(folder) : null
    if (disk !== null) stops.push(async () => unmount(disk))
    const home = await serverHome(disk === null ? folder : join(disk, 'of'))
    if (home === null) throw new Error('This needs a PostgreSQL server: apt-get install postgresql.')
    stops.push(home.stop)
    await people(home, learners)
    const scene: Scenario = scenarios[scenario]
    const mail = scene.isReminded ? await reminders(home) : null
    if (mail) stops.push(mail.close)
    const redis = await redisOf()
    stops.push(() => redis.running.stop('SIGTERM'))
    const simulator = await startSimulator()
    stops.push(simulator.stop)
    const environment = {
      ...surroundings(simulator.url, home, redis.running.url), MLUV_DATA: join(scratch, 'data'), MLUV_SERVING_PROCESSES: String(api), MLUV_WORK: String(workers === 0),
      ...(mail ? { SMTP_URL: mail.url } : {}),
      ...(profiles === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }),
    }
    const members: Member[] = []
    // One after the other: the first migrates.
    for (let at = 0; at < api + workers; at += 1) {
      const member = await begun(environment, at < api ? 'serve' : 'work')
      members.push(member)
      stops.push(() => member.running.stop())
    }
    const placeOf = ({ command, environment }: Member) => `127.0.0.1:${environment[command === 'serve' ? 'PORT' : 'METRICS_PORT']}`
    const watching = faults.length === 0 ? null : await alerts(join(scratch, 'prometheus'), members.map(placeOf), metricsToken)
    if (watching) stops.push(watching.stop)
    const roots = rootsOf(members, { folder, redisPort: redis.running.port, simulator: simulator.pid })
    const breakages = breakagesOf({ root, home, redis, members, set: simulator.set, usual: behaviours, disk })
    const urls = members.flatMap(({ command, running }) => (command === 'serve' ? [running.url] : []))
    return { urls, tokens: Array.from({ length: learners }, (_, at) => tokenOf(at)), own: { home, roots, reminders: mail, breakages, alerts: watching }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What every process is told. */
const surroundings = (vendor: string, { connection }: Home, redisUrl: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(['CHAT', 'STT', 'TTS'].flatMap((part) => [[`MLUV_${part}_URL`, vendor], [`MLUV_${part}_KEY`, key]])),
  // As whoever installs it has it.
  LATE_MS_MAX: String(settings.find(({ name }) => name === 'LATE_MS_MAX')!.default),
  DATABASE_URL: 'url' in connection ? connection.url : '', REDIS_URL: redisUrl, GUESTS_PER_HOUR: '0', METRICS_TOKEN: metricsToken,
})

async function begun(common: Readonly<Record<string, string>>, command: Member['command']): Promise<Member> {
  const port = String(await freePort())
  const environment = { ...common, ...(command === 'serve' ? { PORT: port } : { METRICS_PORT: port }) }
  return { command, environment, running: await start(root, environment, command) }
}

/** On the same port each time. */
async function redisOf(): Promise<{ running: TestRedis; startAgain(): Promise<void> }> {
  const redis = { running: await startRedis(), startAgain: async () => void (redis.running = await startRedis({ port: redis.running.port })) }
  return redis
}

function rootsOf(members: readonly Member[], { folder, redisPort, simulator }: { readonly folder: string; readonly redisPort: number; readonly simulator: number }): readonly Root[] {
  const named = (command: Member['command'], name: string) => {
    const all = members.filter((each) => each.command === command)
    return all.map((member, at): Root => ({ name: all.length === 1 ? name : `${name} ${at + 1}`, isIts: ({ pid }) => pid === member.running.process.pid }))
  }
  const isOurs = (pid: number) => belowOf(everyProcess(), (each) => members.some(({ running }) => running.process.pid === each.pid)).some((each) => each.pid === pid)
  return [
    ...named('serve', 'mluv'), ...named('work', 'worker'), { name: 'voice', isIts: ({ pid, command }) => command.includes('espeak-voice') && isOurs(pid) }, { name: 'PostgreSQL', isIts: ({ command }) => command.includes(folder) },
    { name: 'Redis', isIts: ({ command }) => command.includes('redis-server') && command.endsWith(`:${redisPort}`) }, { name: 'simulator', isIts: ({ pid }) => pid === simulator },
  ]
}

async function people(home: Home, learners: number): Promise<void> {
  const sql = filler(home.connection)
  try {
    await fill(sql, { learners, turns: learners * yearOf.turns, words: learners * yearOf.words, days: yearOf.days }, Date.now())
  } finally {
    await sql.end()
  }
}

type Vendor = { readonly url: string; readonly pid: number; set(behaviours: object): Promise<void>; stop(): Promise<void> }

async function startSimulator(): Promise<Vendor> {
  const child = spawn(process.execPath, [join(root, 'bench/simulator/main.ts'), '--port', '0', '--key', key], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(printed.toString()) as { readonly url: string }
  const set = async (how: object) => void (await fetch(new URL('/simulator/set', url), { method: 'POST', body: JSON.stringify(how) }))
  await set(behaviours)
  return {
    url, pid: child.pid!, set,
    async stop() {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
