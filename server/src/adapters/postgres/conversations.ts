/** Conversations: opened, listed, read again. */
import { sql } from 'kysely'
import type { Sentence } from '../../domain/conversation.ts'
import { sameBody } from '../../domain/idempotency.ts'
import { beginningsOf } from '../../domain/czech/search.ts'
import type { ConversationId, LearnerId } from '../../domain/identity.ts'
import type { ModeState } from '../../domain/mode.ts'
import type { SceneReport } from '../../domain/scenario.ts'
import type { ConversationStore, OpenedConversation } from '../../ports/store.ts'
import { changed } from './changes.ts'
import { cursorOf, placeOf, uuid, wholeNumber } from './cursors.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'
import { turnJson, turnOf, type TurnRow } from './turn-rows.ts'

export const conversations = ({ kysely, inTransaction }: Database<Tables>): ConversationStore => ({
  open: (asked) =>
    inTransaction(async (tx) => {
      const made = await tx
        .insertInto('conversations')
        .values({
          conversation_id: asked.conversationId, learner_id: asked.learnerId, idempotency_key: asked.key, body_hash: asked.bodyHash,
          started_at_ms: asked.nowMs, last_at_ms: asked.nowMs, opening: JSON.stringify(asked.opening),
          scene: asked.scene && JSON.stringify(asked.scene), report: asked.report && JSON.stringify(asked.report), topic: asked.topic, mode: asked.mode && JSON.stringify(asked.mode),
        })
        .onConflict((row) => row.columns(['learner_id', 'idempotency_key']).doNothing())
        .returningAll()
        .executeTakeFirst()
      const sounds = [...new Set(asked.opening.flatMap(({ sound }) => (sound ? [sound.soundId] : [])))]
      if (made && sounds.length > 0)
        await sql`
          with there as (select sound_id from sounds where sound_id = any(${sounds}::text[]) for key share)
          insert into sound_uses (sound_id, used_by, learner_id) select sound_id, ${asked.conversationId}::uuid, ${asked.learnerId}::uuid from there`.execute(tx)
      if (made) await changed(tx, asked.learnerId, 'conversation')
      const row = made ?? (await tx.selectFrom('conversations').selectAll().where('learner_id', '=', asked.learnerId).where('idempotency_key', '=', asked.key).executeTakeFirstOrThrow())
      sameBody(row.body_hash, asked.bodyHash)
      return openedOf(row)
    }),

  async list(learnerId, { before, limit, q }) {
    let query = kysely
      .selectFrom('conversations as c')
      .where('c.learner_id', '=', learnerId)
      .select((value) => [
        'c.conversation_id', 'c.started_at_ms', 'c.last_at_ms', 'c.topic', 'c.turns', sql<string | null>`c.scene ->> 'code'`.as('scenario'), sql<string | null>`c.mode ->> 'code'`.as('mode'),
        value.selectFrom('turns').select('transcript').whereRef('turns.conversation_id', '=', 'c.conversation_id').orderBy('ordinal', 'desc').limit(1).as('last_transcript'),
      ])
      .orderBy('c.last_at_ms', 'desc')
      .orderBy('c.conversation_id', 'desc')
      .limit(limit + 1)
    if (before !== null) {
      const [atMs, id] = placeOf(before, wholeNumber, uuid)
      query = query.where(sql<boolean>`(c.last_at_ms, c.conversation_id) < (${Number(atMs)}::bigint, ${id}::uuid)`)
    }
    if (q !== null)
      query = query.where((value) =>
        value('c.conversation_id', 'in', value.selectFrom('turns').select('conversation_id').where('learner_id', '=', learnerId).where(sql<boolean>`words_said(learner_id, transcript) @@ ${said(learnerId, q)}::tsquery`)),
      )
    const rows = await query.execute()
    const last = rows.length > limit ? rows[limit - 1] : undefined
    const items = rows.slice(0, limit).map((row) => ({
      conversationId: row.conversation_id as ConversationId, startedAtMs: row.started_at_ms, scenario: row.scenario, topic: row.topic, mode: row.mode,
      turns: row.turns, lastTranscript: row.last_transcript,
    }))
    return { items, next: last ? cursorOf(last.last_at_ms, last.conversation_id) : null }
  },

  async read(learnerId, conversationId, { before, limit }) {
    const belowOrdinal = before === null ? 2_147_483_647 : Math.min(2_147_483_647, Number(placeOf(before, wholeNumber)[0]))
    const row = await kysely
      .selectFrom('conversations as c')
      .innerJoin('learners as l', 'l.learner_id', 'c.learner_id')
      .selectAll('c')
      .select('l.version')
      .where('c.conversation_id', '=', conversationId)
      .where('c.learner_id', '=', learnerId)
      .executeTakeFirst()
    if (!row) return null
    const { rows } = await sql<{ turn: TurnRow }>`
      select ${turnJson} as turn from turns t where t.conversation_id = ${conversationId}::uuid and t.ordinal < ${belowOrdinal}
      order by t.ordinal desc limit ${limit}`.execute(kysely)
    const oldest = rows.at(-1)?.turn.ordinal ?? 1
    return { ...openedOf(row), version: row.version, turns: rows.reverse().map(({ turn }) => turnOf(turn)), next: oldest > 1 ? cursorOf(oldest) : null }
  },
})

export const openedOf = (row: { conversation_id: string; started_at_ms: number; opening: unknown; report: unknown; topic: string | null; mode: unknown }): OpenedConversation => ({
  conversationId: row.conversation_id as ConversationId,
  startedAtMs: row.started_at_ms,
  opening: row.opening as Sentence[],
  scene: row.report as SceneReport | null,
  topic: row.topic,
  mode: (row.mode as ModeState | null)?.code ?? null,
})

/** Every word of `q`, by its beginning; what has no word is nowhere. As `words_said` has them: with the end of the learner's id before each. */
const said = (learnerId: LearnerId, q: string): string => beginningsOf(q).map((word) => `'${learnerId.slice(-12)}${word}':*`).join(' & ')
