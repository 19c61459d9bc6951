/** What of one learner becomes another's, table by table. What stays behind is there twice, and goes with its learner. */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { onceADay } from '../../domain/award.ts'
import type { LearnerId } from '../../domain/identity.ts'
import { factsMax } from '../../domain/recollection.ts'
import { flagsChannel } from './flags.ts'
import type { Tables } from './tables.ts'

type Tx = Kysely<Tables>
export type Both = { readonly from: LearnerId; readonly into: LearnerId }

/** Nothing of these can be there twice. */
const moved = ['mistakes', 'scenario_runs', 'summaries', 'identities', 'spending', 'sign_in_links', 'passkey_challenges', 'push_subscriptions', 'merged_learners'] as const

/** What makes two of these the same. */
const united = {
  words: ['word'], achievements: ['code'], challenges: ['period', 'since'], shields_used: ['day'], facts: ['name'], memberships: ['group_id'], sources: ['address'], notifications: ['dedup_key'], known_devices: ['device_hash'],
} as const

/** Where two are the same, what the one that stays takes of the other. */
const taken: Readonly<Record<string, string>> = {
  words: 'met_at_ms = least(own.met_at_ms, other.met_at_ms)',
  achievements: 'earned_at_ms = least(own.earned_at_ms, other.earned_at_ms)',
  challenges: 'completed_at_ms = least(own.completed_at_ms, other.completed_at_ms)',
  memberships: "role = case when 'teacher' in (own.role, other.role) then 'teacher' else own.role end, joined_at_ms = least(own.joined_at_ms, other.joined_at_ms)",
  notifications: 'read_at_ms = coalesce(own.read_at_ms, other.read_at_ms)',
  known_devices: 'seen_at_ms = greatest(own.seen_at_ms, other.seen_at_ms)',
}

/** Added up. */
const added = {
  days: { by: 'day', columns: ['turns', 'clean_turns', 'scenario_turns', 'words', 'stars', 'score_sum', 'score_count'] },
  mistake_tallies: { by: 'kind', columns: ['mistakes'] },
} as const

/** Tables of a learner's that are merged elsewhere: cards with their reviews, sessions with who remembers them; and what is kept of talks, whose keys may meet. */
export const mergedElsewhere = ['learners', 'cards', 'reviews', 'sessions', 'conversations', 'turns', 'stars', 'outbox', 'sound_uses'] as const
export const mergedHere: readonly string[] = [...moved, ...Object.keys(united), ...Object.keys(added)]

export async function mergeRows(tx: Tx, both: Both): Promise<void> {
  const run = (statement: RawBuilder<unknown>) => statement.execute(tx)
  await run(keptKeys('conversations', 'conversation_id', both))
  await run(keptKeys('turns', 'turn_id', both))
  await run(stars(both))
  for (const table of moved) await run(sql`update ${sql.table(table)} set learner_id = ${both.into}::uuid where learner_id = ${both.from}::uuid`)
  for (const [table, columns] of Object.entries(united)) {
    const same = sql.raw(columns.map((column) => `other.${column} = own.${column}`).join(' and '))
    const more = taken[table]
    if (more !== undefined) await run(sql`update ${sql.table(table)} own set ${sql.raw(more)} from ${sql.table(table)} other where own.learner_id = ${both.into}::uuid and other.learner_id = ${both.from}::uuid and ${same}`)
    await run(sql`update ${sql.table(table)} other set learner_id = ${both.into}::uuid where learner_id = ${both.from}::uuid
      and not exists (select from ${sql.table(table)} own where own.learner_id = ${both.into}::uuid and ${same})`)
  }
  for (const [table, { by, columns }] of Object.entries(added)) {
    const names = sql.raw([by, ...columns].join(', '))
    await run(sql`insert into ${sql.table(table)} as own (learner_id, ${names}) select ${both.into}::uuid, ${names} from ${sql.table(table)} where learner_id = ${both.from}::uuid
      on conflict (learner_id, ${sql.raw(by)}) do update set ${sql.raw(columns.map((column) => `${column} = own.${column} + excluded.${column}`).join(', '))}`)
  }
  await run(sql`delete from facts where learner_id = ${both.into}::uuid and name in (
    select name from facts where learner_id = ${both.into}::uuid order by told_at_ms desc, turn_id desc, name offset ${factsMax}::int)`)
  await mergeOutbox(tx, both)
  await mergeSounds(tx, both)
  await mergeFlags(tx, both)
}

/** Keys are chosen by clients, and two of them may have chosen the same: then the one that comes gets a key that nobody chooses. */
const keptKeys = (table: 'conversations' | 'turns', id: string, { from, into }: Both) => sql`
  update ${sql.table(table)} t set learner_id = ${into}::uuid, idempotency_key = case
    when exists (select from ${sql.table(table)} own where own.learner_id = ${into}::uuid and own.idempotency_key = t.idempotency_key) then t.idempotency_key || ' ' || t.${sql.ref(id)}
    else t.idempotency_key end
  where learner_id = ${from}::uuid`

/** Their balances go on from the other's last. */
const stars = ({ from, into }: Both) => sql`
  update stars s set learner_id = ${into}::uuid, total_after = s.total_after + coalesce((select max(total_after) from stars where learner_id = ${into}::uuid), 0),
    carried = s.carried or (s.reason in (${sql.join(onceADay.map((reason) => sql.lit(reason)))})
      and exists (select from stars own where own.learner_id = ${into}::uuid and own.day = s.day and own.reason = s.reason))
  where learner_id = ${from}::uuid`

/** A message is known by whom it is for. Of two that say the same, the one that was sent stays: nobody is told twice. */
async function mergeOutbox(tx: Tx, { from, into }: Both): Promise<void> {
  const key = sql`replace(other.dedup_key, ${from}, ${into})`
  await sql`delete from outbox own using outbox other where own.learner_id = ${into}::uuid and other.learner_id = ${from}::uuid and own.dedup_key = ${key} and own.state <> 'sent' and other.state = 'sent'`.execute(tx)
  await sql`update outbox other set learner_id = ${into}::uuid, dedup_key = ${key} where learner_id = ${from}::uuid and not exists (select from outbox own where own.dedup_key = ${key})`.execute(tx)
}

async function mergeFlags(tx: Tx, { from, into }: Both): Promise<void> {
  await sql`with other as (update flags set learners = array(select distinct case when each = ${from}::uuid then ${into}::uuid else each end from unnest(learners) each) where ${from}::uuid = any(learners) returning flag)
    select pg_notify(${flagsChannel}, flag) from other`.execute(tx)
  const named = (column: 'before' | 'after') => sql`replace(${sql.ref(column)}::text, ${from}::text, ${into}::text)::jsonb`
  await sql`update flag_changes set before = ${named('before')}, after = ${named('after')} where before -> 'learners' ? ${from}::text or after -> 'learners' ? ${from}::text`.execute(tx)
}

/** A sound is used by what was said, or by whom it was made for. */
async function mergeSounds(tx: Tx, { from, into }: Both): Promise<void> {
  await sql`update sound_uses other set learner_id = ${into}::uuid, used_by = case when used_by = ${from}::uuid then ${into}::uuid else used_by end where learner_id = ${from}::uuid
    and not (used_by = ${from}::uuid and exists (select from sound_uses own where own.sound_id = other.sound_id and own.used_by = ${into}::uuid))`.execute(tx)
}
