/** What processes tell each other of how they are just now; it is worth nothing tomorrow. */
import type { Figures, ProcessLive } from '../domain/live.ts'

export type Told = ProcessLive & { readonly processId: string; readonly toldAtMs: number }
export type Step = { readonly atMs: number; readonly figures: Figures }

export type Live = {
  /** Says how a process is, in place of what it said before, and what it counted in the step that is over. Forgets those that are silent, and steps that are old. */
  tell(process: Told, step: Step | null): Promise<void>
  /** The process is gone. */
  leave(processId: string): Promise<void>
  /** Those that are not silent, in the order in which they began. */
  processes(nowMs: number): Promise<readonly Told[]>
  /** What each process counted in each step since then, oldest first. */
  steps(fromMs: number): Promise<readonly Step[]>
}
