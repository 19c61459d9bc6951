/** A learner goes, with all that leads to them: in one transaction, which whoever writes of them at the same time waits for, and then finds nobody. */
import { sql, type Kysely } from 'kysely'
import type { LearnerId } from '../../domain/identity.ts'
import type { PersonalData } from '../../ports/personal-data.ts'
import { changed, changedForEveryone, changedSession, sessionEnded } from './changes.ts'
import type { Database } from './database.ts'
import { flagsChannel } from './flags.ts'
import type { Tables } from './tables.ts'

type Tx = Kysely<Tables>

export const erasing = ({ kysely, inTransaction }: Database<Tables>): Omit<PersonalData, 'read'> => ({
  erase: (learnerId, nowMs) => inTransaction((tx) => erase(tx, learnerId, nowMs)),

  async eraseAgain(hashes, nowMs) {
    const { rows } = await sql<{ learner_id: LearnerId }>`
      select learner_id from learners where encode(sha256(convert_to(learner_id::text, 'UTF8')), 'hex') = any(${[...hashes]}::text[])`.execute(kysely)
    for (const { learner_id: learnerId } of rows) await inTransaction((tx) => erase(tx, learnerId, nowMs))
    return rows.length
  },

  async erased() {
    const { rows } = await sql<{ hash: string; atMs: number }>`select encode(learner_hash, 'hex') as hash, erased_at_ms as "atMs" from erased order by erased_at_ms, learner_hash`.execute(kysely)
    return rows
  },
})

async function erase(tx: Tx, learnerId: LearnerId, nowMs: number): Promise<boolean> {
  // The learner first, as claims do, and in a statement of its own: what is read after it is what the one before left.
  const learner = await tx.selectFrom('learners').select('learner_id').where('learner_id', '=', learnerId).forUpdate().executeTakeFirst()
  if (!learner) return false
  // Told before there is nobody left to tell of; heard when it is done.
  await changed(tx, learnerId, 'erased')
  for (const { token_hash: tokenHash } of await tx.selectFrom('sessions').select('token_hash').where('learner_id', '=', learnerId).execute()) await changedSession(tx, tokenHash, sessionEnded)
  await letGoOfMoney(tx, learnerId)
  await eraseMentions(tx, learnerId)
  await eraseUpdates(tx, learnerId, nowMs)
  await eraseSounds(tx, learnerId)
  // With those who had become part of them.
  await sql`
    insert into erased (learner_hash, erased_at_ms)
    select sha256(convert_to(${learnerId}::text, 'UTF8')), ${nowMs}::bigint union all select learner_hash, ${nowMs}::bigint from merged_learners where learner_id = ${learnerId}::uuid
    on conflict do nothing`.execute(tx)
  await tx.deleteFrom('learners').where('learner_id', '=', learnerId).execute()
  return true
}

async function letGoOfMoney(tx: Tx, learnerId: LearnerId): Promise<void> {
  await tx.updateTable('spending').set({ learner_id: null, turn_id: null }).where('learner_id', '=', learnerId).execute()
  // With them goes what processes have in hand of them.
  await tx.deleteFrom('allowances').where('scope', '=', 'learner').where('scope_name', '=', learnerId).execute()
}

/** Where no key refers to the learner, but their name stands: jobs that are about something of theirs, ended ones too, and flags. */
async function eraseMentions(tx: Tx, learnerId: LearnerId): Promise<void> {
  await sql`
    with theirs as materialized (
      select ${learnerId}::text as name
      union select conversation_id::text from conversations where learner_id = ${learnerId}::uuid
      union select turn_id::text from turns where learner_id = ${learnerId}::uuid
      union select message_id::text from outbox where learner_id = ${learnerId}::uuid
      union select subject from identities where learner_id = ${learnerId}::uuid
    )
    delete from pgboss.job where exists (select from jsonb_path_query(data, '$.**') as value where value #>> '{}' in (select name from theirs))`.execute(tx)
  // Of who asked without being signed in.
  await sql`delete from sign_in_links where address in (select subject from identities where learner_id = ${learnerId}::uuid)`.execute(tx)
  await sql`with shorter as (update flags set learners = array_remove(learners, ${learnerId}::uuid) where ${learnerId}::uuid = any(learners) returning flag) select pg_notify(${flagsChannel}, flag) from shorter`.execute(tx)
  const without = (column: 'before' | 'after') => sql`case when jsonb_typeof(${sql.ref(column)} -> 'learners') = 'array' then ${sql.ref(column)} || jsonb_build_object('learners', (${sql.ref(column)} -> 'learners') - ${learnerId}::text) else ${sql.ref(column)} end`
  await sql`update flag_changes set before = ${without('before')}, after = ${without('after')} where before -> 'learners' ? ${learnerId}::text or after -> 'learners' ? ${learnerId}::text`.execute(tx)
}

/** The numbers stay, so that nothing is answered twice: whose they were is forgotten. What the learner wrote among others and nobody has answered yet is let go. */
async function eraseUpdates(tx: Tx, learnerId: LearnerId, nowMs: number): Promise<void> {
  await sql`
    with theirs as materialized (select subject from identities where learner_id = ${learnerId}::uuid and provider = 'telegram')
    update telegram_updates set body = null, holder = null, done_at_ms = coalesce(done_at_ms, ${nowMs}::bigint), chat_id = case when chat_id::text in (select subject from theirs) then 0 else chat_id end
    where chat_id::text in (select subject from theirs)
      or coalesce(body #>> '{message,from,id}', body #>> '{callback_query,from,id}', body #>> '{my_chat_member,from,id}') in (select subject from theirs)`.execute(tx)
}

/** Those that nobody else was told, and which text they say. */
async function eraseSounds(tx: Tx, learnerId: LearnerId): Promise<void> {
  const theirs = sql`select sound_id from sound_uses where learner_id = ${learnerId}::uuid`
  // Locked, and in a statement of its own: whoever began to refer to one of them before has done so by the next.
  await sql`select from sounds where sound_id in (${theirs}) order by sound_id for update`.execute(tx)
  await sql`
    delete from sounds s where sound_id in (${theirs})
      and not exists (select from sound_uses u where u.sound_id = s.sound_id and u.learner_id <> ${learnerId}::uuid)`.execute(tx)
  await changedForEveryone(tx, 'sound')
}
