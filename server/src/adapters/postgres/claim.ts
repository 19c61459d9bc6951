/** The first of a turn's two transactions: the utterance is kept, in order, and this process may answer it. */
import type { Kysely, Selectable } from 'kysely'
import { heardPart, unheardPart, type Conversation, type Exchange, type Reply, type Sentence } from '../../domain/conversation.ts'
import { Failure } from '../../domain/failure.ts'
import { sameBody } from '../../domain/idempotency.ts'
import type { ConversationId, LearnerId, TurnId } from '../../domain/identity.ts'
import type { Settings } from '../../domain/learner.ts'
import { dayOfTurn } from '../../domain/progress.ts'
import type { SceneState } from '../../domain/scenario.ts'
import type { Claim, Claiming, ClaimedTurn } from '../../ports/store.ts'
import { changed } from './changes.ts'
import { lastDayOf } from './last-day.ts'
import type { Tables } from './tables.ts'
import { readTurn } from './turn-rows.ts'

/** After a longer silence, what is said without naming a conversation begins a new one. */
const sameConversationMsMax = 6 * 3_600_000
/** How many turns back a prompt may reach. */
const exchangesMax = 40

type Tx = Kysely<Tables>

export async function claimTurn(tx: Tx, claiming: Claiming): Promise<Claim> {
  // The lock puts one learner's claims in a line: the same key never passes twice, and days never race.
  const learner = await tx.selectFrom('learners').selectAll().where('learner_id', '=', claiming.learnerId).forUpdate().executeTakeFirst()
  if (!learner) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
  const known = await tx.selectFrom('turns').selectAll().where('learner_id', '=', claiming.learnerId).where('idempotency_key', '=', claiming.key).executeTakeFirst()
  if (known) return takeOver(tx, learner, known, claiming)

  const conversation = await conversationFor(tx, claiming)
  const { nowMs } = claiming
  const settings = learner.settings as Settings
  const day = dayOfTurn(nowMs, settings.timeZone, lastDayOf(learner))
  const ordinal = conversation.turns + 1
  await tx
    .insertInto('turns')
    .values({
      turn_id: claiming.turnId, learner_id: claiming.learnerId, conversation_id: conversation.conversation_id, ordinal,
      idempotency_key: claiming.key, body_hash: claiming.bodyHash, said_at_ms: nowMs, day, transcript: claiming.transcript,
      spoken: claiming.spoken, owner: claiming.owner, lease_until_ms: claiming.leaseUntilMs,
    })
    .execute()
  await tx.updateTable('conversations').set({ turns: ordinal, last_at_ms: nowMs }).where('conversation_id', '=', conversation.conversation_id).execute()
  if (day !== learner.last_day)
    await tx.updateTable('learners').set({ last_day: day, last_day_first_at_ms: nowMs, last_day_time_zone: settings.timeZone }).where('learner_id', '=', claiming.learnerId).execute()
  await changed(tx, claiming.learnerId, 'utterance')
  return {
    state: 'mine',
    turn: await claimed(tx, learner, conversation, { turnId: claiming.turnId, ordinal, saidAtMs: nowMs, transcript: claiming.transcript, spoken: claiming.spoken, run: 1 }),
  }
}

type LearnerRow = Selectable<Tables['learners']>
type ConversationRow = Selectable<Tables['conversations']>

/** A turn whose key was seen before: finished, still running somewhere, or left behind by a run that died. */
async function takeOver(tx: Tx, learner: LearnerRow, known: Selectable<Tables['turns']>, claiming: Claiming): Promise<Claim> {
  sameBody(known.body_hash, claiming.bodyHash)
  if (known.state === 'finished') return { state: 'finished', turn: await readTurn(tx, known.turn_id) }
  const turnId = known.turn_id as TurnId
  // Within one process the live turns see to it that a key runs once: a claim of our own is one that failed here.
  if (known.lease_until_ms > claiming.nowMs && known.owner !== claiming.owner) return { state: 'taken', turnId }
  const run = known.run + 1
  await tx.updateTable('turns').set({ owner: claiming.owner, run, lease_until_ms: claiming.leaseUntilMs }).where('turn_id', '=', known.turn_id).execute()
  const conversation = await tx.selectFrom('conversations').selectAll().where('conversation_id', '=', known.conversation_id).executeTakeFirstOrThrow()
  return { state: 'mine', turn: await claimed(tx, learner, conversation, { turnId, ordinal: known.ordinal, saidAtMs: known.said_at_ms, transcript: known.transcript, spoken: known.spoken, run }) }
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

type Said = { readonly turnId: TurnId; readonly ordinal: number; readonly saidAtMs: number; readonly transcript: string; readonly spoken: boolean; readonly run: number }

async function claimed(tx: Tx, learner: LearnerRow, row: ConversationRow, { ordinal, ...said }: Said): Promise<ClaimedTurn> {
  const exchanges = await exchangesBefore(tx, row.conversation_id, ordinal)
  const conversation: Conversation = {
    conversationId: row.conversation_id as ConversationId,
    opening: row.opening as Sentence[],
    scene: row.scene as SceneState | null,
    topic: row.topic,
    exchanges,
    earlier: Math.max(0, ordinal - 1 - exchanges.length),
  }
  const { learner_id: learnerId, created_at_ms: createdAtMs, settings } = learner
  return { ...said, conversation, learner: { learnerId: learnerId as LearnerId, createdAtMs, settings: settings as Settings } }
}

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
  return rows.reverse().map(({ transcript, reply, heard_ms: heardMs }) => {
    const { sentences } = reply as Reply
    return { learner: transcript, tutor: heardPart(sentences, heardMs), unheard: unheardPart(sentences, heardMs) }
  })
}
