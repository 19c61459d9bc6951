/** Whom providers vouch for: an identity is one learner's, and a learner is made for whoever has none. */
import { sql, type Selectable } from 'kysely'
import { Failure } from '../../domain/failure.ts'
import type { IdentityProvider } from '../../domain/credential.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { Identity, IdentityStore } from '../../ports/identity-store.ts'
import type { SessionStore } from '../../ports/store.ts'
import type { Database } from './database.ts'
import { learnerMade } from './new-learner.ts'
import { isForeignKeyViolation, isUniqueViolation } from './refusal.ts'
import type { Tables } from './tables.ts'

export const learnerOf = ({ kysely }: Database<Tables>): SessionStore['learnerOf'] => async ({ provider, subject, isVerified, ...learner }) => {
  const { learnerId, nowMs } = learner
  const known = () => kysely.selectFrom('identities').select('learner_id').where('provider', '=', provider).where('subject', '=', subject).executeTakeFirst()
  const found = await known()
  if (found) return { learnerId: found.learner_id as LearnerId, isNew: false }
  try {
    await sql`
      with made as (${learnerMade(learner)})
      insert into identities (identity_id, learner_id, provider, subject, created_at_ms, verified_at_ms)
      select learner_id, learner_id, ${provider}, ${subject}, ${nowMs}::bigint, ${isVerified ? nowMs : null}::bigint from made`.execute(kysely)
    return { learnerId, isNew: true }
  } catch (error) {
    // Whoever comes second makes nothing, and finds the first.
    const meanwhile = isUniqueViolation(error) ? await known() : undefined
    if (!meanwhile) throw error
    return { learnerId: meanwhile.learner_id as LearnerId, isNew: false }
  }
}

export const identities = ({ kysely, inTransaction }: Database<Tables>): Omit<IdentityStore, 'merge' | 'hasHistory'> => ({
  async find({ provider, subject }) {
    const row = await kysely.selectFrom('identities').selectAll().where('provider', '=', provider).where('subject', '=', subject).executeTakeFirst()
    return row ? { ...identityOf(row), learnerId: row.learner_id as LearnerId } : null
  },

  async link(learnerId, { identityId, provider, subject, createdAtMs, verifiedAtMs }) {
    const row = await kysely
      .insertInto('identities')
      .values({ identity_id: identityId, learner_id: learnerId, provider, subject, created_at_ms: createdAtMs, verified_at_ms: verifiedAtMs })
      .onConflict((same) => same.columns(['provider', 'subject']).doUpdateSet({ verified_at_ms: sql`coalesce(identities.verified_at_ms, excluded.verified_at_ms)` }).whereRef('identities.learner_id', '=', 'excluded.learner_id'))
      .returning('identity_id')
      .executeTakeFirst()
      .catch((error: unknown) => Promise.reject(isForeignKeyViolation(error) ? new Failure('not-found', 'There is no such learner.') : error))
    if (!row) throw new Failure('conflict', 'This belongs to another account.')
  },

  async list(learnerId) {
    const rows = await kysely.selectFrom('identities').selectAll().where('learner_id', '=', learnerId).orderBy('created_at_ms').orderBy('identity_id').execute()
    return rows.map(identityOf)
  },

  unlink: (learnerId, identityId, recoveryHash) =>
    inTransaction(async (tx) => {
      // Two that go at once wait for each other here: one of them is the last.
      await tx.selectFrom('learners').select('learner_id').where('learner_id', '=', learnerId).forUpdate().execute()
      const row = await tx.deleteFrom('identities').where('learner_id', '=', learnerId).where('identity_id', '=', identityId).returningAll().executeTakeFirst()
      if (!row) return null
      if (row.provider === 'email') await tx.deleteFrom('sign_in_links').where('address', '=', row.subject).execute()
      // An address that was never proved lets nobody in.
      const left = await tx.selectFrom('identities').select('identity_id').where('learner_id', '=', learnerId).where((value) => value.or([value('provider', '!=', 'email'), value('verified_at_ms', 'is not', null)])).limit(1).executeTakeFirst()
      const isLast = left === undefined
      if (isLast) await tx.updateTable('learners').set({ recovery_hash: recoveryHash }).where('learner_id', '=', learnerId).execute()
      return { ...identityOf(row), isLast }
    }),

  async giveCode(learnerId, recoveryHash) {
    await kysely.updateTable('learners').set({ recovery_hash: recoveryHash }).where('learner_id', '=', learnerId).execute()
  },
})

const identityOf = (row: Selectable<Tables['identities']>): Identity =>
  ({ identityId: row.identity_id, provider: row.provider as IdentityProvider, subject: row.subject, createdAtMs: row.created_at_ms, verifiedAtMs: row.verified_at_ms })
