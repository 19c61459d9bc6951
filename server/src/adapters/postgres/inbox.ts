/** Updates of Telegram's, kept until they are answered. */
import { sql } from 'kysely'
import type { Inbox, Taken } from '../../ports/inbox.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

/** Telegram numbers what it brings without a gap, and a webhook may be brought two at once. What comes after one that is not here yet waits for it so long. */
const gapMsMax = 500

export const inbox = ({ kysely }: Pick<Database<Tables>, 'kysely'>): Inbox => named('inbox', {
  async keep(brought, nowMs) {
    if (brought.length === 0) return 0
    const rows = brought.map(({ updateId, chatId, body }) => ({ update_id: updateId, chat_id: chatId, body: JSON.stringify(body), received_at_ms: nowMs }))
    const kept = await kysely.insertInto('telegram_updates').values(rows).onConflict((row) => row.doNothing()).returning('update_id').execute()
    return kept.length
  },

  async take({ holder, nowMs, leaseUntilMs, limit }) {
    const { rows } = await sql<Taken>`
      with first as (
        select distinct on (chat_id) update_id from telegram_updates where done_at_ms is null order by chat_id, holder is null, update_id
      ), gap as materialized (
        select min(u.update_id) as after from telegram_updates u
        where u.done_at_ms is null and u.received_at_ms > ${nowMs - gapMsMax}::bigint and not exists (select from telegram_updates p where p.update_id = u.update_id - 1)
      ), free as (
        select u.update_id from telegram_updates u join first using (update_id) cross join gap
        where u.done_at_ms is null and u.lease_until_ms <= ${nowMs}::bigint and (gap.after is null or u.update_id < gap.after)
        order by u.update_id limit ${limit}::int for update of u skip locked
      )
      update telegram_updates u set holder = ${holder}::uuid, lease_until_ms = ${leaseUntilMs}::bigint, tries = tries + 1
      from free where u.update_id = free.update_id
      returning u.update_id as "updateId", u.chat_id as "chatId", u.body, u.sent, u.sending_after as "sendingAfter", u.tries`.execute(kysely)
    return rows.toSorted((one, other) => one.updateId - other.updateId)
  },

  async renew(updateIds, holder, leaseUntilMs) {
    if (updateIds.length === 0) return
    await kysely.updateTable('telegram_updates').set({ lease_until_ms: leaseUntilMs }).where('update_id', 'in', updateIds).where('holder', '=', holder).where('done_at_ms', 'is', null).execute()
  },

  async leaving(updateId, holder, sent, { chatId, latest }) {
    const { rows } = await sql<{ after: number }>`
      update telegram_updates set sent = ${sent}::int, sending_after = greatest(${latest}::bigint, (select latest from telegram_series where chat_id = ${chatId}::bigint))
      where update_id = ${updateId}::bigint and holder = ${holder}::uuid returning sending_after as after`.execute(kysely)
    return rows[0]?.after ?? null
  },

  async left(updateId, holder, sent, { chatId, latest }) {
    await sql`
      with series as (
        insert into telegram_series as known (chat_id, latest, update_id) values (${chatId}::bigint, ${latest}::bigint, ${updateId}::bigint)
        on conflict (chat_id) do update set latest = excluded.latest, update_id = excluded.update_id where known.latest < excluded.latest
      )
      update telegram_updates set sent = ${sent}::int, sending_after = null where update_id = ${updateId}::bigint and holder = ${holder}::uuid`.execute(kysely)
  },

  async done(updateId, holder, nowMs) {
    await kysely.updateTable('telegram_updates').set({ done_at_ms: nowMs, body: null, chat_id: 0, sending_after: null, holder: null }).where('update_id', '=', updateId).where('holder', '=', holder).execute()
  },

  async putBack(updateId, holder, dueAtMs) {
    await kysely.updateTable('telegram_updates').set({ lease_until_ms: dueAtMs, holder: null }).where('update_id', '=', updateId).where('holder', '=', holder).where('done_at_ms', 'is', null).execute()
  },

  async release(nowMs) {
    await kysely.updateTable('telegram_updates').set({ lease_until_ms: nowMs, holder: null }).where('done_at_ms', 'is', null).where('lease_until_ms', '>', nowMs).execute()
  },
})
