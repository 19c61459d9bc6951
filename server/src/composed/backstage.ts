/** Who does what is done behind the scenes. */
import { channels } from '../adapters/notify/channels.ts'
import type { Database } from '../adapters/postgres/database.ts'
import type { PostgresQueue } from '../adapters/postgres/jobs.ts'
import { outbox } from '../adapters/postgres/outbox.ts'
import { recollections } from '../adapters/postgres/recollections.ts'
import { rounds } from '../adapters/postgres/rounds.ts'
import type { Tables } from '../adapters/postgres/tables.ts'
import { upkeep } from '../adapters/postgres/upkeep.ts'
import type { Config } from '../config.ts'
import type { House } from '../entry/house.ts'
import { timetableWork } from '../entry/timetable.ts'
import { nightlyBackup } from '../installation.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Content } from '../ports/content.ts'
import type { Work } from '../ports/queue.ts'
import { summarise, type Summarising } from '../tutor/summarise.ts'
import { bellOf, mailboxOf } from './bell.ts'

export type Backstage = { readonly database: Database<Tables>; readonly queue: PostgresQueue<Tables>; readonly store: House['store']; readonly content: Content; readonly clock: Clock; readonly log: Log }

/** Who does which task. `memory` is null where there is no model: then nobody asks for summaries, and those that others ask for are left to others. */
export function behindTheScenes(config: Config, { database, queue, store, content, clock, log }: Backstage, memory: Pick<Summarising, 'summariser' | 'purses'> | null): Work {
  const { reach: known, unsubscribing: { tokenFor } } = bellOf(config, database, store, clock)
  const timetable = timetableWork({
    rounds: rounds(database, clock, queue.enqueueIn),
    outbox: outbox(database, clock, queue.enqueueIn, config.OPERATOR_EMAIL),
    upkeep: upkeep(database),
    leaderboard: store.leaderboard,
    channels: channels(config, { content, log, clock, reach: known, mailbox: mailboxOf(config), unsubscribeToken: tokenFor }),
    content, language: 'cs',
    keepTurnsDays: config.KEEP_TURNS_DAYS === null ? null : Number(config.KEEP_TURNS_DAYS),
    queue, clock,
  })
  // A server has backups of its own.
  const parts = memory && { ...memory, language: 'cs' as const, recollections: recollections(database), clock }
  const summaries: Work = parts === null ? {} : { summarise: (talk, { signal }) => summarise(parts, talk, signal) }
  return { ...timetable, ...summaries, 'back-up': async () => void (config.DATABASE_URL === null && (await nightlyBackup(config, clock)(database))) }
}
