/** Whom providers vouch for: an identity is one learner's, and a learner is made for whoever has none. */
import { sql } from 'kysely'
import type { LearnerId } from '../../domain/identity.ts'
import type { SessionStore } from '../../ports/store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

export const learnerOf = ({ kysely, inTransaction }: Database<Tables>): SessionStore['learnerOf'] => async ({ provider, subject, learnerId, settings, recoveryHash, nowMs }) => {
  const known = (within: Pick<typeof kysely, 'selectFrom'>) => within.selectFrom('identities').select('learner_id').where('provider', '=', provider).where('subject', '=', subject).executeTakeFirst()
  const found = await known(kysely)
  if (found) return { learnerId: found.learner_id as LearnerId, isNew: false }
  return inTransaction(async (tx) => {
    // Whoever comes second waits here for the first, and then finds it.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${provider} ${subject}`}, 0))`.execute(tx)
    const meanwhile = await known(tx)
    if (meanwhile) return { learnerId: meanwhile.learner_id as LearnerId, isNew: false }
    await tx.insertInto('learners').values({ learner_id: learnerId, created_at_ms: nowMs, settings: JSON.stringify(settings), recovery_hash: recoveryHash }).execute()
    await tx.insertInto('identities').values({ identity_id: learnerId, learner_id: learnerId, provider, subject, created_at_ms: nowMs, verified_at_ms: nowMs }).execute()
    return { learnerId, isNew: true }
  })
}
