/** Notices for the app and messages on their way, each kept once. */
import { sql, type Kysely } from 'kysely'
import type { LearnerId } from '../../domain/identity.ts'
import { settingsOf } from '../../domain/learner.ts'
import { noticeKinds, type BudgetFacts, type Notice, type OperatorNotice, type PushedKind } from '../../domain/notice.ts'
import { dayIn } from '../../domain/progress.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Message, Outbox } from '../../ports/outbox.ts'
import type { Job } from '../../ports/queue.ts'
import type { Subscription } from '../../ports/reach.ts'
import type { Database } from './database.ts'
import { lastDayOf, type LastDayRow } from './last-day.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

type Tx = Kysely<Tables>
export type EnqueueIn = (tx: Tx, jobs: readonly Job[]) => Promise<number>

/** `operatorAddress` is where operators are reached; null where nobody said. */
export const outbox = ({ kysely, inTransaction }: Database<Tables>, clock: Clock, enqueueIn: EnqueueIn, operatorAddress: string | null = null): Outbox => named('outbox', {
  async post(postings, nowMs) {
    if (postings.length === 0) return
    await inTransaction(async (tx) => {
      await keepNotices(tx, clock, postings.map(({ notice }) => notice), nowMs)
      await send(tx, clock, enqueueIn, postings.filter(({ push }) => push), nowMs)
    })
  },

  async take(messageId) {
    const row = await taken(kysely, messageId)
    if (!row) return null
    const { learner_id: learnerId, kind, facts, dedup_key: about, created_at_ms: createdAtMs, settings, address, chat: chatId, browsers, told_at_ms: toldAtMs } = row
    if (kind === 'operator-budget') return { messageId, kind, facts: facts as BudgetFacts, createdAtMs, address: operatorAddress }
    if (learnerId === null) return null
    return { messageId, learnerId: learnerId as LearnerId, kind, facts, about, createdAtMs, settings: settingsOf(settings), last: lastDayOf(row), address, chatId, browsers, toldAtMs } as Message
  },

  sent: (messageId, channel, nowMs) => settle(kysely, messageId, { state: 'sent', channel, fault: null }, nowMs),
  held: (messageId, untilMs) =>
    inTransaction(async (tx) => {
      await tx.updateTable('outbox').set((set) => ({ attempts: set('attempts', '-', 1) })).where('message_id', '=', messageId).execute()
      await enqueueIn(tx, [{ task: 'deliver', payload: { messageId, heldUntilMs: untilMs }, dueAtMs: untilMs }])
    }),
  dropped: (messageId, why, nowMs) => settle(kysely, messageId, { state: 'dropped', channel: null, fault: why }, nowMs),
  dead: (messageId, channel, fault, nowMs) => settle(kysely, messageId, { state: 'dead', channel, fault }, nowMs),

  async closed(learnerId, channel, addresses, nowMs) {
    if (channel === 'push') await kysely.deleteFrom('push_subscriptions').where('learner_id', '=', learnerId).where('endpoint', 'in', addresses).execute()
    const provider = { telegram: 'telegram', mail: 'email' }[channel]
    if (provider !== undefined) await kysely.updateTable('identities').set({ closed_at_ms: nowMs }).where('learner_id', '=', learnerId).where('provider', '=', provider).where('subject', 'in', addresses).execute()
  },
})

type TakenRow = LastDayRow & {
  readonly kind: string
  readonly facts: unknown
  readonly dedup_key: string
  readonly created_at_ms: number
  readonly learner_id: string | null
  readonly settings: unknown
  readonly address: string | null
  readonly chat: string | null
  readonly browsers: readonly Subscription[]
  readonly told_at_ms: number | null
}

/** An address that was proven after it was found closed is open again. */
const isOpen = sql`verified_at_ms is not null and (closed_at_ms is null or closed_at_ms < verified_at_ms)`

async function taken(kysely: Tx, messageId: string): Promise<TakenRow | undefined> {
  const subjectAt = (provider: string) => sql`(select subject from identities where learner_id = l.learner_id and provider = ${sql.lit(provider)} and ${isOpen} order by verified_at_ms desc limit 1)`
  const { rows: [row] } = await sql<TakenRow>`
    with taken as (
      update outbox set attempts = attempts + 1 where message_id = ${messageId}::uuid and state in ('waiting', 'dead')
      returning kind, facts, dedup_key, created_at_ms, learner_id)
    select o.kind, o.facts, o.dedup_key, o.created_at_ms, l.learner_id, l.settings, l.last_day, l.last_day_first_at_ms, l.last_day_time_zone,
      ${subjectAt('email')} as address, ${subjectAt('telegram')} as chat,
      (select coalesce(jsonb_agg(jsonb_build_object('endpoint', endpoint, 'p256dh', p256dh_key, 'auth', auth_secret) order by created_at_ms desc), '[]')
       from push_subscriptions where learner_id = l.learner_id) as browsers,
      (select max(settled_at_ms) from outbox told where told.learner_id = l.learner_id and told.kind = o.kind and told.state = 'sent') as told_at_ms
    from taken o left join learners l on l.learner_id = o.learner_id`.execute(kysely)
  return row
}

/** Keeps what waits in the app. */
export async function keepNotices(tx: Tx, clock: Clock, notices: readonly Notice[], nowMs: number): Promise<void> {
  const rows = notices
    .filter(({ kind }) => noticeKinds[kind].inApp)
    .map(({ learnerId, kind, facts, about }) => ({ notification_id: clock.newId(), learner_id: learnerId, kind, facts: JSON.stringify(facts), dedup_key: `${kind} ${about}`, created_at_ms: nowMs }))
  if (rows.length > 0) await tx.insertInto('notifications').values(rows).onConflict((row) => row.doNothing()).execute()
}

export type Sending = { readonly notice: Notice<PushedKind> | OperatorNotice; readonly dueAtMs?: number }

/** Keeps messages with the jobs that deliver them. A job is made for a message that is new, and for no other. */
export async function send(tx: Tx, clock: Clock, enqueueIn: EnqueueIn, sendings: readonly Sending[], nowMs: number): Promise<void> {
  const dueAtMs = new Map<string, number>()
  const rows = sendings.map(({ notice, dueAtMs: dueMs }) => {
    const { kind, facts, about } = notice
    const learnerId = notice.kind === 'operator-budget' ? null : notice.learnerId
    const messageId = clock.newId()
    if (dueMs !== undefined) dueAtMs.set(messageId, dueMs)
    const name = [kind, about, ...(learnerId === null ? [] : [learnerId])].join(' ')
    return { message_id: messageId, learner_id: learnerId, kind, facts: JSON.stringify(facts), dedup_key: name, created_at_ms: nowMs }
  })
  if (rows.length === 0) return
  const kept = await tx.insertInto('outbox').values(rows).onConflict((row) => row.doNothing()).returning('message_id').execute()
  await enqueueIn(tx, kept.map(({ message_id: messageId }) => {
    const dueMs = dueAtMs.get(messageId)
    return { task: 'deliver', payload: { messageId }, ...(dueMs !== undefined && { dueAtMs: dueMs }) }
  }))
}

type Settled = { readonly state: 'sent' | 'dropped' | 'dead'; readonly channel: string | null; readonly fault: string | null }

/** What is sent or dropped stays so. What becomes of a message is counted with it; of a dead one that is tried again, what becomes of it last. */
async function settle(kysely: Tx, messageId: string, { state, channel, fault }: Settled, nowMs: number): Promise<void> {
  const today = dayIn('UTC', nowMs)
  await sql`
    with before as (
      select message_id, kind, state, channel, fault, settled_at_ms from outbox where message_id = ${messageId}::uuid and state in ('waiting', 'dead') for update
    ), settled as (
      update outbox o set state = ${state}, channel = coalesce(${channel}::text, o.channel), fault = ${fault}, settled_at_ms = ${nowMs}::bigint from before b where o.message_id = b.message_id
    ), counted as (
      select ${today}::date as day, kind, coalesce(${channel}::text, '') as channel, ${state}::text as outcome, coalesce(${fault}::text, '') as reason, 1 as messages from before
      union all
      select (to_timestamp(settled_at_ms / 1000.0) at time zone 'UTC')::date, kind, coalesce(channel, ''), 'dead', coalesce(fault, ''), -1 from before where state = 'dead'
    )
    insert into deliveries as d (day, kind, channel, outcome, reason, messages)
    select day, kind, channel, outcome, reason, sum(messages) from counted group by day, kind, channel, outcome, reason having sum(messages) <> 0 order by 1, 2, 3, 4, 5
    on conflict (day, kind, channel, outcome, reason) do update set messages = d.messages + excluded.messages`.execute(kysely)
}
