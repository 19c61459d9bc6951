/** The machine as it is: what it has, what runs on it, and in which versions. */
import { execFileSync } from 'node:child_process'
import { cpus, freemem, loadavg, release, totalmem } from 'node:os'
import { rounded } from '../measuring/figures.ts'
import { cpuMsOf, everyProcess } from '../measuring/installation.ts'
import type { Home } from '../measuring/homes.ts'

export type Machine = { readonly rows: readonly (readonly [what: string, value: string])[]; readonly load: readonly number[]; readonly freeMb: number }

export async function machine(home: Home | null): Promise<Machine> {
  const postgres = home === null ? 'of its own' : ((await home.database.sql<{ version: string }[]>`select current_setting('server_version') as version`)[0]?.version ?? '')
  return {
    load: loadavg().map(rounded), freeMb: Math.round(freemem() / 2 ** 20),
    rows: [
      ['processor', `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`], ['memory', `${Math.round(totalmem() / 2 ** 20)} MB`], ['kernel', release()], ['Node', process.version],
      ['PostgreSQL', postgres], ['Redis', said('redis-server', ['--version'])], ['Mluv', said('git', ['-C', import.meta.dirname, 'log', '-1', '--format=%h, %cs'])],
    ],
  }
}

function said(program: string, words: readonly string[]): string {
  try {
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'not found'
  }
}

const shown = 12
const named = 40

export type Busy = { readonly pid: number; readonly command: string; readonly cpuMs: number }

/** What every process has taken of the processor, to be compared with later. */
export const busySoFar = (): ReadonlyMap<number, number> => new Map(everyProcess().map(({ pid, cpuMs }) => [pid, cpuMs]))

/** Those that took most since, whosever they are: by the program alone, since what follows may be a secret. */
export function busiest(before: ReadonlyMap<number, number>): readonly Busy[] {
  const all = everyProcess().map(({ pid, command, parent: _ }) => ({ pid, command: programIn(command), cpuMs: (cpuMsOf(pid) ?? 0) - (before.get(pid) ?? 0) }))
  return all.toSorted((one, other) => other.cpuMs - one.cpuMs).slice(0, shown)
}

function programIn(command: string): string {
  const [program = '', ...words] = command.split(' ')
  const file = words.find((word) => /\.[cm]?[jt]s$/.test(word))
  return `${program.split('/').at(-1)}${file === undefined ? '' : ` ${file.split('/').slice(-2).join('/')}`}`.slice(0, named)
}
