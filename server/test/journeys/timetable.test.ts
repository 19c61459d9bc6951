/** A month passes: learners in several zones speak or do not, processes tick, one outage falls into it. Everything is real but time and the mail server. */
import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { loadContent } from '../../src/adapters/content.ts'
import { mailNotifier } from '../../src/adapters/notify/mail-notifier.ts'
import { postgresQueue } from '../../src/adapters/postgres/jobs.ts'
import { outbox } from '../../src/adapters/postgres/outbox.ts'
import { rounds } from '../../src/adapters/postgres/rounds.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { upkeep } from '../../src/adapters/postgres/upkeep.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { dayBefore, dayIn, daysLater, shieldedDays, streakAfter, streakClosed, streakOn, type Streak } from '../../src/domain/progress.ts'
import { tasks } from '../../src/domain/task.ts'
import { byLearnersClock, dueBetween } from '../../src/domain/timetable.ts'
import { timetableWork } from '../../src/entry/timetable.ts'
import type { Letter } from '../../src/ports/mailbox.ts'
import { newLearner, turned } from '../contracts/store-cast.ts'
import { givenClock } from '../given-clock.ts'
import { testDatabase } from '../postgres.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A Sunday. Clocks change in Prague and Beirut on 29 March, in Beirut at midnight; on the Chatham Islands on 5 April. */
const fromMs = Date.UTC(2026, 2, 15, 6)
const stepMs = 2 * hourMs
const steps = (30 * dayMs) / stepMs
/** Nobody ticks from a Thursday noon until late on Friday. */
const isDown = (step: number) => step >= 135 && step < 153

/** Who speaks on which days of the month, counted from 0, at noon of theirs. */
const people = [
  { timeZone: 'Europe/Prague', reminders: true, mail: true, speaks: (day: number) => day % 8 !== 7 },
  { timeZone: 'Asia/Beirut', reminders: true, mail: true, speaks: (day: number) => day < 16 && day !== 9 },
  { timeZone: 'Pacific/Chatham', reminders: true, mail: false, speaks: (day: number) => day % 3 === 0 },
  { timeZone: 'America/Havana', reminders: false, mail: true, speaks: () => true },
  { timeZone: 'Asia/Kathmandu', reminders: true, mail: true, speaks: () => false },
] as const

it('reminds once an evening, keeps streaks right and reports each week once, for a month and through an outage', async (t) => {
  const { clock, database, store, letters, learners, tick, settled } = await month(t)
  const ticksMs: number[] = []
  for (let step = 0; step <= steps; step += 1) {
    for (const { learnerId, timeZone, days } of learners) {
      const day = dayIn(timeZone, clock.now())
      if (days.has(day) && Math.floor((clock.now() - noonOf(day, timeZone)) / stepMs) === 0) await turned(store, learnerId, day, { nowMs: clock.now() }, { nowMs: clock.now() })
    }
    if (!isDown(step)) {
      ticksMs.push(clock.now())
      // Two processes, at the same moment.
      await Promise.all([tick(), tick()])
      await settled()
    }
    clock.pass(stepMs)
  }
  const endMs = ticksMs.at(-1)!

  assert.equal(new Set(letters.map(({ letterId }) => letterId)).size, letters.length, 'each letter once')
  let missed = 0
  for (const { learnerId, timeZone, reminders, mail, days } of learners) {
    const spoken = [...days].filter((day) => noonOf(day, timeZone) <= endMs)
    const streak = spoken.reduce<Streak | null>(streakAfter, null)
    const today = dayIn(timeZone, endMs)
    const [row] = await database.kysely.selectFrom('learners').selectAll().where('learner_id', '=', learnerId).execute()
    if (streak !== null) assert.deepEqual({ days: row!.streak_days, shields: row!.shields }, { days: streakOn(streak, today).days, shields: streakOn(streak, today).shields }, timeZone)
    const used = await database.kysely.selectFrom('shields_used').select('day').where('learner_id', '=', learnerId).orderBy('day').execute()
    assert.deepEqual(used.map(({ day }) => day), shieldsSpent(spoken, today), `${timeZone}: shields`)

    const sent = await database.kysely.selectFrom('outbox').selectAll().where('learner_id', '=', learnerId).execute()
    const about = (kind: string) => sent.filter((message) => message.kind === kind).map(({ facts }) => (facts as { day?: string; to?: string }).day ?? (facts as { to: string }).to).sort()
    const lonely = dueBetween(byLearnersClock.remind, timeZone, fromMs, endMs).filter(({ day }) => !days.has(day))
    const evenings = lonely.filter(({ atMs }) => ticksMs.find((ms) => ms >= atMs)! - atMs <= byLearnersClock.remind.lateMsMax)
    missed += lonely.length - evenings.length
    assert.deepEqual(about('reminder'), reminders ? evenings.map(({ day }) => day) : [], `${timeZone}: reminders`)
    const mondays = dueBetween(byLearnersClock['weekly-report'], timeZone, fromMs, endMs).filter(({ day }) => spoken.some((each) => each < day && each >= daysLater(day, -14)))
    assert.deepEqual(about('weekly-report'), reminders ? mondays.map(({ day }) => dayBefore(day)) : [], `${timeZone}: weekly reports`)
    assert.ok(sent.every(({ state, channel, fault }) => (mail ? state === 'sent' && channel === 'mail' : state === 'dropped' && fault === 'no-channel')))
    const told = await database.kysely.selectFrom('notifications').selectAll().where('learner_id', '=', learnerId).execute()
    const inApp = (kind: string) => told.filter((notification) => notification.kind === kind).length
    assert.deepEqual([inApp('weekly-report'), inApp('reminder')], [mondays.length, 0])
    assert.equal(letters.filter(({ to }) => to === addressOf(learnerId)).length, mail ? sent.length : 0)
  }
  assert.ok(missed > 0, 'the outage fell on an evening, and nobody was reminded at night')
  assert.ok(letters.some(({ subject }) => subject === 'Your streak is waiting for today\'s sentence') && letters.some(({ subject }) => subject === 'Your week of Czech'))
})

/** The parts, and everybody. */
async function month(t: TestContext) {
  const { database, close } = await testDatabase<Tables>({ poolMax: 10 })
  t.after(close)
  const clock = givenClock(fromMs)
  const store = postgresStore(database)
  const queue = postgresQueue(database, { clock: realClock(), tasks })
  const content = await loadContent(new URL('../../content', import.meta.url).pathname)
  const letters: Letter[] = []
  const parts = {
    rounds: rounds(database, clock, queue.enqueueIn), outbox: outbox(database, clock, queue.enqueueIn), upkeep: upkeep(database),
    leaderboard: { refresh: async () => {} }, queue, clock, keepTurnsDays: null, content, language: 'cs' as const,
    channels: {
      ways: [mailNotifier({ mailbox: { send: async (letter) => void letters.push(letter) }, content, publicUrl: 'https://mluv.example', unsubscribeUrl: async () => null })],
      otherwise: { channel: 'console', reaches: () => true, send: async () => ({ taken: true, closed: [] }) },
    },
  }
  const work = timetableWork(parts)
  const learners = await Promise.all(people.map(async ({ timeZone, reminders, mail, speaks }) => {
    const learnerId = await newLearner(store, { timeZone, reminders, quietHours: { from: 0, to: 0 } })
    const identity = { identity_id: clock.newId(), learner_id: learnerId, provider: 'email', subject: addressOf(learnerId), created_at_ms: fromMs, verified_at_ms: fromMs }
    if (mail) await database.kysely.insertInto('identities').values(identity).execute()
    const first = dayIn(timeZone, fromMs)
    const days = Array.from({ length: 32 }, (_, at) => at).filter((at) => at > 0 && speaks(at))
    return { learnerId, timeZone, reminders, mail, days: new Set(days.map((at) => daysLater(first, at))) }
  }))
  // What ticks do is asked for by hand, so that the test owns their time; everything they queue runs as it comes.
  // What fails is tried again, as it would be: what counts is what comes of it.
  await queue.work({ ...work, tick: async () => {}, 'back-up': async () => {} }, () => {})
  t.after(() => queue.stop(0))
  const run = { signal: new AbortController().signal, jobId: '', attempt: 1 }
  return {
    clock, database, store, letters, learners,
    tick: () => work.tick!({ dueAtMs: clock.now() }, run),
    /** Until nothing waits or runs, not even for another try. */
    async settled() {
      for (;;) {
        const { rows: [left] } = await sql<{ open: number; dead: number }>`
          select count(*) filter (where state < 'completed')::int as open, count(*) filter (where state = 'failed')::int as dead
          from pgboss.job where state < 'completed' or state = 'failed'`.execute(database.kysely)
        assert.equal(left!.dead, 0)
        if (left!.open === 0) return
      }
    },
  }
}

const addressOf = (learnerId: LearnerId) => `${learnerId}@example.org`

const noonOf = (day: string, timeZone: string): number => dueBetween({ at: '12:00' }, timeZone, Date.parse(day) - dayMs, Date.parse(day) + 2 * dayMs).find((due) => due.day === day)!.atMs

function shieldsSpent(spoken: readonly string[], today: string): string[] {
  const spent: string[] = []
  let streak: Streak | null = null
  const close = (until: string) => { if (streak) spent.push(...shieldedDays(streak, streakClosed(streak, until))) }
  for (const day of spoken) {
    close(dayBefore(day))
    streak = streakAfter(streak, day)
  }
  close(dayBefore(today))
  return spent
}
