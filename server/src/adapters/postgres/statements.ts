/**
 * What statements are for, and how long they take: by the method of the port that asked, which its callers know and of which there are few. The name goes along with
 * what is awaited, so that nobody who writes a statement has to give it one.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { others, tallies, waitBoundsMs, type Tallied } from '../../domain/tally.ts'
import type { Trace } from '../../ports/trace.ts'

export type Statements = {
  /** What `ask` answers, counted whether it does or fails. */
  timed<T>(ask: () => Promise<T>): Promise<T>
  read(): ReadonlyMap<string, Tallied>
}

/** Twice as many as ports have methods. */
const namesMax = 400
const asked = new AsyncLocalStorage<string>()

/** `trace` is null where nothing is recorded. */
export function statements(trace: Trace | null): Statements {
  const all = tallies(waitBoundsMs, namesMax)
  return {
    async timed(ask) {
      const name = asked.getStore() ?? others
      const beganMs = performance.now()
      try {
        return await (trace ? trace.during({ kind: 'statement', name }, ask) : ask())
      } finally {
        all.of(name).note(performance.now() - beganMs)
      }
    },
    read: all.read,
  }
}

type Method = (...given: never[]) => unknown

/** The same port: what its methods ask of the database is called `port.method`. What hands out rows bit by bit is called so while it is read, too. */
export function named<Port extends object>(port: string, methods: Port): Port {
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, typeof method === 'function' ? within(`${port}.${name}`, method as Method) : method])) as Port
}

const within = (name: string, method: Method): Method => (...given) => {
  const answer = asked.run(name, method, ...given)
  return isIterable(answer) ? read(name, answer[Symbol.asyncIterator]()) : answer
}

const isIterable = (answer: unknown): answer is AsyncIterable<unknown> => typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer

function read(name: string, rows: AsyncIterator<unknown>): AsyncIterable<unknown> & AsyncIterator<unknown> {
  return {
    next: () => asked.run(name, () => rows.next()),
    return: async (value) => (await rows.return?.(value)) ?? { done: true, value },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
