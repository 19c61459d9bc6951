/** Figures of the installation, and the erasing of what nobody needs. Whoever may refer to a thing is asked in the statement that erases it. */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { uuidv7 } from '../../domain/identity.ts'
import type { Remains } from '../../domain/retention.ts'
import type { Figures, Upkeep } from '../../ports/upkeep.ts'
import { changed, changedForEveryone } from './changes.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

const dayMs = 86_400_000

export const upkeep = ({ kysely, inTransaction }: Database<Tables>): Upkeep => named('upkeep', {
  async count(nowMs) {
    const active = (days: number) => sql`(select count(*)::int from learners where last_day_first_at_ms > ${nowMs - days * dayMs}::bigint)`
    const { rows: [figures] } = await sql<Figures>`
      select (select count(*)::int from learners) as learners, ${active(1)} as "learners-of-day", ${active(7)} as "learners-of-week", ${active(30)} as "learners-of-month",
        (select count(*)::int from turns where said_at_ms > ${nowMs - dayMs}::bigint and said_at_ms <= ${nowMs}::bigint) as "turns-of-day",
        (select count(*)::int from outbox where state = 'waiting') as "messages-waiting",
        (select count(*)::int from outbox where state = 'dead' and settled_at_ms > ${nowMs - dayMs}::bigint) as "messages-dead-of-day"`.execute(kysely)
    return figures!
  },

  async record(figures, atMs) {
    const rows = Object.entries(figures).map(([name, value]) => ({ name, value, measured_at_ms: atMs }))
    await kysely.insertInto('measurements').values(rows).onConflict((row) => row.doNothing()).execute()
  },

  erase: (kind, beforeMs, limit) =>
    inTransaction(async (tx) => {
      const { rows } = await statementFor(kind, beforeMs, limit).execute(tx)
      if (rows.length > 0) await tell(tx, kind, rows)
      return rows.length
    }),
})

type Gone = { readonly used_by: string; readonly learner_id: string }

/** What is erased, oldest first; of turns and conversations, who they were. */
function statementFor(kind: Remains, beforeMs: number, limit: number): RawBuilder<Gone> {
  const before = sql`${beforeMs}::bigint`
  const most = sql`${limit}::int`
  switch (kind) {
    // With a turn go its mistakes. What it earned and counted is kept elsewhere: in the ledger of stars, in days and in totals.
    case 'turns':
      return sql`delete from turns where turn_id in (
        select turn_id from turns where said_at_ms < ${before} and lease_until_ms < ${before} order by said_at_ms limit ${most}) returning turn_id as used_by, learner_id`
    // A scene that was played counts among those played, and stays.
    case 'conversations':
      return sql`delete from conversations where conversation_id in (
        select conversation_id from conversations c where last_at_ms < ${before}
          and not exists (select from turns t where t.conversation_id = c.conversation_id)
          and not exists (select from scenario_runs r where r.conversation_id = c.conversation_id)
        order by last_at_ms limit ${most}) returning conversation_id as used_by, learner_id`
    case 'sounds':
      return sql`delete from sounds where sound_id in (
        select sound_id from sounds s where created_at_ms < ${before}
          and not exists (select from sound_uses u where u.sound_id = s.sound_id and u.used_by <> u.learner_id)
          and not exists (select from speeches p where p.sound_id = s.sound_id)
        order by created_at_ms limit ${most}) returning true`
    // The names of those who use a sound begin with the moment they were made: none was made since.
    case 'speeches':
      return sql`delete from speeches where speech_key in (
        select speech_key from speeches p where used_at_ms < ${before}
          and not exists (select from sound_uses u where u.sound_id = p.sound_id and u.used_by >= ${uuidv7(beforeMs, new Uint8Array(10))}::uuid)
        order by used_at_ms limit ${most}) returning true`
    case 'sessions':
      return sql`delete from sessions where token_hash in (select token_hash from sessions where expires_at_ms < ${before} order by expires_at_ms limit ${most}) returning true`
    case 'proofs':
      return sql`delete from used_proofs where proof_hash in (select proof_hash from used_proofs where expires_at_ms < ${before} order by expires_at_ms limit ${most}) returning true`
    // One that still waits so long after is never sent: nobody would want it.
    case 'messages':
      return sql`delete from outbox where message_id in (
        select message_id from outbox where (state <> 'waiting' and settled_at_ms < ${before}) or (state = 'waiting' and created_at_ms < ${before}) limit ${most}) returning true`
    case 'notifications':
      return sql`delete from notifications where notification_id in (select notification_id from notifications where read_at_ms < ${before} order by read_at_ms limit ${most}) returning true`
    case 'measurements':
      return sql`delete from measurements where (name, measured_at_ms) in (select name, measured_at_ms from measurements where measured_at_ms < ${before} order by measured_at_ms limit ${most}) returning true`
    case 'updates':
      return sql`delete from telegram_updates where update_id in (select update_id from telegram_updates where done_at_ms < ${before} order by done_at_ms limit ${most}) returning true`
    case 'links':
      return sql`delete from sign_in_links where token_hash in (select token_hash from sign_in_links where expires_at_ms < ${before} order by expires_at_ms limit ${most}) returning true`
    case 'challenges':
      return sql`delete from passkey_challenges where challenge_hash in (select challenge_hash from passkey_challenges where expires_at_ms < ${before} order by expires_at_ms limit ${most}) returning true`
    case 'invitations':
      return sql`delete from invitations where invitation_id in (select invitation_id from invitations where expires_at_ms < ${before} order by expires_at_ms limit ${most}) returning true`
    case 'attempts':
      return sql`delete from attempts where name_hash in (select name_hash from attempts where last_at_ms < ${before} order by last_at_ms limit ${most}) returning true`
    case 'devices':
      return sql`delete from known_devices where (learner_id, device_hash) in (select learner_id, device_hash from known_devices where seen_at_ms < ${before} order by seen_at_ms limit ${most}) returning true`
    // With them go their slices.
    case 'allowances':
      return sql`delete from allowances where (scope, scope_name, period, since) in (
        select scope, scope_name, period, since from allowances where since + case period when 'day' then interval '1 day' else interval '1 month' end < to_timestamp(${before} / 1000.0) at time zone 'UTC'
        order by since limit ${most}) returning true`
  }
}

/** Lets go of what was used, and ends what is remembered of it. */
async function tell(tx: Kysely<Tables>, kind: Remains, gone: readonly Gone[]): Promise<void> {
  if (kind === 'sounds' || kind === 'speeches') return changedForEveryone(tx, 'sound')
  if (kind !== 'turns' && kind !== 'conversations') return
  const learnerIds = [...new Set(gone.map(({ learner_id }) => learner_id))]
  await tx.deleteFrom('sound_uses').where('learner_id', 'in', learnerIds).where('used_by', 'in', gone.map(({ used_by }) => used_by)).execute()
  for (const learnerId of learnerIds) await changed(tx, learnerId, 'conversation')
}
