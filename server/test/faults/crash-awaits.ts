/**
 * The awaits of a process that ends itself, as a power cut would, at one of them. Each is named after what it is of and how often that was
 * reached, as in `after turns.claim 1`, and told on the output when it is reached.
 */
import { writeSync } from 'node:fs'
import type { Kysely } from 'kysely'
import type { Database } from '../../src/adapters/postgres/database.ts'

export type Awaits = {
  at(kind: string): void
  around<T>(what: string, go: () => Promise<T>): Promise<T>
  /** Also after each piece. */
  along<T>(what: string, go: () => AsyncIterable<T>): AsyncIterable<T>
}

/** What the process tells of itself besides. */
export const tell = (word: string, what: unknown = ''): void => void writeSync(1, `${word} ${JSON.stringify(what)}\n`)

/** `last` is where it ends; a word that names no await lets it live. */
export function awaitsUntil(last: string): Awaits {
  const times = new Map<string, number>()
  const at = (kind: string) => {
    const nth = (times.get(kind) ?? 0) + 1
    times.set(kind, nth)
    tell('reached', `${kind} ${nth}`)
    if (`${kind} ${nth}` === last) process.kill(process.pid, 'SIGKILL')
  }
  return {
    at,
    async around(what, go) {
      at(`before ${what}`)
      const answer = await go()
      at(`after ${what}`)
      return answer
    },
    async *along(what, go) {
      at(`before ${what}`)
      for await (const piece of go()) {
        at(`within ${what}`)
        yield piece
      }
      at(`after ${what}`)
    },
  }
}

/** The database, with each statement that has a name an await, and each commit. */
export function awaited<Schema>(database: Database<Schema>, awaits: Awaits, nameOf: (statement: string) => string | null): Database<Schema> {
  const watched = (kysely: Kysely<Schema>): Kysely<Schema> => {
    const executor = kysely.getExecutor()
    const execute = executor.executeQuery.bind(executor)
    Object.assign(executor, {
      executeQuery(...asked: Parameters<typeof execute>) {
        const name = nameOf(asked[0].sql)
        return name === null ? execute(...asked) : awaits.around(name, () => execute(...asked))
      },
    })
    return kysely
  }
  return {
    ...database,
    kysely: watched(database.kysely),
    unflushed(text, values) {
      const name = nameOf(text)
      return name === null ? database.unflushed(text, values) : awaits.around(name, () => database.unflushed(text, values))
    },
    inTransaction: async (work) => {
      const done = await database.inTransaction(async (tx) => {
        const answer = await work(watched(tx))
        awaits.at('before commit')
        return answer
      })
      awaits.at('after commit')
      return done
    },
  }
}
