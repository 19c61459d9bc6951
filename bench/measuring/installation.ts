/** An installation as its user has it: `npm start` in a folder, and the processes it consists of. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

export type Installation = { readonly url: string; readonly startedAtMs: number; readonly process: ChildProcess; stop(): Promise<void> }

const startMsMax = 180_000

/** Resolves when the address is printed. `startedAtMs` is when `npm start` was typed. */
export async function start(folder: string, environment: Readonly<Record<string, string>>): Promise<Installation> {
  const startedAtMs = performance.now()
  const child = spawn('npm', ['start', '--silent'], { cwd: folder, env: { ...process.env, PORT: '0', RATE_LIMIT_PER_MINUTE: '0', ...environment }, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    const late = setTimeout(() => reject(new Error('Mluv did not start in time.')), startMsMax)
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString()
      const found = /ready:\s+(http\S+)/.exec(printed)?.[1]
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
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const [, parent, user, system] = /\) \S (\d+)(?: \S+){9} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      const [, kb] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
      return [{ pid: Number(pid), parent: Number(parent), command, mb: Number(kb) / 1024, cpuMs: (Number(user) + Number(system)) * tickMs }]
    } catch {
      return []
    }
  })
  const ours = new Set([root])
  for (const { pid, command } of processes) if (command.includes(dataFolder)) ours.add(pid)
  for (let grown = true; grown; ) {
    grown = false
    for (const { pid, parent } of processes) if (ours.has(parent) && !ours.has(pid)) grown = Boolean(ours.add(pid))
  }
  return processes.filter(({ pid }) => ours.has(pid)).map(({ pid, command, mb, cpuMs }) => ({ pid, kind: kindOf(command), mb, cpuMs }))
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
