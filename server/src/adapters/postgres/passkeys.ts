/** Passkeys, and the challenges that they answer. */
import { sql } from 'kysely'
import { Failure } from '../../domain/failure.ts'
import type { PasskeyStore } from '../../ports/door-store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** More are not kept: nobody has so many authenticators. */
const perLearnerMax = 20

export const passkeys = ({ kysely, inTransaction }: Database<Tables>): PasskeyStore => {
  const kept = (within: Pick<typeof kysely, 'selectFrom'>) =>
    within
      .selectFrom('identities as i')
      .innerJoin('passkeys as p', 'p.identity_id', 'i.identity_id')
      .select(['i.identity_id', 'i.learner_id', 'i.subject', 'i.created_at_ms', 'p.name', 'p.user_handle', 'p.public_key', 'p.sign_count', 'p.transports', 'p.used_at_ms'])
      .where('i.provider', '=', 'passkey')
  return {
    async challenge({ challengeHash, learnerId, userHandle, expiresAtMs }) {
      await inTransaction(async (tx) => {
        if (learnerId !== null) await tx.deleteFrom('passkey_challenges').where('learner_id', '=', learnerId).execute()
        await tx.insertInto('passkey_challenges').values({ challenge_hash: challengeHash, learner_id: learnerId, user_handle: userHandle, expires_at_ms: expiresAtMs }).execute()
      })
    },

    async answered(challengeHash, learnerId, nowMs) {
      const { rows: [row] } = await sql<{ user_handle: Uint8Array | null }>`
        delete from passkey_challenges where challenge_hash = ${challengeHash}::bytea and learner_id is not distinct from ${learnerId}::uuid and expires_at_ms > ${nowMs}::bigint
        returning user_handle`.execute(kysely)
      return row ? { userHandle: row.user_handle } : null
    },

    async ofLearner(learnerId) {
      const rows = await kept(kysely).where('i.learner_id', '=', learnerId).orderBy('i.created_at_ms').orderBy('i.identity_id').execute()
      return rows.map((row) => ({
        passkeyId: row.identity_id, credentialId: row.subject, name: row.name, userHandle: row.user_handle, transports: row.transports, createdAtMs: row.created_at_ms, usedAtMs: row.used_at_ms,
      }))
    },

    async find(credentialId) {
      const row = await kept(kysely).where('i.subject', '=', credentialId).executeTakeFirst()
      return row ? { credentialId, publicKey: row.public_key, signCount: row.sign_count, transports: row.transports, userHandle: row.user_handle } : null
    },

    keep: ({ passkeyId, learnerId, name, userHandle, credential: { credentialId, publicKey, signCount, transports }, nowMs }) =>
      inTransaction(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`passkeys of ${learnerId}`}, 0))`.execute(tx)
        if ((await kept(tx).where('i.learner_id', '=', learnerId).execute()).length >= perLearnerMax) throw new Failure('conflict', `You have ${perLearnerMax} passkeys. Remove one first.`)
        const made = await tx
          .insertInto('identities')
          .values({ identity_id: passkeyId, learner_id: learnerId, provider: 'passkey', subject: credentialId, created_at_ms: nowMs, verified_at_ms: null })
          .onConflict((same) => same.columns(['provider', 'subject']).doNothing())
          .returning('identity_id')
          .executeTakeFirst()
        if (!made) throw new Failure('conflict', 'This passkey is known already.')
        await tx.insertInto('passkeys').values({ identity_id: passkeyId, name, user_handle: userHandle, public_key: publicKey, sign_count: signCount, transports: [...transports], used_at_ms: null }).execute()
      }),

    async used(credentialId, signCount, nowMs) {
      const { numAffectedRows } = await sql`
        update passkeys p set sign_count = ${signCount}::bigint, used_at_ms = ${nowMs}::bigint from identities i
        where i.identity_id = p.identity_id and i.provider = 'passkey' and i.subject = ${credentialId}
          and (p.sign_count < ${signCount}::bigint or (p.sign_count = 0 and ${signCount}::bigint = 0))`.execute(kysely)
      return numAffectedRows === 1n
    },
  }
}
