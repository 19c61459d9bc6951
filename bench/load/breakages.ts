/** How each fault is brought about on an installation of our own, and ended: always by what an operator, a crash or a machine would do. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestRedis } from '../../server/test/redis.ts'
import type { ServerHome } from '../measuring/homes.ts'
import { start, type Installation } from '../measuring/installation.ts'
import type { Endpoint } from '../simulator/behaviour.ts'
import type { Breakage, FaultName } from './faults.ts'

/** One of an installation's processes, which may die and come again under the same address. */
export type Member = { readonly command: 'serve' | 'work'; readonly environment: Readonly<Record<string, string>>; running: Installation }
/** `redis` is the one that runs. `disk`: what the database is on, where it may be filled; null where it may not. */
export type Parts = {
  readonly root: string
  readonly home: ServerHome
  readonly redis: { running: TestRedis; startAgain(): Promise<void> }
  readonly members: readonly Member[]
  readonly set: (behaviours: Partial<Record<Endpoint, object>>) => Promise<void>
  readonly usual: Readonly<Partial<Record<Endpoint, object>>>
  readonly disk: string | null
}

/** Longer than a learner waits for a first word. */
const slowMs = 8_000
const diskMb = 4_096
const blockBytes = 1024 * 1024

export function breakagesOf({ root, home, redis, members, set, usual, disk }: Parts): Partial<Readonly<Record<FaultName, Breakage>>> {
  const killed = (command: Member['command']): Breakage | undefined => {
    const member = members.findLast((each) => each.command === command)
    return member && {
      begin: async () => void process.kill(-member.running.process.pid!, 'SIGKILL'),
      end: async () => void (member.running = await start(root, member.environment, member.command)),
    }
  }
  const [worker, api] = [killed('work'), killed('serve')]
  const dead = { fault: { kind: 'status', status: 500 } }
  return {
    'redis-gone': { begin: () => redis.running.stop('SIGKILL'), end: redis.startAgain },
    'redis-silent': { begin: async () => redis.running.pause(), end: async () => redis.running.goOn() },
    'database-restarted': { begin: home.end, end: home.startAgain },
    'database-silent': { begin: async () => home.signal('SIGSTOP'), end: async () => home.signal('SIGCONT') },
    ...(worker && { 'worker-killed': worker }),
    // Those who were served there go to another.
    ...(api && members.filter(({ command }) => command === 'serve').length > 1 && { 'api-killed': api }),
    'provider-slow': { begin: () => set({ chat: { ...usual.chat, firstByteMs: slowMs } }), end: () => set(usual) },
    'provider-dead': { begin: () => set({ transcriptions: dead, chat: dead, speech: dead }), end: () => set(usual) },
    ...(disk !== null && { 'disk-full': diskFull(disk, home) }),
  }
}

/** A disk of its own for the database, in memory; null where nobody may make one. */
export function diskAt(folder: string): string | null {
  if (process.getuid?.() !== 0) return null
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m`, 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
}

export const unmount = (disk: string): void => void execFileSync('umount', ['--lazy', disk], { stdio: 'ignore' })

function diskFull(disk: string, home: ServerHome): Breakage {
  const ballast = join(disk, 'ballast')
  return {
    async begin() {
      mkdirSync(ballast)
      const block = Buffer.alloc(64 * blockBytes)
      const free = () => { const { bavail, bsize } = statfsSync(disk); return bavail * bsize }
      for (let at = 0; free() > 0; at += 1) {
        try {
          writeFileSync(join(ballast, `${at}`), block.subarray(0, Math.max(1, Math.min(block.length, free()))))
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        }
      }
    },
    async end() {
      rmSync(ballast, { recursive: true })
      // Where it gave up altogether, somebody starts it again.
      if (!home.isRunning()) await home.startAgain()
    },
  }
}
