/** How long runs of jobs took in this process, and how they ended. */
import { jobBoundsMs, tally, type Tally } from '../../domain/tally.ts'
import type { TaskName } from '../../domain/task.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RunVitals } from '../../ports/vitals.ts'
import type { Verdict } from './job-ends.ts'

export type JobTimes = {
  /** How a run ends, noted when it has. */
  noted(task: TaskName, ending: Promise<Verdict>): Promise<Verdict>
  read(): readonly RunVitals[]
}

export function jobTimes(clock: Pick<Clock, 'monotonicMs'>): JobTimes {
  const byTask = new Map<TaskName, { readonly tookMs: Tally; readonly ends: Map<string, number> }>()
  return {
    async noted(task, ending) {
      const beganMs = clock.monotonicMs()
      const verdict = await ending
      const known = byTask.get(task) ?? { tookMs: tally(jobBoundsMs), ends: new Map<string, number>() }
      byTask.set(task, known)
      const end = verdict.type === 'failed' ? verdict.fault : verdict.type
      known.tookMs.note(clock.monotonicMs() - beganMs)
      known.ends.set(end, (known.ends.get(end) ?? 0) + 1)
      return verdict
    },
    read: () => Array.from(byTask, ([task, { tookMs, ends }]) => ({ task, tookMs: tookMs.read(), ends: new Map(ends) })),
  }
}
