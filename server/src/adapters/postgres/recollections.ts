/** What is known of learners besides what they said, and the note that more of it is to be put into few words. */
import { sql, type Expression } from 'kysely'
import { heardPart, type Reply } from '../../domain/conversation.ts'
import type { LearnerId, TurnId } from '../../domain/identity.ts'
import { factsMax, nameOfFact, recurringFrom, recurringMax, type Recollection } from '../../domain/recollection.ts'
import type { Job } from '../../ports/queue.ts'
import type { Recollections } from '../../ports/recollections.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

/** What one call to a model is told at most. */
const exchangesMax = 40
/** A talk is put into few words so long after some of its turns: most are over by then. */
const afterwardsMs = 3_600_000
const turnsBetween = 8

export const recollections = ({ kysely, inTransaction }: Database<Tables>): Recollections => named('recollections', {
  async unsummarised(conversationId, through) {
    const of = await kysely
      .selectFrom('conversations as c')
      .leftJoin('summaries as s', 's.conversation_id', 'c.conversation_id')
      .select((value) => ['c.learner_id', 's.summary', sql<number>`coalesce(s.through, 0)`.as('through'), factsOf(value.ref('c.learner_id')).as('facts')])
      .where('c.conversation_id', '=', conversationId)
      .executeTakeFirst()
    if (!of) return null
    let query = kysely
      .selectFrom('turns')
      .select(['turn_id', 'ordinal', 'transcript', 'reply', 'heard_ms'])
      .where('conversation_id', '=', conversationId)
      .where('ordinal', '>', of.through)
      .where('state', '=', 'finished')
      .orderBy('ordinal')
      .limit(exchangesMax)
    if (through !== null) query = query.where('ordinal', '<=', through)
    const rows = await query.execute()
    if (rows.length === 0) return null
    const exchanges = rows.map(({ turn_id: id, transcript, reply, heard_ms: heardMs }) => ({ turnId: id as TurnId, learner: transcript, tutor: heardPart((reply as Reply).sentences, heardMs) }))
    return { learnerId: of.learner_id as LearnerId, summary: of.summary, facts: of.facts, exchanges, through: rows.at(-1)!.ordinal }
  },

  keep: ({ conversationId, learnerId, through, turnId, summary, facts, nowMs }) =>
    inTransaction(async (tx) => {
      // The learner first, as claims do; and whatever is gone by now takes nothing up.
      const learner = await tx.selectFrom('learners').select('learner_id').where('learner_id', '=', learnerId).forUpdate().executeTakeFirst()
      const present = await tx.selectFrom('turns').select('turn_id').where('learner_id', '=', learnerId).where('turn_id', 'in', [turnId, ...facts.map((fact) => fact.turnId)]).forKeyShare().execute()
      const turns = new Set(present.map(({ turn_id: id }) => id))
      if (!learner || !turns.has(turnId)) return
      const row = { turn_id: turnId, through, summary, written_at_ms: nowMs }
      await tx
        .insertInto('summaries')
        .values({ conversation_id: conversationId, learner_id: learnerId, ...row })
        .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(row).where('summaries.through', '<', through))
        .execute()
      const rows = facts.filter((fact) => turns.has(fact.turnId)).map(({ fact, turnId: told }) => ({ learner_id: learnerId, name: nameOfFact(fact), fact, turn_id: told, told_at_ms: nowMs }))
      if (rows.length === 0) return
      await tx.insertInto('facts').values(rows).onConflict((conflict) => conflict.doNothing()).execute()
      await sql`delete from facts where learner_id = ${learnerId}::uuid and name in (
        select name from facts where learner_id = ${learnerId}::uuid order by told_at_ms desc, turn_id desc, name offset ${factsMax}::int)`.execute(tx)
    }),
})

/** What is known of a learner when they say something in a talk: a part of a statement. */
export const recollected = (learnerId: Expression<unknown>, conversationId: Expression<unknown>) => sql<Recollection>`json_build_object(
  'facts', ${factsOf(learnerId)},
  'recurring', coalesce((select json_agg(kind order by kind) from (
    select kind from mistake_tallies where learner_id = ${learnerId} and mistakes >= ${recurringFrom}::int order by mistakes desc, kind limit ${recurringMax}::int) as most), '[]'),
  'summary', (select summary from summaries where conversation_id = ${conversationId}),
  'lastTalk', (select summary from summaries where learner_id = ${learnerId} and conversation_id <> ${conversationId} order by written_at_ms desc limit 1))`

const factsOf = (learner: Expression<unknown>) => sql<string[]>`coalesce((select json_agg(fact order by told_at_ms, turn_id, name) from facts where facts.learner_id = ${learner}), '[]')`

type Turned = { readonly conversationId: string; readonly ordinal: number; readonly leavesOut: number | null; readonly nowMs: number }

/** What is to be put into few words after a turn: what the next prompt leaves out at once, and the talk when it is probably over. */
export function summariesAfter({ conversationId, ordinal, leavesOut, nowMs }: Turned): readonly Job[] {
  const jobs: Job[] = []
  if (leavesOut !== null) jobs.push({ task: 'summarise', payload: { conversationId, through: leavesOut, turns: ordinal } })
  if (ordinal % turnsBetween === 1) jobs.push({ task: 'summarise', payload: { conversationId, through: null, turns: ordinal }, dueAtMs: nowMs + afterwardsMs })
  return jobs
}
