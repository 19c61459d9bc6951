/** Mluv as its user starts it: `main.ts` as a process of its own, with a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isPostgres, isRunning, readPostmaster } from '../../src/adapters/embedded-postgres/postmaster.ts'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start.ts'
import { settings, type SettingName } from '../../src/config.ts'

export type Serving = {
  readonly url: string
  readonly pid: number
  /** Everything it has printed. */
  printed(): string
  /** Sends the signal and resolves with how the process ended. */
  end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** Sends the signal, and that is all. */
  signal(signal: 'SIGTERM'): void
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

export type Place = {
  readonly folder: string
  start(given?: Partial<Record<SettingName, string>>): Promise<Serving>
  /** `npm start -- …`, to its end. */
  run(words: readonly string[], given?: Partial<Record<SettingName, string>>): Promise<{ readonly code: number | null; readonly printed: string }>
  remove(): Promise<void>
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** An empty data folder, which may be started again and again; or that of another place, for another version's `main.ts`. */
export function place(other?: { readonly folder: string; readonly main: string }): Place {
  const program = other?.main ?? main
  const root = other === undefined ? mkdtempSync(join(tmpdir(), 'mluv-journey-')) : dirname(other.folder)
  chmodSync(root, 0o755)
  const folder = join(root, 'data')
  const children: ChildProcess[] = []
  const started = (words: readonly string[], given: Partial<Record<SettingName, string>>): ChildProcess => {
    const env = { ...plainEnvironment(), MLUV_DATA: folder, PORT: '0', RATE_LIMIT_PER_MINUTE: '0', LATE_MS_MAX: '0', ...given }
    const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    return child
  }
  return {
    folder,
    start: (given = {}) => served(started([], given)),
    async run(words, given = {}) {
      const child = started(words, given)
      let printed = ''
      for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (piece: Buffer) => { printed += piece.toString() })
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, printed }
    },
    async remove() {
      for (const child of children) child.kill('SIGKILL')
      const database = join(folder, 'postgres')
      const left = readPostmaster(database)
      if (left !== undefined && isRunning(left.pid) && isPostgres(left.pid)) await (await startEmbeddedPostgres({ folder: database, log: () => {} })).stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env }
  for (const { name } of settings) for (const key of [name, `${name}_FILE`]) delete environment[key]
  return environment
}

/** Resolves when the address is printed; rejects with what was printed when the process ends instead. */
export async function served(child: ChildProcess): Promise<Serving> {
  let printed = ''
  const ended = once(child, 'exit').then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null }))
  const { promise: url, resolve, reject } = Promise.withResolvers<string>()
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (piece: Buffer) => {
      printed += piece.toString()
      const found = /ready:\s+(http\S+)/.exec(printed)?.[1]
      if (found !== undefined) resolve(found)
    })
  }
  child.once('close', (code) => reject(Object.assign(new Error(printed), { code })))
  return {
    url: await url,
    pid: child.pid!,
    printed: () => printed,
    async end(signal) {
      child.kill(signal)
      return ended
    },
    signal: (signal) => void child.kill(signal),
    ended,
  }
}
