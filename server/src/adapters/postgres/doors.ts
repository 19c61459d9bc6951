/** What is kept of the ways in: links that were sent, tries that were made, browsers that are known. */
import { sql, type Selectable } from 'kysely'
import { waitMs, withOneMore, type Tally } from '../../domain/attempt.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { Settings } from '../../domain/learner.ts'
import type { AttemptStore, Counted, DeviceStore, LinkStore, SignInLink } from '../../ports/door-store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

export const signInLinks = ({ kysely }: Database<Tables>): LinkStore => ({
  async keep({ tokenHash, address, placeHash, learnerId, given, expiresAtMs }) {
    const kept = { token_hash: tokenHash, learner_id: learnerId, given: JSON.stringify(given), expires_at_ms: expiresAtMs }
    await kysely
      .insertInto('sign_in_links')
      .values({ ...kept, address, place_hash: placeHash })
      .onConflict((same) => same.columns(['address', 'place_hash']).doUpdateSet(kept))
      .execute()
  },

  async find(tokenHash, nowMs) {
    const row = await kysely.selectFrom('sign_in_links').selectAll().where('token_hash', '=', tokenHash).where('expires_at_ms', '>', nowMs).executeTakeFirst()
    return row ? linkOf(row) : null
  },

  async take(tokenHash, nowMs) {
    const { rows: [row] } = await sql<KeptLink>`
      with taken as (delete from sign_in_links where token_hash = ${tokenHash}::bytea and expires_at_ms > ${nowMs}::bigint returning *),
        others as (delete from sign_in_links where address in (select address from taken) and token_hash <> ${tokenHash}::bytea),
        opened as (update identities set closed_at_ms = null where provider = 'email' and closed_at_ms is not null and subject in (select address from taken))
      select * from taken`.execute(kysely)
    return row ? linkOf(row) : null
  },
})

type KeptLink = Selectable<Tables['sign_in_links']>

const linkOf = (row: KeptLink): SignInLink => ({
  tokenHash: row.token_hash, address: row.address, placeHash: row.place_hash,
  learnerId: row.learner_id as LearnerId | null, given: row.given as Partial<Settings>, expiresAtMs: row.expires_at_ms,
})

export const attempts = ({ inTransaction }: Database<Tables>): AttemptStore => ({
  count: (all, nowMs) =>
    inTransaction(async (tx) => {
      const counted = inOrder(all)
      const rows = await tx
        .insertInto('attempts')
        .values(counted.map(({ nameHash }) => ({ name_hash: nameHash, tries: 0, last_at_ms: nowMs })))
        // Whoever comes second waits here, and then sees what the first has counted.
        .onConflict((same) => same.column('name_hash').doUpdateSet({ tries: sql`attempts.tries` }))
        .returning(['name_hash', 'tries', 'last_at_ms'])
        .execute()
      const tallies = new Map(rows.map(({ name_hash, tries, last_at_ms }) => [nameOf(name_hash), tries === 0 ? null : { tries, lastAtMs: last_at_ms }]))
      const tallyOf = ({ nameHash }: Counted): Tally | null => tallies.get(nameOf(nameHash)) ?? null
      const restMs = Math.max(0, ...counted.map((each) => waitMs(tallyOf(each), each.limit, nowMs)))
      if (restMs > 0) return restMs
      for (const each of counted) {
        const { tries, lastAtMs } = withOneMore(tallyOf(each), each.limit, nowMs)
        await tx.updateTable('attempts').set({ tries, last_at_ms: lastAtMs }).where('name_hash', '=', each.nameHash).execute()
      }
      return 0
    }),

  giveBack: (all) =>
    inTransaction(async (tx) => {
      for (const { nameHash } of inOrder(all)) await tx.updateTable('attempts').set({ tries: sql`greatest(tries - 1, 0)` }).where('name_hash', '=', nameHash).execute()
    }),
})

const nameOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex')

/** In one order everywhere, so that no two wait for each other. */
const inOrder = (all: readonly Counted[]): readonly Counted[] => all.toSorted((one, other) => Buffer.compare(one.nameHash, other.nameHash))

export const devices = ({ kysely }: Database<Tables>): DeviceStore => ({
  async isKnown({ provider, subject }, deviceHash) {
    const row = await kysely
      .selectFrom('identities as i')
      .innerJoin('known_devices as d', 'd.learner_id', 'i.learner_id')
      .select('i.learner_id')
      .where('i.provider', '=', provider)
      .where('i.subject', '=', subject)
      .where('d.device_hash', '=', deviceHash)
      .executeTakeFirst()
    return row !== undefined
  },

  async note(learnerId, deviceHash, nowMs) {
    await sql`
      insert into known_devices (learner_id, device_hash, seen_at_ms) select learner_id, ${deviceHash}::bytea, ${nowMs}::bigint from learners where learner_id = ${learnerId}::uuid
      on conflict (learner_id, device_hash) do update set seen_at_ms = excluded.seen_at_ms`.execute(kysely)
  },
  async forgetOthers(learnerId, deviceHash) {
    const others = kysely.deleteFrom('known_devices').where('learner_id', '=', learnerId)
    await (deviceHash === null ? others : others.where('device_hash', '!=', deviceHash)).execute()
  },
})
