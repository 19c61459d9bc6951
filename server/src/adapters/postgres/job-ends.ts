/** How runs ended, written down: those of one task and one end in one statement, as they come. */
import { sql } from 'kysely'
import type { PgBoss } from 'pg-boss'
import type { FailureCode } from '../../domain/failure.ts'
import type { TaskName } from '../../domain/task.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Database } from './database.ts'
import { wakes } from './pg-boss.ts'

/** `lost`: not ours to settle, since it was cancelled or taken by another. `given-back`: begun again elsewhere, the try not counted. */
export type Verdict = { readonly type: 'done' | 'lost' | 'given-back' } | { readonly type: 'failed'; readonly fault: FailureCode | 'too-slow'; readonly error: unknown }
export type Ended = {
  readonly name: TaskName
  /** With its attempt: a claim that was lost meanwhile is left alone. */
  readonly claim: { readonly id: string; readonly retryCount: number }
  readonly verdict: Verdict
  /** Called when it is written down, or never will be. */
  readonly leave: () => void
}
type Parts<Schema> = {
  readonly boss: PgBoss
  readonly database: Database<Schema>
  readonly clock: Clock
  /** When it aborts, what cannot be written down at once is left to whoever finds the job abandoned. */
  readonly stopped: AbortSignal
  readonly falter: (error: unknown) => void
}

/** How long after a failure of the database it is tried again. */
const mendMs = 1_000

export type JobEnds = {
  add(ended: Ended): void
  /** How many were added and are not left yet. */
  unwritten(): number
}

export function jobEnds<Schema>({ boss, database, clock, stopped, falter }: Parts<Schema>): JobEnds {
  const waiting: Ended[] = []
  let unwritten = 0
  let isWriting = false

  async function write(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      // Those that end in this turn of the event loop are written down together.
      await new Promise((resolve) => { setImmediate(resolve) })
      for (const same of Map.groupBy(waiting.splice(0), endOf).values()) {
        const isWritten = await settle(same).then(() => true, (error: unknown) => { falter(error); return false })
        if (isWritten || stopped.aborted) {
          unwritten -= same.length
          for (const { leave } of same) leave()
        } else {
          waiting.push(...same)
          await clock.sleep(mendMs, stopped)
        }
      }
    }
    isWriting = false
  }

  async function settle(same: readonly Ended[]): Promise<void> {
    const { name, verdict } = same[0]!
    const claims = same.map(({ claim: { id, retryCount } }) => ({ id, retryCount }))
    switch (verdict.type) {
      case 'done': return void (await boss.complete(name, claims))
      case 'failed': return void (await boss.fail(name, claims, { fault: verdict.fault }))
      case 'given-back': return giveBack(database, name, claims)
      case 'lost':
    }
  }

  return {
    add(ended) {
      unwritten += 1
      waiting.push(ended)
      if (!isWriting) void write()
    },
    unwritten: () => unwritten,
  }
}

const endOf = ({ name, verdict }: Ended): string => `${name} ${verdict.type} ${verdict.type === 'failed' ? verdict.fault : ''}`

/** A job that was never started is not counted as tried when it is fetched again. */
async function giveBack<Schema>({ kysely }: Database<Schema>, name: TaskName, claims: readonly Ended['claim'][]): Promise<void> {
  await sql`
    with back as (
      update pgboss.job set state = 'retry', started_on = null, heartbeat_on = null
      where name = ${name} and state = 'active' and id = any(${claims.map(({ id }) => id)}::uuid[])
        and id::text || ':' || retry_count = any(${claims.map(({ id, retryCount }) => `${id}:${retryCount}`)}::text[]) returning name)
    select ${wakes(name)} from back limit 1`.execute(kysely)
}
