/** Turns: claimed, finished, read, disagreed with. */
import { sql, type Kysely } from 'kysely'
import { without } from '../../domain/correction.ts'
import type { LearnerId, MistakeId } from '../../domain/identity.ts'
import { sameBody } from '../../domain/idempotency.ts'
import type { TurnStore, Unanswered } from '../../ports/store.ts'
import { changed } from './changes.ts'
import { claimAsForeseen, claimTurn, foresee } from './claim.ts'
import type { Database } from './database.ts'
import { finishAtOnce, finishTurn, type Tell } from './finish.ts'
import type { EnqueueIn } from './outbox.ts'
import type { Tables } from './tables.ts'
import { correctionsOf, turnJson, turnOf, type TurnRow } from './turn-rows.ts'

/** `enqueueIn` asks for summaries, `tell` sends what was reached; null where nobody does. */
export const turns = ({ kysely, inTransaction }: Database<Tables>, enqueueIn: EnqueueIn | null = null, tell: Tell | null = null): TurnStore => ({
  async lookUp(learnerId, key, bodyHash) {
    const { rows } = await sql<{ bodyHash: string; state: string; turn: TurnRow }>`
      select t.body_hash as "bodyHash", t.state, ${turnJson} as turn from turns t
      where t.learner_id = ${learnerId}::uuid and t.idempotency_key = ${key}`.execute(kysely)
    const row = rows[0]
    if (!row) return null
    sameBody(row.bodyHash, bodyHash)
    return row.state === 'finished' ? turnOf(row.turn) : null
  },

  foresee: (...asked) => foresee(kysely, enqueueIn !== null, ...asked),
  claim: async (claiming) =>
    (claiming.foreseen && (await claimAsForeseen(kysely, claiming, claiming.foreseen))) ?? inTransaction((tx) => claimTurn(tx, claiming, enqueueIn !== null)),
  finish: async (outcome) => (await finishAtOnce({ kysely, inTransaction }, outcome, enqueueIn, tell)) ?? inTransaction((tx) => finishTurn(tx, outcome, enqueueIn, tell)),

  async played(learnerId, turnId, heardMs) {
    await kysely
      .updateTable('turns')
      .set({ heard_ms: heardMs })
      .where('turn_id', '=', turnId)
      .where('learner_id', '=', learnerId)
      .where('state', '=', 'finished')
      .where('heard_ms', '<', heardMs)
      .execute()
  },

  async noteStored(turnId, timing) {
    await sql`update turns set timing = ${JSON.stringify(timing)}::jsonb where turn_id = ${turnId}::uuid and state = 'finished'`.execute(kysely)
  },

  async read(learnerId, turnId) {
    const { rows: [row] } = await sql<{ turn: TurnRow }>`select ${turnJson} as turn from turns t where t.turn_id = ${turnId}::uuid and t.learner_id = ${learnerId}::uuid`.execute(kysely)
    return row ? turnOf(row.turn) : null
  },

  async unanswered(learnerId, turnId) {
    const { rows: [row] } = await sql<Unanswered>`
      select idempotency_key as key, body_hash as "bodyHash", transcript, spoken, conversation_id as "conversationId"
      from turns where turn_id = ${turnId}::uuid and learner_id = ${learnerId}::uuid and state = 'claimed'`.execute(kysely)
    return row ?? null
  },

  disagree: (...given) => inTransaction((tx) => disagree(tx, ...given)),

  async letGo(turnId, run, nowMs) {
    await kysely.updateTable('turns').set({ lease_until_ms: nowMs }).where('turn_id', '=', turnId).where('run', '=', run).where('state', '=', 'claimed').execute()
  },

  async releaseLeases(owner, nowMs) {
    await kysely.updateTable('turns').set({ lease_until_ms: nowMs }).where('state', '=', 'claimed').where('lease_until_ms', '>', nowMs).where('owner', '!=', owner).execute()
  },
})

async function disagree(tx: Kysely<Tables>, learnerId: LearnerId, mistakeId: MistakeId, nowMs: number): ReturnType<TurnStore['disagree']> {
  // The learner first, as claims do, and in a statement of its own: what is read after it is what the one before left.
  await tx.selectFrom('learners').select('learner_id').where('learner_id', '=', learnerId).forUpdate().execute()
  const { rows } = await sql<{ turn: TurnRow; day: string }>`
    select ${turnJson} as turn, t.day from turns t
    where t.learner_id = ${learnerId}::uuid and t.turn_id = (select turn_id from mistakes where mistake_id = ${mistakeId}::uuid)`.execute(tx)
  const row = rows[0]
  const before = row && correctionsOf(row.turn)
  if (!row || !before) return null
  const after = without(row.turn.transcript, before, mistakeId)
  const turnId = row.turn.turnId
  const withdrawn = await tx.updateTable('mistakes').set({ withdrawn_at_ms: nowMs }).where('mistake_id', '=', mistakeId).where('withdrawn_at_ms', 'is', null).executeTakeFirst()
  if (withdrawn.numUpdatedRows > 0n) {
    await tx.updateTable('cards').set({ suspended_at_ms: nowMs }).where('mistake_id', '=', mistakeId).execute()
    await tx.updateTable('turns').set({ corrected: after.corrected, score: after.score }).where('turn_id', '=', turnId).execute()
    const score_sum = after.score - before.score
    await tx.updateTable('days').set((set) => ({ score_sum: set('score_sum', '+', score_sum) })).where('learner_id', '=', learnerId).where('day', '=', row.day).execute()
    await tx.updateTable('learners').set((set) => ({ score_sum: set('score_sum', '+', score_sum) })).where('learner_id', '=', learnerId).execute()
    const { counted, kind } = before.mistakes.find(({ id }) => id === mistakeId)!
    if (counted) await tx.updateTable('mistake_tallies').set((set) => ({ mistakes: set('mistakes', '-', 1) })).where('learner_id', '=', learnerId).where('kind', '=', kind).execute()
    await changed(tx, learnerId, 'turn', 'card')
  }
  return { turnId: turnOf(row.turn).turnId, corrections: after }
}
