/** By what learners can be reached, and what became of what was sent. */
import { sql } from 'kysely'
import type { LearnerId } from '../../domain/identity.ts'
import type { Delivered, Reach } from '../../ports/reach.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

export const reach = ({ kysely, inTransaction }: Database<Tables>): Reach => named('reach', {
  async of(learnerId) {
    const { rows: [found] } = await sql<{ telegram: number; mail: number; push: number }>`
      select count(*) filter (where provider = 'telegram')::int as telegram, count(*) filter (where provider = 'email')::int as mail,
        (select count(*)::int from push_subscriptions where learner_id = ${learnerId}::uuid) as push
      from identities where learner_id = ${learnerId}::uuid and verified_at_ms is not null and (closed_at_ms is null or closed_at_ms < verified_at_ms)`.execute(kysely)
    return found!
  },

  subscribe: (learnerId, { endpoint, p256dh, auth }, most, nowMs) =>
    inTransaction(async (tx) => {
      const row = { learner_id: learnerId, p256dh_key: p256dh, auth_secret: auth, created_at_ms: nowMs }
      await tx.insertInto('push_subscriptions').values({ endpoint, ...row }).onConflict((other) => other.column('endpoint').doUpdateSet(row)).execute()
      const newest = tx.selectFrom('push_subscriptions').select('endpoint').where('learner_id', '=', learnerId).orderBy('created_at_ms', 'desc').orderBy('endpoint').limit(most)
      await tx.deleteFrom('push_subscriptions').where('learner_id', '=', learnerId).where('endpoint', 'not in', newest).execute()
    }),

  async unsubscribe(learnerId, endpoint) {
    await kysely.deleteFrom('push_subscriptions').where('learner_id', '=', learnerId).where('endpoint', '=', endpoint).execute()
  },

  async opened(learnerId, chatId) {
    await chat(kysely, learnerId, chatId).set({ closed_at_ms: null }).where('closed_at_ms', 'is not', null).execute()
  },

  async closed(learnerId, chatId, nowMs) {
    await chat(kysely, learnerId, chatId).set({ closed_at_ms: nowMs }).where('closed_at_ms', 'is', null).execute()
  },

  async delivered(span) {
    if (span !== null) return kysely.selectFrom('deliveries').selectAll().where('day', '>=', span.from).where('day', '<=', span.to).where('messages', '>', 0).orderBy('day').orderBy('kind').orderBy('channel').orderBy('outcome').orderBy('reason').execute()
    const { rows } = await sql<Delivered>`select max(day) as day, kind, channel, outcome, reason, sum(messages)::int as messages from deliveries group by kind, channel, outcome, reason order by 2, 3, 4, 5`.execute(kysely)
    return rows
  },

  async secret(name, offer, nowMs) {
    const read = () => kysely.selectFrom('secrets').select('secret').where('name', '=', name).executeTakeFirst()
    const known = await read()
    if (known) return known.secret
    // Of two who offer at once, the first is kept.
    await kysely.insertInto('secrets').values({ name, secret: await offer(), created_at_ms: nowMs }).onConflict((row) => row.doNothing()).execute()
    return (await read())!.secret
  },
})

const chat = (kysely: Database<Tables>['kysely'], learnerId: LearnerId, chatId: string) =>
  kysely.updateTable('identities').where('learner_id', '=', learnerId).where('provider', '=', 'telegram').where('subject', '=', chatId)
