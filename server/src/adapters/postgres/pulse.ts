/**
 * Whether the server still says anything. A slow statement and a server that is gone look alike to who waits: so after a second of waiting, the server is
 * asked for a sign on a line of its own. While that is silent too, whoever waits or comes is refused at once, and the server is asked until it answers.
 */
import { Failure } from '../../domain/failure.ts'
import type { Line } from './line.ts'
import { silence, unreachable, withoutValues } from './refusal.ts'

export type Pulse = {
  /** What `ask` answers. Past the limit, or when the server is silent, `giveUp` is called and the caller refused: nothing more of it may be done then. */
  bounded<T>(ask: () => Promise<T>, giveUp: () => void): Promise<T>
  /** Resolves when the server answers now; rejects with `unavailable` in a few seconds when it does not. */
  ping(): Promise<void>
  close(): Promise<void>
}

const patienceMs = 1_000
/** The line that asks may be dead where the server is not: a fresh one asks once more. */
const questions = 2
/** Waited for bit by bit: a process that was busy with itself for a second has not listened for a second. */
const listenings = 15
const listeningMs = 100
const nextSignMs = 250

export function pulse(line: Line, msMax: number): Pulse {
  let feeling: Promise<Sign> | undefined
  let next: NodeJS.Timeout | undefined
  let isSilent = false
  let isClosed = false

  const feel = () => (feeling ??= signOf(line).then((sign) => {
    feeling = undefined
    isSilent = sign === 'silent'
    if (isSilent && !isClosed) next = setTimeout(() => void feel(), nextSignMs)
    return sign
  }))

  return {
    async bounded(ask, giveUp) {
      if (isSilent) throw silence()
      const { promise: refused, reject: refuse } = Promise.withResolvers<never>()
      let isOver = false
      const end = () => {
        if (isOver) return
        giveUp()
        refuse(silence())
      }
      let timer = setTimeout(() => void feel().then((sign) => {
        if (sign === 'silent') end()
        else if (!isOver) timer = setTimeout(end, msMax - patienceMs)
      }), patienceMs)
      try {
        return await Promise.race([ask(), refused])
      } finally {
        isOver = true
        clearTimeout(timer)
      }
    },
    async ping() {
      const sign = await feel()
      if (sign === 'well') return
      throw sign instanceof Failure ? sign : unreachable('ETIMEDOUT')
    },
    async close() {
      isClosed = true
      clearTimeout(next)
      await line.end(0)
      await feeling
    },
  }
}

/** A refusal is a sign of life, and so is any byte while the answer is on its way. */
type Sign = 'well' | 'slow' | 'silent' | Failure

async function signOf(line: Line): Promise<Sign> {
  let sign: Sign = 'silent'
  for (let nth = 0; nth < questions; nth += 1) {
    sign = await signWithin(line)
    if (sign === 'well' || sign === 'slow') return sign
    line.giveUp()
  }
  return sign
}

async function signWithin(line: Line): Promise<Sign> {
  const heardBefore = line.heardBytes()
  let sign: Sign | undefined
  const asked = line.sql`select 1`.then((): Sign => 'well', refused).then((found) => (sign = found))
  for (let nth = 0; nth < listenings && sign === undefined; nth += 1) {
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const timer = setTimeout(end, listeningMs)
    await Promise.race([asked, over])
    clearTimeout(timer)
  }
  return sign ?? (line.heardBytes() > heardBefore ? 'slow' : 'silent')
}

function refused(error: unknown): Failure {
  const failure = withoutValues(error)
  return failure instanceof Failure ? failure : new Failure('unavailable', 'The database refuses to answer.', { cause: failure })
}
