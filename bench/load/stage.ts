/**
 * What is asked: an installation of our own on this machine, with a PostgreSQL server, Redis and simulated vendors, filled with learners who
 * have a year behind them; or somebody else's, of which nothing is known but its address.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startRedis } from '../../server/test/redis.ts'
import { serverHome, type Home } from '../measuring/homes.ts'
import { start, type Installation } from '../measuring/installation.ts'
import { fill } from '../seeding/fill.ts'
import { filler } from '../seeding/filler.ts'
import { tokenOf } from '../seeding/life.ts'
import type { Asked } from './asked.ts'
import { reminders, type Reminders } from './reminders.ts'
import { scenarios, type Scenario } from './scenarios.ts'
import type { Root } from './watch.ts'

export type Stage = {
  readonly urls: readonly string[]
  /** Null where all are guests. */
  readonly tokens: readonly string[] | null
  /** Null where it is somebody else's. */
  readonly own: { readonly home: Home; readonly roots: readonly Root[]; readonly reminders: Reminders | null } | null
  stop(): Promise<void>
}

/** As providers are on a good day: those of `bench/turn`. */
const behaviours = { transcriptions: { firstByteMs: 150 }, chat: { firstByteMs: 200, perPieceMs: 10 }, speech: { firstByteMs: 100, perPieceMs: 10 } }
const yearOf = { turns: 100, words: 30, days: 365 }
const key = 'sk-simulated'
const root = resolve(import.meta.dirname, '../..')

const answersMsMax = 10_000

/** Throws a sentence for people where no Mluv answers there. */
export async function guestStage(host: string): Promise<Stage> {
  const about = await fetch(`${host}/api/v1/about`, { signal: AbortSignal.timeout(answersMsMax) }).then((answer) => answer.text()).catch(() => '')
  if (!about.includes('"version"')) throw new Error(`No Mluv answers at ${host}.`)
  return { urls: [host], tokens: null, own: null, stop: async () => {} }
}

/** `profiles`: where the processes of the installation write theirs; null: nowhere. */
export async function ownStage({ learners, api, workers, scenario }: Pick<Asked, 'learners' | 'api' | 'workers' | 'scenario'>, profiles: string | null): Promise<Stage> {
  const scratch = mkdtempSync(join(tmpdir(), 'mluv-load-'))
  // PostgreSQL runs as somebody else.
  chmodSync(scratch, 0o755)
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(scratch, { recursive: true, force: true, maxRetries: 10 })]
  const stop = async () => {
    for (let end = stops.pop(); end; end = stops.pop()) await end()
  }
  try {
    const folder = join(scratch, 'database')
    const home = await serverHome(folder)
    if (home === null) throw new Error('This needs a PostgreSQL server: apt-get install postgresql.')
    stops.push(home.stop)
    await people(home, learners)
    const scene: Scenario = scenarios[scenario]
    const mail = scene.isReminded ? await reminders(home) : null
    if (mail) stops.push(mail.close)
    const redis = await startRedis()
    stops.push(() => redis.stop('SIGTERM'))
    const simulator = await startSimulator()
    stops.push(simulator.stop)
    const line = Object.fromEntries(['CHAT', 'STT', 'TTS'].flatMap((part) => [[`MLUV_${part}_URL`, simulator.url], [`MLUV_${part}_KEY`, key]]))
    const database = 'url' in home.connection ? home.connection.url : ''
    const environment = {
      ...line, DATABASE_URL: database, REDIS_URL: redis.url, MLUV_DATA: join(scratch, 'data'), GUESTS_PER_HOUR: '0', MLUV_SERVING_PROCESSES: String(api), MLUV_WORK: String(workers === 0),
      ...(mail ? { SMTP_URL: mail.url } : {}),
      ...(profiles === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }),
    }
    const serving: Installation[] = []
    const working: Installation[] = []
    // One after the other: the first migrates.
    for (let at = 0; at < api + workers; at += 1) {
      const each = await start(root, environment, at < api ? 'serve' : 'work')
      stops.push(each.stop)
      if (at < api) serving.push(each)
      else working.push(each)
    }
    const below = (name: string, pid: number): Root => ({ name, isIts: (process) => process.pid === pid })
    const roots = [
      ...serving.map(({ process }, at) => below(api === 1 ? 'mluv' : `mluv ${at + 1}`, process.pid!)), ...working.map(({ process }, at) => below(workers === 1 ? 'worker' : `worker ${at + 1}`, process.pid!)),
      { name: 'PostgreSQL', isIts: ({ command }: { command: string }) => command.includes(folder) }, { name: 'Redis', isIts: ({ command }: { command: string }) => command.includes(`redis-server`) && command.endsWith(`:${redis.port}`) },
      below('simulator', simulator.pid),
    ]
    return { urls: serving.map(({ url }) => url), tokens: Array.from({ length: learners }, (_, at) => tokenOf(at)), own: { home, roots, reminders: mail }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function people(home: Home, learners: number): Promise<void> {
  const sql = filler(home.connection)
  try {
    await fill(sql, { learners, turns: learners * yearOf.turns, words: learners * yearOf.words, days: yearOf.days }, Date.now())
  } finally {
    await sql.end()
  }
}

async function startSimulator(): Promise<{ readonly url: string; readonly pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(root, 'bench/simulator/main.ts'), '--port', '0', '--key', key], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(printed.toString()) as { readonly url: string }
  await fetch(new URL('/simulator/set', url), { method: 'POST', body: JSON.stringify(behaviours) })
  return {
    url, pid: child.pid!,
    async stop() {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
