/** Packages of Anki's (.apkg), read and written in a thread of their own. One that kills it, or keeps it for too long, costs that one job. */
import { Failure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeckFile } from '../../ports/deck-file.ts'
import { thread } from '../thread.ts'
import type { PackageAnswer, PackageJob } from './package-job.ts'

export type AnkiOptions = { readonly clock: Clock; readonly waitingMax?: number; readonly jobMsMax?: number; readonly workerFile?: URL }
export type AnkiPackages = DeckFile & {
  /** What is being worked on or waits fails. */
  close(): Promise<void>
}

/** Each that waits holds a whole file. */
const filesWaitingMax = 8
/** The largest package takes some four seconds on a slow machine. */
const packageMsMax = 30_000
/** The thread's heap: of 5,000 cards with 200,000 reviews it takes a fifth. */
const heapMbMax = 512

const thisFolder = import.meta.url

export function ankiPackages({ clock, waitingMax = filesWaitingMax, jobMsMax = packageMsMax, workerFile = new URL('./package-worker.ts', thisFolder) }: AnkiOptions): AnkiPackages {
  const worker = thread<PackageJob, PackageAnswer>({
    file: workerFile, limits: { maxOldGenerationSizeMb: heapMbMax }, clock, jobMsMax, waitingMax,
    sorry: { lost: 'This package could not be worked on.', busy: 'Others bring and take their cards just now. Try again in a moment.' },
  })

  async function answered<Name extends 'read' | 'written'>(name: Name, job: PackageJob): Promise<Extract<PackageAnswer, Record<Name, unknown>>[Name]> {
    const answer = await worker.ask(job)
    if ('failure' in answer) throw new Failure(answer.failure.code, answer.failure.message)
    return (answer as Extract<PackageAnswer, Record<Name, unknown>>)[name]
  }

  return {
    read: (bytes, nowMs) => answered('read', { task: 'read', bytes, nowMs }),
    write: (cards, nowMs) => answered('written', { task: 'write', cards, nowMs }),
    close: () => worker.close(),
  }
}
