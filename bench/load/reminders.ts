/** Reminders that go out while learners are at it: through the product's own outbox and queue, by letter, to a mail server that only counts. */
import { setTimeout as pause } from 'node:timers/promises'
import { postgresQueue } from '../../server/src/adapters/postgres/jobs.ts'
import { outbox } from '../../server/src/adapters/postgres/outbox.ts'
import { realClock } from '../../server/src/adapters/real-clock.ts'
import { uuidv7, type LearnerId } from '../../server/src/domain/identity.ts'
import { dayIn } from '../../server/src/domain/progress.ts'
import { tasks } from '../../server/src/domain/task.ts'
import { openMailServer } from '../../server/test/mail-server.ts'
import type { Home } from '../measuring/homes.ts'
import { dice } from '../seeding/dice.ts'

/** Who has spoken already is not reminded: that is `dropped`. */
export type Reminded = {
  readonly posted: number
  readonly sent: number
  readonly dropped: number
  readonly dead: number
  readonly waiting: number
  /** Letters that nobody needed: the second to the same address and on. */
  readonly twice: number
}
export type Reminders = {
  readonly url: string
  /** Resolves when all are on their way. */
  post(): Promise<void>
  /** Waits until all are settled, or nothing more is to be hoped for. */
  settled(): Promise<Reminded>
  close(): Promise<void>
}

const settleMsMax = 60_000
const lookMs = 250
const perPosting = 500
const addressOf = (learnerId: string): string => `${learnerId}@mluv.example`

/** To everybody who is there; from now on they want to be reminded, at any hour. */
export async function reminders({ database }: Home): Promise<Reminders> {
  const mail = await openMailServer()
  const clock = realClock()
  const roll = dice(31)
  const learners = await database.sql<{ learner_id: string; zone: string }[]>`select learner_id, settings->>'timeZone' as zone from learners`
  const rows = learners.map(({ learner_id: learnerId }) => ({
    identity_id: uuidv7(clock.now(), roll.bytes(10)), learner_id: learnerId, provider: 'email', subject: addressOf(learnerId), created_at_ms: clock.now(), verified_at_ms: clock.now(),
  }))
  for (let from = 0; from < rows.length; from += perPosting) await database.sql`insert into identities ${database.sql(rows.slice(from, from + perPosting))}`
  await database.sql`update learners set settings = settings || '{"reminders": true, "quietHours": {"from": 0, "to": 0}}'::jsonb || jsonb_build_object('notices', settings->'notices' || '{"reminder": ["mail"]}'::jsonb)`
  return {
    url: mail.url,
    async post() {
      const queue = postgresQueue(database, { clock, tasks })
      const posting = outbox(database, clock, queue.enqueueIn)
      const postings = learners.map(({ learner_id: learnerId, zone }) => {
        const day = dayIn(zone, clock.now())
        return { notice: { learnerId: learnerId as LearnerId, kind: 'reminder' as const, facts: { day, streakDays: 1 }, about: day }, push: true }
      })
      for (let from = 0; from < postings.length; from += perPosting) await posting.post(postings.slice(from, from + perPosting), clock.now())
      await queue.stop(0)
    },
    async settled() {
      for (let waitedMs = 0; ; waitedMs += lookMs) {
        const states = new Map((await database.sql<{ state: string; count: string }[]>`select state, count(*) from outbox where kind = 'reminder' group by state`).map(({ state, count }) => [state, Number(count)]))
        const of = (state: string) => states.get(state) ?? 0
        // Whoever has earned something is told that, too.
        const letters = Map.groupBy(mail.taken, (letter) => [/^To: (.+)$/m.exec(letter)?.[1], /^Subject: (.+)$/m.exec(letter)?.[1]].join())
        const twice = [...letters.values()].reduce((sum, each) => sum + each.length - 1, 0)
        const reminded = { posted: learners.length, sent: of('sent'), dropped: of('dropped'), dead: of('dead'), waiting: of('waiting'), twice }
        if (reminded.waiting === 0 || waitedMs >= settleMsMax) return reminded
        await pause(lookMs)
      }
    },
    close: () => mail.close(),
  }
}
