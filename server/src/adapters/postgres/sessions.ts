/** Who may speak as whom: learners' sessions, operators' sessions, and the operator's token. */
import { sql } from 'kysely'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { TokenScope } from '../../domain/session.ts'
import type { SessionStore } from '../../ports/store.ts'
import { changedSession, sessionEnded } from './changes.ts'
import type { Database } from './database.ts'
import { learnerMade } from './new-learner.ts'
import type { Tables } from './tables.ts'

export const sessions = ({ kysely, inTransaction }: Database<Tables>): Omit<SessionStore, 'learnerOf' | 'list' | 'end' | 'endOthers'> => ({
  async createGuest({ tokenHash, name, nowMs, expiresAtMs, ...learner }) {
    await sql`
      with made as (${learnerMade({ ...learner, nowMs })})
      insert into sessions (token_hash, role, learner_id, created_at_ms, expires_at_ms, name)
      select ${tokenHash}::bytea, 'learner', learner_id, ${nowMs}::bigint, ${expiresAtMs}::bigint, ${name ?? null}::text from made`.execute(kysely)
  },

  async begin(learnerId, { sessionId, tokenHash, name, scopes, nowMs, expiresAtMs }) {
    const { numAffectedRows: made } = await sql`
      insert into sessions (token_hash, role, learner_id, created_at_ms, expires_at_ms, session_id, name, scopes)
      select ${tokenHash}::bytea, 'learner', learner_id, ${nowMs}::bigint, ${expiresAtMs}::bigint, ${sessionId}::uuid, ${name}::text, ${scopes}::text[]
      from learners where learner_id = ${learnerId}::uuid`.execute(kysely)
    if (made !== 1n) throw new Failure('not-found', 'There is no such learner.')
  },

  async createOperator({ tokenHash, nowMs, expiresAtMs }) {
    await kysely.insertInto('sessions').values({ token_hash: tokenHash, role: 'operator', learner_id: null, created_at_ms: nowMs, expires_at_ms: expiresAtMs }).execute()
  },

  async recover({ recoveryHash, tokenHash, name, nowMs, expiresAtMs }) {
    const { rows } = await sql<{ learner_id: string }>`
      insert into sessions (token_hash, role, learner_id, created_at_ms, expires_at_ms, name)
      select ${tokenHash}::bytea, 'learner', learner_id, ${nowMs}::bigint, ${expiresAtMs}::bigint, ${name ?? null}::text from learners where recovery_hash = ${recoveryHash}::bytea
      returning learner_id`.execute(kysely)
    return (rows[0]?.learner_id ?? null) as LearnerId | null
  },

  async find(tokenHash, nowMs) {
    const row = await kysely
      .selectFrom('sessions as s')
      .leftJoin('learners as l', 'l.learner_id', 's.learner_id')
      .select(['s.role', 's.learner_id', 's.expires_at_ms', 's.scopes', 'l.version'])
      .where('s.token_hash', '=', tokenHash)
      .where('s.expires_at_ms', '>', nowMs)
      .executeTakeFirst()
    return row ? { role: row.role, learnerId: row.learner_id as LearnerId | null, learnerVersion: row.version, expiresAtMs: row.expires_at_ms, scopes: row.scopes as TokenScope[] | null } : null
  },

  extend: (tokenHash, expiresAtMs) =>
    inTransaction(async (tx) => {
      await tx.updateTable('sessions').set({ expires_at_ms: expiresAtMs }).where('token_hash', '=', tokenHash).execute()
      await changedSession(tx, tokenHash, expiresAtMs)
    }),

  revoke: (tokenHash) =>
    inTransaction(async (tx) => {
      await tx.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute()
      await changedSession(tx, tokenHash, sessionEnded)
    }),

  async operatorToken(offer) {
    const made = await kysely.insertInto('installation').values({ operator_token_hash: offer }).onConflict((row) => row.doNothing()).returning('operator_token_hash').executeTakeFirst()
    if (made) return { hash: made.operator_token_hash, created: true }
    const kept = await kysely.selectFrom('installation').select('operator_token_hash').executeTakeFirst()
    if (!kept) throw new Failure('internal', 'The installation has no operator token.')
    return { hash: kept.operator_token_hash, created: false }
  },
})
