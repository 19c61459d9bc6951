/** Tells the other processes again and again how this one is, and keeps what it counted a few minutes ago to tell what is of now. */
import { noFigures, since, stepMs, stepOf, tellEveryMs, windowMs, type Figures, type ProcessLive } from '../../domain/live.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Live, Told } from '../../ports/live.ts'

type Reported = {
  readonly live: Live
  readonly clock: Clock
  readonly processId: string
  readonly does: ProcessLive['does']
  readonly version: string
  readonly startedAtMs: number
  /** Everything since the process began. */
  readonly count: () => Promise<Figures>
  readonly report: (error: unknown) => void
}
export type Reporter = {
  /** As it is now. */
  own(): Promise<Told>
  /** Begins to tell. */
  start(): void
  close(): Promise<void>
}

/** What was counted before is kept as of so many moments, apart by this. */
const keptEveryMs = 30_000

export function reporter({ live, clock, processId, does, version, startedAtMs, count, report }: Reported): Reporter {
  const over = new AbortController()
  let kept: { readonly atMs: number; readonly figures: Figures }[] = [{ atMs: startedAtMs, figures: noFigures }]
  let lastStep = { atMs: Math.floor(clock.now() / stepMs) * stepMs, figures: noFigures }
  let hasFailed = false
  let loop = Promise.resolve()

  function toldOf(all: Figures, nowMs: number): Told {
    const [oldest] = kept
    return { processId, toldAtMs: nowMs, does, version, startedAtMs, windowMs: Math.max(1, Math.round(nowMs - oldest!.atMs)), figures: since(oldest!.figures, all) }
  }
  function keep(all: Figures, nowMs: number): void {
    if (nowMs - kept.at(-1)!.atMs < keptEveryMs) return
    kept = [...kept, { atMs: nowMs, figures: all }]
    // The oldest is the last one that is old enough.
    while (kept.length > 1 && nowMs - kept[1]!.atMs >= windowMs) kept.shift()
  }
  function stepped(all: Figures, nowMs: number) {
    const atMs = Math.floor(nowMs / stepMs) * stepMs
    if (atMs <= lastStep.atMs) return null
    const step = { atMs: lastStep.atMs, figures: stepOf(since(lastStep.figures, all)) }
    lastStep = { atMs, figures: all }
    return step
  }
  async function tell(): Promise<void> {
    const all = await count()
    const nowMs = clock.now()
    const told = toldOf(all, nowMs)
    const step = stepped(all, nowMs)
    keep(all, nowMs)
    await live.tell(told, step)
  }
  async function telling(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(tellEveryMs, over.signal)
      if (over.signal.aborted) return
      await tell().then(() => { hasFailed = false }, (error: unknown) => {
        // While the database is away each try fails: one is told of.
        if (!hasFailed) report(error)
        hasFailed = true
      })
    }
  }
  return {
    own: async () => toldOf(await count(), clock.now()),
    start: () => void (loop = telling()),
    async close() {
      over.abort()
      await loop
      await live.leave(processId).catch(() => {})
    },
  }
}
