/** The machine while learners are at it: what each process takes of the processor and of memory, second by second. */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { belowOf, cpuMsOf, everyProcess, pssMb, type Process } from '../measuring/installation.ts'

/** Whose a process is, it and what it starts, unless that is somebody else's. */
export type Root = { readonly name: string; readonly isIts: (process: Process) => boolean }
export type Use = { readonly cpuMs: number; /** Null where it was not looked at in this moment. */ readonly mb: number | null }
/** `cpuMs` counts from the beginning of the watch. */
export type Seen = { readonly atMs: number; readonly by: Readonly<Record<string, Use>>; /** All cores busy is 1, whoever keeps them so. */ readonly busy: number }
export type Watch = {
  /** As of now. */
  look(): Seen
  seen(): readonly Seen[]
  stop(): Promise<readonly Seen[]>
}

const everyMs = 1_000
/** Memory is walked through page by page, and processes are looked for in all of /proc: not each second. */
const memoryEvery = 5
const seenMax = 100_000

export function watch(roots: readonly Root[]): Watch {
  const seen: Seen[] = []
  const cpuBefore = new Map<number, number>()
  const over = new AbortController()
  const beganMs = performance.now()
  let owners = ownersOf(roots)
  for (const pid of owners.keys()) cpuBefore.set(pid, cpuMsOf(pid) ?? 0)
  let machine = machineTicks()

  function look(withMemory: boolean): Seen {
    const by: Record<string, { cpuMs: number; mb: number | null }> = Object.fromEntries(roots.map(({ name }) => [name, { cpuMs: 0, mb: withMemory ? 0 : null }]))
    for (const [pid, name] of owners) {
      const use = by[name]!
      use.cpuMs += (cpuMsOf(pid) ?? cpuBefore.get(pid) ?? 0) - (cpuBefore.get(pid) ?? 0)
      if (withMemory) use.mb = use.mb! + (pssMb(pid) ?? 0)
    }
    const ticks = machineTicks()
    const busy = ticks.all === machine.all ? 0 : (ticks.busy - machine.busy) / (ticks.all - machine.all)
    machine = ticks
    return { atMs: Math.round(performance.now() - beganMs), by, busy }
  }
  async function watching(): Promise<void> {
    for (let count = 0; !over.signal.aborted && seen.length < seenMax; count += 1) {
      const withMemory = count % memoryEvery === 0
      // What has begun since is looked for; what it took before it was found is its own.
      if (withMemory) owners = new Map([...owners, ...ownersOf(roots)])
      seen.push(look(withMemory))
      await pause(Math.max(0, beganMs + (count + 1) * everyMs - performance.now()), undefined, { signal: over.signal }).catch(() => {})
    }
  }
  const watched = watching()
  return {
    look: () => look(true),
    seen: () => seen,
    async stop() {
      over.abort()
      await watched
      return seen
    },
  }
}

/** By process. npm and its shell only wait. */
function ownersOf(roots: readonly Root[]): ReadonlyMap<number, string> {
  const processes = everyProcess()
  const owners = new Map<number, string>()
  // Whoever started all the others comes first, and gives way.
  for (const { name, isIts } of roots) for (const { pid, command } of belowOf(processes, isIts)) if (!/^(npm|sh|\/bin\/sh) /.test(command)) owners.set(pid, name)
  return owners
}

/** User, nice, system, idle, iowait, irq, softirq, steal; guests are counted in the first. */
function machineTicks(): { readonly busy: number; readonly all: number } {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.trim().split(/\s+/).slice(1, 9).map(Number)
  const all = fields.reduce((sum, each) => sum + each, 0)
  return { all, busy: all - fields[3]! - fields[4]! }
}
