/** Names that are signed in with, and the passwords that go with them. */
import { sql } from 'kysely'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { PasswordStore } from '../../ports/door-store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

export const passwords = ({ kysely, inTransaction }: Database<Tables>): PasswordStore => {
  const kept = (within: Pick<typeof kysely, 'selectFrom'>) =>
    within.selectFrom('identities as i').innerJoin('passwords as p', 'p.identity_id', 'i.identity_id').select(['i.identity_id', 'i.learner_id', 'i.subject', 'p.phc']).where('i.provider', '=', 'password')
  return {
    async find(name) {
      const row = await kept(kysely).where('i.subject', '=', name).executeTakeFirst()
      return row ? { learnerId: row.learner_id as LearnerId, phc: row.phc } : null
    },

    async ofLearner(learnerId) {
      const rows = await kept(kysely).where('i.learner_id', '=', learnerId).orderBy('i.created_at_ms').orderBy('i.identity_id').execute()
      return rows.map(({ subject: name, phc }) => ({ name, phc }))
    },

    set: ({ learnerId, name, phc, was, identityId, nowMs }) =>
      inTransaction(async (tx) => {
        // Two who want the same name, and two changes of one learner, come one after the other.
        for (const each of [`password of ${learnerId}`, `password ${name}`]) await sql`select pg_advisory_xact_lock(hashtextextended(${each}, 0))`.execute(tx)
        const owner = await tx.selectFrom('identities').select('learner_id').where('provider', '=', 'password').where('subject', '=', name).executeTakeFirst()
        if (owner && owner.learner_id !== learnerId) throw new Failure('conflict', 'This name is taken. Choose another one.')
        const all = await kept(tx).where('i.learner_id', '=', learnerId).orderBy('i.created_at_ms').orderBy('i.identity_id').execute()
        const isAsItWas = all.length === was.length && all.every((each, at) => each.subject === was[at]!.name && each.phc === was[at]!.phc)
        if (!isAsItWas) throw new Failure('conflict', 'The password was changed meanwhile. Try again.')
        // What is renamed keeps its place among what they sign in with.
        const own = all.find((each) => each.subject === name) ?? all[0]
        if (own) {
          const others = all.filter((each) => each !== own).map((each) => each.identity_id)
          if (others.length > 0) await tx.deleteFrom('identities').where('identity_id', 'in', others).execute()
          await tx.updateTable('identities').set({ subject: name }).where('identity_id', '=', own.identity_id).execute()
          await tx.updateTable('passwords').set({ phc, changed_at_ms: nowMs }).where('identity_id', '=', own.identity_id).execute()
          return
        }
        await tx.insertInto('identities').values({ identity_id: identityId, learner_id: learnerId, provider: 'password', subject: name, created_at_ms: nowMs, verified_at_ms: null }).execute()
        await tx.insertInto('passwords').values({ identity_id: identityId, phc, changed_at_ms: nowMs }).execute()
      }),

    async renew(was, phc) {
      await kysely.updateTable('passwords').set({ phc }).where('phc', '=', was).execute()
    },
  }
}
