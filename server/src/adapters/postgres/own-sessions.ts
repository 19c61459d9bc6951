/** A learner's sessions, as they see and end them. */
import { sql, type DeleteQueryBuilder, type DeleteResult, type Kysely } from 'kysely'
import type { TokenScope } from '../../domain/session.ts'
import type { SessionStore } from '../../ports/store.ts'
import { changedSession, sessionEnded } from './changes.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** More are not shown: nobody reads them. */
const listedMax = 200

export const ownSessions = ({ kysely, inTransaction }: Database<Tables>): Pick<SessionStore, 'list' | 'end' | 'endOthers'> => ({
  async list(learnerId, tokenHash, nowMs) {
    const rows = await kysely
      .selectFrom('sessions')
      .select(['session_id', 'name', 'scopes', 'created_at_ms', 'expires_at_ms', sql<boolean>`token_hash = ${tokenHash}::bytea`.as('is_this')])
      .where('learner_id', '=', learnerId)
      .where('expires_at_ms', '>', nowMs)
      .orderBy('created_at_ms', 'desc')
      .orderBy('session_id')
      .limit(listedMax)
      .execute()
    return rows.map((row) => (
      { sessionId: row.session_id, name: row.name, scopes: row.scopes as TokenScope[] | null, createdAtMs: row.created_at_ms, expiresAtMs: row.expires_at_ms, isThis: row.is_this }
    ))
  },

  end: (learnerId, sessionId) => inTransaction(async (tx) => (await ended(tx, tx.deleteFrom('sessions').where('learner_id', '=', learnerId).where('session_id', '=', sessionId))) > 0),

  endOthers: (learnerId, tokenHash) => inTransaction((tx) => ended(tx, tx.deleteFrom('sessions').where('learner_id', '=', learnerId).where('token_hash', '!=', tokenHash))),
})

/** Every process hears of each that is ended. */
async function ended(tx: Kysely<Tables>, ending: DeleteQueryBuilder<Tables, 'sessions', DeleteResult>): Promise<number> {
  const rows = await ending.returning('token_hash').execute()
  for (const { token_hash: tokenHash } of rows) await changedSession(tx, tokenHash, sessionEnded)
  return rows.length
}
