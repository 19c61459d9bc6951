/** The keyless Czech ear behind its port: a thread that checks, a bounded line before it, and a memory of what it said. */
import { join } from 'node:path'
import { tongueFor } from '../../domain/language.ts'
import type { Correction } from '../../domain/correction.ts'
import { by, type Heard } from '../../domain/czech/check.ts'
import { Failure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ear, Listening } from '../../ports/ear.ts'
import { earThread } from './ear-thread.ts'

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
  /** Resolves when the next check needs no loading. */
  warm(): Promise<void>
  close(): Promise<void>
}

type Waiting = { readonly heard: Heard; readonly resolve: (correction: Correction) => void; readonly reject: (error: unknown) => void }

const retryAfterMs = 500
const thisFolder = import.meta.url

export function czechEar(options: CzechEarOptions): CzechEar {
  const { contentFolder, clock, waitingMax = 200, checkMsMax = 10_000, rememberedMax = 5_000, workerFile = new URL('./ear-worker.ts', thisFolder) } = options
  const thread = earThread({ clock, checkMsMax, workerFile, folder: join(contentFolder, 'ear') })
  const remembered = new Map<string, Correction>()
  const line: Waiting[] = []
  let working = false
  let closed = false

  async function work(): Promise<void> {
    if (working) return
    working = true
    for (let first = line.shift(); first; first = line.shift()) await thread.check(first.heard).then(first.resolve, first.reject)
    working = false
  }

  function wait(heard: Heard, signal: AbortSignal): Promise<Correction> {
    if (line.length >= waitingMax) throw new Failure('busy', 'Too many sentences are waiting to be checked; try again in a moment.', { retryAfterMs })
    const { promise, resolve, reject } = Promise.withResolvers<Correction>()
    const waiting: Waiting = { heard, resolve, reject }
    const leave = () => {
      const place = line.indexOf(waiting)
      if (place !== -1) line.splice(place, 1)
      reject(givenUp())
    }
    signal.addEventListener('abort', leave, { once: true })
    line.push(waiting)
    void work()
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }

  function remember(key: string, correction: Correction): void {
    remembered.delete(key)
    if (remembered.size >= rememberedMax) remembered.delete(remembered.keys().next().value!)
    remembered.set(key, correction)
  }

  return {
    name: by,
    async check(listening, { signal }) {
      if (closed) throw closing()
      if (signal.aborted) throw givenUp()
      const heard = heardFrom(listening)
      const key = JSON.stringify(heard)
      const correction = remembered.get(key) ?? (await wait(heard, signal))
      remember(key, correction)
      return correction
    },
    async warm() {
      await wait({ text: 'Dobrý den.', level: 'A1', tongue: 'cs', corrections: 'detailed', spoken: false }, new AbortController().signal)
    },
    async close() {
      closed = true
      for (const { reject } of line.splice(0)) reject(closing())
      await thread.stop()
    },
  }
}

/** What the answer depends on, and nothing else. */
const heardFrom = ({ text, level, motherTongue, corrections, spoken }: Listening): Heard => ({ text, level, tongue: tongueFor(motherTongue), corrections, spoken })

const closing = (): Failure => new Failure('unavailable', 'The server is stopping.')
const givenUp = (): Failure => new Failure('unavailable', 'The check was given up.')
