/**
 * A Monday evening in Prague and its noon in New York, with all that is due by then, of learners whose streaks are kept or end, who are reminded,
 * told and reported to, and of what nobody needs any more: the same in the process that dies and in the one after it.
 */
import { postgresQueue, type PostgresQueue } from '../../src/adapters/postgres/jobs.ts'
import type { Database } from '../../src/adapters/postgres/database.ts'
import { outbox } from '../../src/adapters/postgres/outbox.ts'
import { rounds } from '../../src/adapters/postgres/rounds.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { upkeep } from '../../src/adapters/postgres/upkeep.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import { firstSettings } from '../../src/domain/learner.ts'
import { tasks, type Tasks } from '../../src/domain/task.ts'
import { timetableWork } from '../../src/entry/timetable.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Notifier } from '../../src/ports/notifier.ts'
import type { Work } from '../../src/ports/queue.ts'
import { smallContent } from '../small-content.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const eveningMs = Date.parse('2026-11-23T17:30:00Z')

/** What is abandoned begins again at once. */
const prompt = Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, { ...task, pace: null, backoff: { firstMs: 0, delayMsMax: 0 } }])) as unknown as Tasks

type Round = { readonly queue: PostgresQueue<Tables>; readonly work: Work; isOver(): Promise<boolean> }

/** Begins so many minutes into the evening; one thing at a time, so that its awaits have an order. `send` is the channel. */
export function crashRound(database: Database<Tables>, minutes: number, send: (messageId: string) => Promise<void>): Round {
  const beganMs = performance.now()
  const nowMs = eveningMs + minutes * minuteMs
  const clock: Clock = { ...realClock(), now: () => Math.floor(nowMs + performance.now() - beganMs) }
  const queue = postgresQueue(database, { clock, tasks: prompt, jobsMax: 1 })
  const way: Notifier = {
    channel: 'mail',
    reaches: () => true,
    async send({ messageId }) {
      await send(messageId)
      return { taken: true, closed: [] }
    },
  }
  const work = timetableWork({
    rounds: rounds(database, clock, queue.enqueueIn), outbox: outbox(database, clock, queue.enqueueIn), upkeep: upkeep(database), leaderboard: postgresStore(database).leaderboard,
    queue, channels: { ways: [way], otherwise: way }, clock, keepTurnsDays: 30, content: smallContent, language: 'cs',
  })
  return {
    queue, work,
    async isOver() {
      // Backing up is not this work's, and waits.
      const [row] = await database.sql<{ ticked: boolean; left: boolean }[]>`
        select bool_or(name = 'tick' and state = 'completed' and data->>'dueAtMs' = ${String(nowMs)}) as ticked, bool_or(name <> 'back-up' and state < 'completed') as left from pgboss.job`
      return row!.ticked && !row!.left
    },
  }
}

const learners = [
  { id: 1, timeZone: 'Europe/Prague', reminders: true, last: '2026-11-21', streak: 5, shields: 2, spoke: true },
  { id: 2, timeZone: 'Europe/Prague', reminders: false, last: '2026-11-15', streak: 3, shields: 0, spoke: false },
  { id: 3, timeZone: 'Europe/Prague', reminders: true, last: '2026-11-23', streak: 9, shields: 1, spoke: true },
  { id: 4, timeZone: 'America/New_York', reminders: true, last: '2026-11-20', streak: 7, shields: 2, spoke: true },
  { id: 5, timeZone: 'America/New_York', reminders: false, last: '2026-11-22', streak: 1, shields: 0, spoke: false },
].map(({ timeZone, reminders, ...rest }) => ({ ...rest, zone: timeZone, settings: { ...firstSettings, timeZone, reminders } }))

/** Into a new database. */
export async function fillCrashRound({ sql }: Database<Tables>): Promise<void> {
  await sql.unsafe(`
    create table crash_sent (message_id uuid not null);
    insert into timetable (ticked_at_ms) values (${eveningMs - dayMs});
    create temporary table given as select ('01990000-0000-7000-8000-00000000000' || id)::uuid as learner, * from jsonb_to_recordset($$${JSON.stringify(learners)}$$::jsonb)
      as v (id integer, zone text, settings jsonb, last date, streak integer, shields integer, spoke boolean);
    insert into learners (learner_id, created_at_ms, settings, recovery_hash, last_day, last_day_first_at_ms, last_day_time_zone, streak_days, streak_until, shields)
      select learner, 0, settings, learner::text::bytea, last, extract(epoch from last) * 1000 + ${dayMs / 2}, zone, streak, last, shields from given;
    insert into days (learner_id, day, turns, words, stars, score_sum, score_count) select learner, '2026-11-18', 4, 20, 6, 300, 4 from given where spoke;
    insert into conversations (conversation_id, learner_id, started_at_ms, last_at_ms, opening) select learner, learner, 0, 0, '{}' from given;
    insert into turns (turn_id, learner_id, conversation_id, ordinal, idempotency_key, body_hash, said_at_ms, day, transcript, spoken, owner, lease_until_ms)
      select learner, learner, learner, 1, 'old', '', 0, '1970-01-01', 'Ahoj.', false, 'nobody', 0 from given;
    insert into notifications (notification_id, learner_id, kind, facts, dedup_key, created_at_ms, read_at_ms) select learner, learner, 'challenge', '{}', 'old', 0, 0 from given;
    insert into outbox (message_id, learner_id, kind, facts, dedup_key, created_at_ms, state, settled_at_ms) select learner, learner, 'reminder', '{}', 'old ' || id, 0, 'sent', 0 from given;
    insert into measurements (name, measured_at_ms, value) values ('learners', 0, 1);
    drop table given`)
}
