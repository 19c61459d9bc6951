/** Things that are each let go of the same time after they came. */
import type { Clock } from '../ports/clock.ts'

/** One wait for all of them: a signal on which each had a wait of its own would take longer to listen to the more there are. Where it is aborted, all are let go of. */
export function forAWhile<Of>(keptMs: number, letGo: (of: Of) => void, clock: Pick<Clock, 'monotonicMs' | 'sleep'>, signal: AbortSignal): (of: Of) => void {
  /** In the order in which they came. */
  const all = new Map<Of, number>()

  async function letGoInTime(): Promise<void> {
    for (let [next] = all; next !== undefined; [next] = all) {
      const [of, untilMs] = next
      const waitMs = untilMs - clock.monotonicMs()
      if (waitMs > 0) await clock.sleep(waitMs, signal)
      all.delete(of)
      letGo(of)
    }
  }
  return (of) => {
    all.set(of, clock.monotonicMs() + keptMs)
    if (all.size === 1) void letGoInTime()
  }
}
