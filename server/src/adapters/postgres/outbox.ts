/** Notices for the app and messages on their way, each kept once. */
import type { Kysely } from 'kysely'
import { settingsOf } from '../../domain/learner.ts'
import { noticeKinds, type BudgetFacts, type Notice, type OperatorNotice, type PushedKind } from '../../domain/notice.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Message, Outbox } from '../../ports/outbox.ts'
import type { Job } from '../../ports/queue.ts'
import type { Database } from './database.ts'
import { lastDayOf } from './last-day.ts'
import type { Tables } from './tables.ts'

type Tx = Kysely<Tables>
export type EnqueueIn = (tx: Tx, jobs: readonly Job[]) => Promise<number>

/** `operatorAddress` is where operators are reached; null where nobody said. */
export const outbox = ({ kysely, inTransaction }: Database<Tables>, clock: Clock, enqueueIn: EnqueueIn, operatorAddress: string | null = null): Outbox => ({
  async post(postings, nowMs) {
    if (postings.length === 0) return
    await inTransaction(async (tx) => {
      await keepNotices(tx, clock, postings.map(({ notice }) => notice), nowMs)
      await send(tx, clock, enqueueIn, postings.filter(({ push }) => push).map(({ notice }) => notice), nowMs)
    })
  },

  async take(messageId) {
    const row = await kysely
      .with('taken', (tx) =>
        tx
          .updateTable('outbox')
          .set((set) => ({ attempts: set('attempts', '+', 1) }))
          .where('message_id', '=', messageId)
          .where('state', 'in', ['waiting', 'dead'])
          .returning(['kind', 'facts', 'dedup_key', 'created_at_ms', 'learner_id']),
      )
      .selectFrom('taken as outbox')
      .leftJoin('learners', 'learners.learner_id', 'outbox.learner_id')
      .select((value) => [
        'outbox.kind', 'outbox.facts', 'outbox.dedup_key', 'outbox.created_at_ms',
        'learners.learner_id', 'learners.settings', 'learners.last_day', 'learners.last_day_first_at_ms', 'learners.last_day_time_zone',
        value
          .selectFrom('identities')
          .select('subject')
          .whereRef('identities.learner_id', '=', 'learners.learner_id')
          .where('provider', '=', 'email')
          .where('verified_at_ms', 'is not', null)
          .orderBy('verified_at_ms', 'desc')
          .limit(1)
          .as('address'),
      ])
      .executeTakeFirst()
    if (!row) return null
    const { learner_id: learnerId, kind, facts, dedup_key: about, created_at_ms: createdAtMs, settings, address } = row
    if (kind === 'operator-budget') return { messageId, kind, facts: facts as BudgetFacts, createdAtMs, address: operatorAddress }
    if (learnerId === null) return null
    return { messageId, learnerId, kind, facts, about, createdAtMs, settings: settingsOf(settings), last: lastDayOf(row), address } as Message
  },

  sent: (messageId, channel, nowMs) => settle(kysely, messageId, { state: 'sent', channel, fault: null, settled_at_ms: nowMs }),
  dropped: (messageId, why, nowMs) => settle(kysely, messageId, { state: 'dropped', fault: why, settled_at_ms: nowMs }),
  dead: (messageId, channel, fault, nowMs) => settle(kysely, messageId, { state: 'dead', channel, fault, settled_at_ms: nowMs }),
})

/** Keeps what waits in the app. */
export async function keepNotices(tx: Tx, clock: Clock, notices: readonly Notice[], nowMs: number): Promise<void> {
  const rows = notices
    .filter(({ kind }) => noticeKinds[kind].inApp)
    .map(({ learnerId, kind, facts, about }) => ({ notification_id: clock.newId(), learner_id: learnerId, kind, facts: JSON.stringify(facts), dedup_key: `${kind} ${about}`, created_at_ms: nowMs }))
  if (rows.length > 0) await tx.insertInto('notifications').values(rows).onConflict((row) => row.doNothing()).execute()
}

/** Keeps messages with the jobs that deliver them. A job is made for a message that is new, and for no other. */
export async function send(tx: Tx, clock: Clock, enqueueIn: EnqueueIn, notices: readonly (Notice<PushedKind> | OperatorNotice)[], nowMs: number): Promise<void> {
  const rows = notices.map((notice) => {
    const { kind, facts, about } = notice
    const learnerId = notice.kind === 'operator-budget' ? null : notice.learnerId
    return { message_id: clock.newId(), learner_id: learnerId, kind, facts: JSON.stringify(facts), dedup_key: [kind, about, ...(learnerId === null ? [] : [learnerId])].join(' '), created_at_ms: nowMs }
  })
  if (rows.length === 0) return
  const kept = await tx.insertInto('outbox').values(rows).onConflict((row) => row.doNothing()).returning('message_id').execute()
  await enqueueIn(tx, kept.map(({ message_id: messageId }) => ({ task: 'deliver', payload: { messageId } })))
}

type Settled = { readonly state: 'sent' | 'dropped' | 'dead'; readonly channel?: string; readonly fault: string | null; readonly settled_at_ms: number }

/** What is sent or dropped stays so. */
async function settle(kysely: Tx, messageId: string, how: Settled): Promise<void> {
  await kysely.updateTable('outbox').set(how).where('message_id', '=', messageId).where('state', 'in', ['waiting', 'dead']).execute()
}
