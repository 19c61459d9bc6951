/** The first of a turn's two transactions: the utterance is kept, in order, and this process may answer it. And what it will be answered from, seen before. */
import { sql, type Kysely, type Selectable } from 'kysely'
import { heardPart, unheardPart, type Conversation, type Exchange, type Reply, type Sentence } from '../../domain/conversation.ts'
import { Failure } from '../../domain/failure.ts'
import { sameBody } from '../../domain/idempotency.ts'
import type { ConversationId, LearnerId, TurnId } from '../../domain/identity.ts'
import { settingsOf, type Learner, type Settings } from '../../domain/learner.ts'
import { dayOfTurn } from '../../domain/progress.ts'
import { nothingRecollected, type Recollection } from '../../domain/recollection.ts'
import type { SceneState } from '../../domain/scenario.ts'
import type { Claim, Claiming, Foresight } from '../../ports/store.ts'
import { changed } from './changes.ts'
import { lastDayOf } from './last-day.ts'
import { recollected, recollectionOf } from './recollections.ts'
import type { Tables } from './tables.ts'
import { readTurn } from './turn-rows.ts'

/** After a longer silence, what is said without naming a conversation begins a new one. */
const sameConversationMsMax = 6 * 3_600_000
/** How many turns back a prompt may reach. */
const exchangesMax = 40

type Tx = Kysely<Tables>

/** `recollects`: whether anybody is told what is known of the learner besides what they said. */
export async function claimTurn(tx: Tx, claiming: Claiming, recollects = false): Promise<Claim> {
  // The lock puts one learner's claims in a line: the same key never passes twice, and days never race.
  const learner = await tx.selectFrom('learners').selectAll().where('learner_id', '=', claiming.learnerId).forUpdate().executeTakeFirst()
  if (!learner) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
  const known = await tx.selectFrom('turns').selectAll().where('learner_id', '=', claiming.learnerId).where('idempotency_key', '=', claiming.key).executeTakeFirst()
  if (known) return takeOver(tx, learner, known, claiming, recollects)

  const seen = claiming.foreseen
  const asForeseen = seen !== null && seen.version === learner.version
  const { conversation, ordinal } = asForeseen ? seen : await begun(tx, await conversationFor(tx, claiming), recollects)
  const { conversationId } = conversation
  const { nowMs } = claiming
  const settings = learner.settings as Settings
  const day = dayOfTurn(nowMs, settings.timeZone, lastDayOf(learner))
  await tx
    .insertInto('turns')
    .values({
      turn_id: claiming.turnId, learner_id: claiming.learnerId, conversation_id: conversationId, ordinal,
      idempotency_key: claiming.key, body_hash: claiming.bodyHash, said_at_ms: nowMs, day, transcript: claiming.transcript,
      spoken: claiming.spoken, owner: claiming.owner, lease_until_ms: claiming.leaseUntilMs,
    })
    .execute()
  await tx.updateTable('conversations').set({ turns: ordinal, last_at_ms: nowMs }).where('conversation_id', '=', conversationId).execute()
  if (day !== learner.last_day)
    await tx.updateTable('learners').set({ last_day: day, last_day_first_at_ms: nowMs, last_day_time_zone: settings.timeZone }).where('learner_id', '=', claiming.learnerId).execute()
  await changed(tx, claiming.learnerId, 'utterance')
  const { turnId, transcript, spoken } = claiming
  return { state: 'mine', asForeseen, turn: { turnId, saidAtMs: nowMs, transcript, spoken, run: 1, conversation, learner: learnerOf(learner) } }
}

export async function foresee(db: Tx, recollects: boolean, learnerId: LearnerId, conversationId: ConversationId | null, nowMs: number): Promise<Foresight | null> {
  const chosen = conversationId === null ? sql`last_at_ms > ${nowMs - sameConversationMsMax}` : sql`conversation_id = ${conversationId}::uuid`
  const { rows } = await sql<LearnerRow & ConversationRow & { readonly exchanges: ExchangeRow[]; readonly recollection: Recollection | null }>`
    select l.learner_id, l.created_at_ms, l.settings, l.version, c.conversation_id, c.opening, c.scene, c.topic, c.turns, (
      select coalesce(json_agg(b order by b.ordinal), '[]') from (
        select ordinal, transcript, reply, heard_ms from turns
        where conversation_id = c.conversation_id and state = 'finished' order by ordinal desc limit ${exchangesMax}) b) as exchanges,
      ${recollects ? recollected(sql.ref('l.learner_id'), sql.ref('c.conversation_id')) : sql`null`} as recollection
    from learners l, lateral (
      select * from conversations where learner_id = l.learner_id and ${chosen} order by last_at_ms desc, conversation_id desc limit 1) c
    where l.learner_id = ${learnerId}::uuid`.execute(db)
  const [row] = rows
  if (!row) return null
  return { version: row.version, learner: learnerOf(row), ordinal: row.turns + 1, conversation: conversationOf(row, row.turns + 1, row.exchanges.map(exchangeOf), row.recollection) }
}

type LearnerRow = Selectable<Tables['learners']>
type ConversationRow = Selectable<Tables['conversations']>

/** A turn whose key was seen before: finished, still running somewhere, or left behind by a run that died. */
async function takeOver(tx: Tx, learner: LearnerRow, known: Selectable<Tables['turns']>, claiming: Claiming, recollects: boolean): Promise<Claim> {
  sameBody(known.body_hash, claiming.bodyHash)
  if (known.state === 'finished') return { state: 'finished', turn: await readTurn(tx, known.turn_id) }
  const turnId = known.turn_id as TurnId
  // Within one process the live turns see to it that a key runs once: a claim of our own is one that failed here.
  if (known.lease_until_ms > claiming.nowMs && known.owner !== claiming.owner) return { state: 'taken', turnId }
  const run = known.run + 1
  await tx.updateTable('turns').set({ owner: claiming.owner, run, lease_until_ms: claiming.leaseUntilMs }).where('turn_id', '=', known.turn_id).execute()
  const row = await tx.selectFrom('conversations').selectAll().where('conversation_id', '=', known.conversation_id).executeTakeFirstOrThrow()
  const { conversation } = await begun(tx, row, recollects, known.ordinal)
  const { said_at_ms: saidAtMs, transcript, spoken } = known
  return { state: 'mine', asForeseen: false, turn: { turnId, saidAtMs, transcript, spoken, run, conversation, learner: learnerOf(learner) } }
}

async function conversationFor(tx: Tx, { learnerId, conversationId, newConversationId, nowMs }: Claiming): Promise<ConversationRow> {
  const mine = tx.selectFrom('conversations').selectAll().where('learner_id', '=', learnerId)
  if (conversationId !== null) {
    const named = await mine.where('conversation_id', '=', conversationId).executeTakeFirst()
    if (!named) throw new Failure('not-found', 'There is no such conversation.')
    return named
  }
  const last = await mine.where('last_at_ms', '>', nowMs - sameConversationMsMax).orderBy('last_at_ms', 'desc').orderBy('conversation_id', 'desc').limit(1).executeTakeFirst()
  if (last) return last
  return tx
    .insertInto('conversations')
    .values({ conversation_id: newConversationId, learner_id: learnerId, started_at_ms: nowMs, last_at_ms: nowMs, opening: '[]' })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The conversation as it was before its turn of that number. */
async function begun(tx: Tx, row: ConversationRow, recollects: boolean, ordinal = row.turns + 1): Promise<{ readonly conversation: Conversation; readonly ordinal: number }> {
  const exchanges = await exchangesBefore(tx, row.conversation_id, ordinal)
  return { ordinal, conversation: conversationOf(row, ordinal, exchanges, recollects ? await recollectionOf(tx, row.learner_id, row.conversation_id) : null) }
}

const conversationOf = (row: ConversationRow, ordinal: number, exchanges: readonly Exchange[], recollection: Recollection | null): Conversation => ({
  conversationId: row.conversation_id as ConversationId,
  opening: row.opening as Sentence[],
  scene: row.scene as SceneState | null,
  topic: row.topic,
  exchanges,
  earlier: Math.max(0, ordinal - 1 - exchanges.length),
  recollection: recollection ?? nothingRecollected,
})

const learnerOf = ({ learner_id, created_at_ms, settings }: Pick<LearnerRow, 'learner_id' | 'created_at_ms' | 'settings'>): Learner =>
  ({ learnerId: learner_id as LearnerId, createdAtMs: created_at_ms, settings: settingsOf(settings) })

type ExchangeRow = Pick<Selectable<Tables['turns']>, 'transcript' | 'reply' | 'heard_ms'>

async function exchangesBefore(tx: Tx, conversationId: string, ordinal: number): Promise<Exchange[]> {
  if (ordinal === 1) return []
  const rows = await tx
    .selectFrom('turns')
    .select(['transcript', 'reply', 'heard_ms'])
    .where('conversation_id', '=', conversationId)
    .where('ordinal', '<', ordinal)
    .where('state', '=', 'finished')
    .orderBy('ordinal', 'desc')
    .limit(exchangesMax)
    .execute()
  return rows.reverse().map(exchangeOf)
}

function exchangeOf({ transcript, reply, heard_ms: heardMs }: ExchangeRow): Exchange {
  const { sentences } = reply as Reply
  return { learner: transcript, tutor: heardPart(sentences, heardMs), unheard: unheardPart(sentences, heardMs) }
}
