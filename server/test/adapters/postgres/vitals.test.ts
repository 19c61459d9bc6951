import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { postgresQueue } from '../../../src/adapters/postgres/jobs.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { vitals } from '../../../src/adapters/postgres/vitals.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { tasks, type TaskName } from '../../../src/domain/task.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

const clock = realClock()
let at: TestDatabase<Tables>
before(async () => {
  at = await testDatabase<Tables>()
})
after(() => at.close())

const of = async (task: TaskName) => (await vitals(at.database).read(clock.now())).jobs.find((job) => job.task === task)
/** A job that was made so long ago and is in this state by now. */
async function keep(task: TaskName, payload: object, state: string, madeMsAgo: number): Promise<void> {
  const queue = postgresQueue(at.database, { clock, tasks })
  await queue.enqueue([{ task, payload } as never])
  const made = sql`now() - ${madeMsAgo}::int * interval '1 millisecond'`
  await sql`update pgboss.job set state = ${state}::pgboss.job_state, created_on = ${made}, start_after = ${made}, completed_on = case when ${state} = 'completed' then ${made} end
    where name = ${task} and data = ${JSON.stringify(payload)}::jsonb`.execute(at.database.kysely)
}
const about = (ms: number | null | undefined, wantedMs: number) => assert.ok(ms! >= wantedMs && ms! < wantedMs + 60_000, `${ms} is not about ${wantedMs}`)

describe('how an installation is', () => {
  it('is told since when it is there, and since when nobody has looked what has come due', async () => {
    const nowMs = clock.now()
    const begun = await vitals(at.database).read(nowMs)
    assert.ok(begun.ageMs >= 0 && begun.ageMs < 86_400_000)
    assert.equal(begun.tickedMs, null)
    await at.database.kysely.insertInto('timetable').values({ ticked_at_ms: nowMs - 5_000 }).execute()
    assert.equal((await vitals(at.database).read(nowMs)).tickedMs, 5_000)
  })
  it('counts jobs by task and state, and has waited for as long as the oldest whose time has come', async () => {
    await keep('summarise', { conversationId: 'a', through: null, turns: 1 }, 'created', 90_000)
    await keep('summarise', { conversationId: 'b', through: null, turns: 1 }, 'retry', 10_000)
    await keep('summarise', { conversationId: 'c', through: null, turns: 1 }, 'active', 500_000)
    await keep('summarise', { conversationId: 'd', through: null, turns: 1 }, 'failed', 700_000)
    await keep('summarise', { conversationId: 'e', through: null, turns: 1 }, 'created', -900_000)
    const { waiting, running, dead, oldestMs, doneMs } = (await of('summarise'))!
    assert.deepEqual({ waiting, running, dead, doneMs }, { waiting: 2, running: 1, dead: 1, doneMs: null })
    about(oldestMs, 90_000)
  })
  it('is late with what is not done, until that or a later one of its kind and zone is', async () => {
    const day = (timeZone: string, date: number) => ({ timeZone, day: `2026-03-${date}` })
    await keep('remind', day('Europe/Prague', 10), 'failed', 3_000_000)
    await keep('remind', day('Asia/Tokyo', 11), 'completed', 1_000_000)
    about((await of('remind'))!.overdueMs, 3_000_000)
    await keep('remind', day('Europe/Prague', 11), 'completed', 600_000)
    const { overdueMs, dead, doneMs } = (await of('remind'))!
    assert.deepEqual({ overdueMs, dead }, { overdueMs: 0, dead: 1 })
    about(doneMs, 600_000)
    await keep('remind', day('Europe/Prague', 12), 'active', 60_000)
    about((await of('remind'))!.overdueMs, 60_000)
  })
  it('knows of a task by what was done alone', async () => {
    await keep('refresh-leaderboards', { dueAtMs: 1 }, 'completed', 7_000_000)
    const { waiting, oldestMs, overdueMs, doneMs } = (await of('refresh-leaderboards'))!
    assert.deepEqual({ waiting, oldestMs, overdueMs }, { waiting: 0, oldestMs: 0, overdueMs: 0 })
    about(doneMs, 7_000_000)
  })
})
