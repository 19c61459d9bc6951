/** Invitations, each for so many newcomers. */
import { sql } from 'kysely'
import type { InvitationStore } from '../../ports/door-store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** More are not shown. */
const listedMax = 200

export const invitations = ({ kysely }: Database<Tables>): InvitationStore => ({
  async make({ invitationId, codeHash, uses, createdAtMs, expiresAtMs }) {
    await kysely.insertInto('invitations').values({ invitation_id: invitationId, code_hash: codeHash, uses, created_at_ms: createdAtMs, expires_at_ms: expiresAtMs }).execute()
  },

  async list() {
    const rows = await kysely.selectFrom('invitations').selectAll().orderBy('created_at_ms', 'desc').orderBy('invitation_id', 'desc').limit(listedMax).execute()
    return rows.map((row) => ({ invitationId: row.invitation_id, uses: row.uses, used: row.used, createdAtMs: row.created_at_ms, expiresAtMs: row.expires_at_ms }))
  },

  drop: async (invitationId) => (await kysely.deleteFrom('invitations').where('invitation_id', '=', invitationId).returning('invitation_id').executeTakeFirst()) !== undefined,

  async use(codeHash, nowMs) {
    const row = await kysely
      .updateTable('invitations')
      .set({ used: sql`used + 1` })
      .where('code_hash', '=', codeHash)
      .where('expires_at_ms', '>', nowMs)
      .whereRef('used', '<', 'uses')
      .returning('invitation_id')
      .executeTakeFirst()
    return row?.invitation_id ?? null
  },

  async giveBack(invitationId) {
    await kysely.updateTable('invitations').set({ used: sql`greatest(used - 1, 0)` }).where('invitation_id', '=', invitationId).execute()
  },
})
