/** How this process is: its memory, its processor time, how late its event loop runs, and the disk under its data. */
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { tally, waitBoundsMs } from '../domain/tally.ts'
import type { Clock } from '../ports/clock.ts'
import type { ProcessVitals } from '../ports/vitals.ts'

/** How often the event loop's lateness is looked at: what comes in at any moment waits as long. */
const lookMs = 100

export type Watched = { vitals(): Promise<ProcessVitals>; close(): Promise<void> }

/** `looked` is told how late each look at the event loop was, every tenth of a second. */
export function watchProcess(dataFolder: string, clock: Pick<Clock, 'now'>, looked: (lateMs: number) => void = () => {}): Watched {
  const lagMs = tally(waitBoundsMs)
  const startedAtMs = clock.now() - process.uptime() * 1000
  let dueMs = performance.now() + lookMs
  const looking = setInterval(() => {
    const nowMs = performance.now()
    const lateMs = Math.max(0, nowMs - dueMs)
    lagMs.note(lateMs)
    looked(lateMs)
    dueMs = nowMs + lookMs
  }, lookMs).unref()
  return {
    async vitals() {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
      const { user, system } = process.cpuUsage()
      return {
        startedAtMs, cpuMs: (user + system) / 1000, residentBytes: rss, heapUsedBytes: heapUsed, heapTotalBytes: heapTotal, externalBytes: external,
        lagMs: lagMs.read(), disk: await diskOf(dataFolder).catch(() => null),
      }
    },
    async close() {
      clearInterval(looking)
    },
  }
}

/** Of a folder that may not be there yet. */
async function diskOf(folder: string): Promise<ProcessVitals['disk']> {
  let at = resolve(folder)
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  const { bsize, bavail, blocks } = await statfs(at)
  return { freeBytes: bsize * bavail, sizeBytes: bsize * blocks }
}
