/** The keyless Czech ear behind its port: a thread that checks, a bounded line before it, and a memory of what it said. */
import { join } from 'node:path'
import { tongueFor } from '../../domain/language.ts'
import type { Correction } from '../../domain/correction.ts'
import { by, type Heard } from '../../domain/czech/check.ts'
import type { WordForm } from '../../domain/czech/inflection.ts'
import { Failure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ear, Listening } from '../../ports/ear.ts'
import { thread } from '../thread.ts'
import type { EarAnswer, EarFolder, EarJob } from './ear-job.ts'

export type CzechEarOptions = {
  /** The content of Czech: its `ear` folder holds lexicon, weights and texts. */
  readonly contentFolder: string
  readonly clock: Clock
  readonly waitingMax?: number
  /** A check that takes longer hangs: its thread is ended. Loading is part of the first. */
  readonly checkMsMax?: number
  readonly rememberedMax?: number
  readonly workerFile?: URL
}
export type CzechEar = Ear & {
  /** The forms of a head word; none where it has none that are surely its own. Throws a `Failure` and nothing else. */
  formsOf(headWord: string): Promise<readonly WordForm[]>
  /** Resolves when the next check needs no loading. */
  warm(): Promise<void>
  close(): Promise<void>
}

/** The thread's heap; the dictionary's own memory lies outside it. */
const heapMbMax = 192
/** Short-lived objects; a larger nursery only keeps more memory. */
const nurseryMbMax = 16
const unchecked = 'This sentence could not be checked.'
const thisFolder = import.meta.url

export function czechEar(options: CzechEarOptions): CzechEar {
  const { contentFolder, clock, waitingMax = 200, checkMsMax = 10_000, rememberedMax = 5_000, workerFile = new URL('./ear-worker.ts', thisFolder) } = options
  const data: EarFolder = { folder: join(contentFolder, 'ear') }
  const worker = thread<EarJob, EarAnswer>({
    file: workerFile, data, limits: { maxOldGenerationSizeMb: heapMbMax, maxYoungGenerationSizeMb: nurseryMbMax }, clock, jobMsMax: checkMsMax, waitingMax,
    sorry: { lost: unchecked, busy: 'Too many sentences are waiting to be checked; try again in a moment.' },
  })
  const remembered = new Map<string, Correction>()

  async function ask(heard: Heard, signal?: AbortSignal): Promise<Correction> {
    const answer = await worker.ask(heard, signal).catch((error: unknown) => Promise.reject(signal?.aborted ? givenUp() : error))
    if ('correction' in answer) return answer.correction
    throw broken(answer)
  }

  function remember(key: string, correction: Correction): void {
    remembered.delete(key)
    if (remembered.size >= rememberedMax) remembered.delete(remembered.keys().next().value!)
    remembered.set(key, correction)
  }

  return {
    name: by,
    async check(listening, { signal }) {
      const text = listening.text.trim()
      const heard = heardFrom({ ...listening, text })
      const key = JSON.stringify(heard)
      const correction = (signal.aborted ? undefined : remembered.get(key)) ?? (await ask(heard, signal))
      remember(key, correction)
      return within(listening.text, text, correction)
    },
    async formsOf(headWord) {
      const answer = await worker.ask({ headWord })
      if ('forms' in answer) return answer.forms
      throw broken(answer)
    },
    async warm() {
      await ask({ text: 'Dobrý den.', level: 'A1', tongue: 'cs', gender: null, corrections: 'detailed', spoken: false })
    },
    async close() {
      remembered.clear()
      await worker.close()
    },
  }
}

/** What the answer depends on, and nothing else. */
const heardFrom = ({ text, level, motherTongue, gender, corrections, spoken }: Listening): Heard =>
  ({ text, level, tongue: tongueFor(motherTongue), gender, corrections, spoken })

/** A sentence is known again whatever space stands around it; its findings stand where they are in what was sent. */
function within(sent: string, text: string, correction: Correction): Correction {
  if (sent === text) return correction
  const from = sent.length - sent.trimStart().length
  const moved = (findings: Correction['findings']) => findings.map((finding) => ({ ...finding, start: finding.start + from, end: finding.end + from }))
  return { ...correction, corrected: sent.slice(0, from) + correction.corrected + sent.slice(from + text.length), findings: moved(correction.findings), questions: moved(correction.questions) }
}

const broken = (answer: EarAnswer): Failure => new Failure('unavailable', unchecked, { cause: new Error('broken' in answer ? answer.broken : 'another answer') })
const givenUp = (): Failure => new Failure('unavailable', 'The check was given up.')
