/** A worker that dies while it does what the timetable has for an evening, on either home, and what must be so when another has done the rest. */
import assert from 'node:assert/strict'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import type { Home, TestDatabase } from '../postgres.ts'
import type { Crashes, Plant } from './crash.ts'
import { crashRound, fillCrashRound } from './crash-round.ts'
import { scenes } from './crash-scene.ts'
import { passSilence } from './crash-silence.ts'

type Scene = TestDatabase<Tables>

/** Looks at whether it is over, each of some milliseconds. */
const looksMax = 3_000

const asItIs = /the evening is as it is without a death/
const plants: readonly Plant[] = [
  { called: 'a zone that is left out', at: 'after commit 1', statement: `delete from pgboss.job where name = 'close-streaks'`, noticed: asItIs },
  { called: 'a shield that is spent twice', at: 'after complete 1', statement: 'update learners set shields = shields - 1 where shields = 2', noticed: asItIs },
  { called: 'a message that is lost', at: 'before send 5', statement: `delete from outbox where state = 'waiting'`, noticed: asItIs },
  { called: 'a message that was only noted', at: 'before send 1', statement: `update outbox set state = 'sent', channel = 'rehearsed', settled_at_ms = 1 where state = 'waiting'`, noticed: asItIs },
  { called: 'messages that are sent twice', at: 'before send 3', statement: 'insert into crash_sent select * from crash_sent', noticed: /only the one that was on its way is sent twice/ },
]

export async function roundCrashes(home: Home): Promise<Crashes> {
  const { whole, dieAt } = scenes<Tables>(home, ({ database }) => fillCrashRound(database), new URL('./crash-round-process.ts', import.meta.url))
  const { reached, evening } = await whole(async (scene, { reached, told, said }) => {
    const evening = await eveningOf(scene)
    assert.equal(told('trouble'), undefined)
    assert.deepEqual(countsOf(evening), { streaks: 5, shields: 3, notices: 8, messages: 5, sent: 5, figures: 11, old: 0 }, said)
    return { reached, evening }
  })
  return {
    awaits: reached,
    plants,
    dieAt: (awaits, plant) => dieAt(awaits, plant, async (scene, { said }) => {
      await goOn(scene)
      assert.deepEqual(await eveningOf(scene), evening, `the evening is as it is without a death: ${said}`)
      const [row] = await scene.database.sql<{ again: number }[]>`select (count(*) - count(distinct message_id))::int as again from crash_sent`
      assert.ok(row!.again <= 1, 'only the one that was on its way is sent twice')
    }),
    async close() {
      // Each death has a database of its own, which is gone by now.
    },
  }
}

/** Another process works, from the next minute on: a tick is not tried again. */
async function goOn({ database }: Scene): Promise<void> {
  await passSilence(database)
  const troubles: string[] = []
  const { queue, work, isOver } = crashRound(database, 1, async (messageId) => void (await database.sql`insert into crash_sent values (${messageId})`))
  await queue.work(work, ({ error }) => void troubles.push(String(error)))
  let looks = 0
  while (!(await isOver())) {
    if ((looks += 1) > looksMax) assert.fail('the evening is never over')
    await database.sql`select pg_sleep(0.02)`
  }
  await queue.stop(0)
  assert.deepEqual(troubles, [])
}

type Evening = Readonly<Record<'streaks' | 'shields' | 'notices' | 'messages' | 'sent' | 'figures' | 'old', readonly unknown[]>>

/** All that the evening changes, but for names that chance gives. */
async function eveningOf({ database }: Scene): Promise<Evening> {
  const [row] = await database.sql<{ evening: Evening }[]>`
    with streaks as (select learner_id, streak_days, streak_until, shields from learners order by 1),
      used as (select * from shields_used order by 1, 2),
      notices as (select learner_id, dedup_key, facts from notifications where dedup_key <> 'old' order by 1, 2),
      messages as (select dedup_key, facts, state, channel, fault from outbox where dedup_key not like 'old%' order by 1),
      sent as (select distinct dedup_key from crash_sent join outbox using (message_id) order by 1),
      figures as (select name, measured_at_ms from measurements where measured_at_ms > 0 order by 1, 2),
      old as (select turn_id from turns union all select conversation_id from conversations union all select message_id from outbox where dedup_key like 'old%'
        union all select notification_id from notifications where dedup_key = 'old' union all select null from measurements where measured_at_ms = 0)
    select jsonb_build_object(
      'streaks', (select jsonb_agg(t) from streaks t), 'shields', (select jsonb_agg(t) from used t), 'notices', (select jsonb_agg(t) from notices t),
      'messages', (select jsonb_agg(t) from messages t), 'sent', (select jsonb_agg(t) from sent t), 'figures', (select jsonb_agg(t) from figures t),
      'old', coalesce((select jsonb_agg(t) from old t), '[]')) as evening`
  return row!.evening
}

const countsOf = (evening: Evening): Readonly<Record<string, number>> => Object.fromEntries(Object.entries(evening).map(([what, rows]) => [what, rows.length]))
