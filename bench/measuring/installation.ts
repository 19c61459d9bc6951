/** An installation as its user has it: `npm start` in a folder, and the processes it consists of. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

export type Installation = { readonly url: string; readonly startedAtMs: number; readonly process: ChildProcess; stop(): Promise<void> }

const startMsMax = 180_000

/** Resolves when the address is printed; of what works and does not serve, when it says so, without an address. `startedAtMs` is when `npm start` was typed. */
export async function start(folder: string, environment: Readonly<Record<string, string>>, command: 'serve' | 'work' = 'serve'): Promise<Installation> {
  const startedAtMs = performance.now()
  const child = spawn('npm', ['start', '--silent', '--', command], { cwd: folder, env: { ...process.env, PORT: '0', RATE_LIMIT_PER_MINUTE: '0', LATE_MS_MAX: '0', ...environment }, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    const late = setTimeout(() => reject(new Error('Mluv did not start in time.')), startMsMax)
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString()
      const found = command === 'work' ? /^Working()/m.exec(printed)?.[1] : /ready:\s+(http\S+)/.exec(printed)?.[1]
      if (found === undefined) return
      clearTimeout(late)
      resolve(found)
    })
    void exited.then(() => reject(new Error(`Mluv stopped:\n${printed}`)))
  })
  return {
    url, startedAtMs, process: child,
    async stop() {
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGTERM')
      await Promise.race([exited, pause(15_000, undefined, { ref: false })])
    },
  }
}

export type Running = { readonly pid: number; readonly kind: 'mluv' | 'voice' | 'database' | 'npm'; /** Its share of memory (PSS). */ readonly mb: number; /** Of the processor, since it began. */ readonly cpuMs: number }

/** What /proc tells of the processes below `root`, and of those that work on `dataFolder`. */
export function processesOf(root: number, dataFolder: string): readonly Running[] {
  const processes = everyProcess()
  const ours = belowOf(processes, ({ pid, command }) => pid === root || command.includes(dataFolder))
  return ours.flatMap(({ pid, command, cpuMs }) => {
    const mb = pssMb(pid)
    return mb === null ? [] : [{ pid, kind: kindOf(command), mb, cpuMs }]
  })
}

export type Process = { readonly pid: number; readonly parent: number; readonly command: string; /** Of the processor, since it began. */ readonly cpuMs: number }

/** Those of this machine, as /proc tells. */
export function everyProcess(): readonly Process[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(), ...familyOf(Number(pid)) }]
    } catch {
      return []
    }
  })
}

function familyOf(pid: number): { readonly parent: number; readonly cpuMs: number } {
  const [, parent, user, system] = /\) \S (\d+)(?: \S+){9} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
  return { parent: Number(parent), cpuMs: (Number(user) + Number(system)) * tickMs }
}

/** Of the processor, since it began; null where it is gone. */
export function cpuMsOf(pid: number): number | null {
  try {
    return familyOf(pid).cpuMs
  } catch {
    return null
  }
}

/** Its share of memory; null where it is gone. */
export function pssMb(pid: number): number | null {
  try {
    const [, kb] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
    return kb === undefined ? null : Number(kb) / 1024
  } catch {
    return null
  }
}

/** These, and all that they started. */
export function belowOf(processes: readonly Process[], isRoot: (process: Process) => boolean): readonly Process[] {
  const ours = new Set(processes.filter(isRoot).map(({ pid }) => pid))
  for (let grown = true; grown; ) {
    grown = false
    for (const { pid, parent } of processes) if (ours.has(parent) && !ours.has(pid)) grown = Boolean(ours.add(pid))
  }
  return processes.filter(({ pid }) => ours.has(pid))
}

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10

const kindOf = (command: string): Running['kind'] => (/main\.ts/.test(command) ? 'mluv' : /espeak/.test(command) ? 'voice' : /postgres/.test(command) ? 'database' : 'npm')

/** Megabytes of each kind of process below `root`. */
export function memoryMb(root: number, dataFolder: string): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const { kind, mb } of processesOf(root, dataFolder)) kinds[kind] = Math.round((kinds[kind] ?? 0) + mb)
  return kinds
}
