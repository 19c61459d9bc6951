/** The first of a turn's two transactions: the utterance is kept, in order, and this process may answer it. And what it will be answered from, seen before. */
import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely'
import { heardPart, unheardPart, type Conversation, type Exchange, type Reply, type Sentence } from '../../domain/conversation.ts'
import { Failure } from '../../domain/failure.ts'
import { sameBody } from '../../domain/idempotency.ts'
import type { ConversationId, LearnerId, TurnId } from '../../domain/identity.ts'
import { settingsOf, type Learner } from '../../domain/learner.ts'
import type { ModeState } from '../../domain/mode.ts'
import { dayOfTurn } from '../../domain/progress.ts'
import { nothingRecollected, type Recollection } from '../../domain/recollection.ts'
import type { SceneState } from '../../domain/scenario.ts'
import type { Claim, Claiming, Foreseeing, Foresight } from '../../ports/store.ts'
import { changed, changedBy } from './changes.ts'
import { lastDayOf } from './last-day.ts'
import { isGone } from './presence.ts'
import { recollected } from './recollections.ts'
import type { Tables } from './tables.ts'
import { readTurn } from './turn-rows.ts'

/** After a longer silence, what is said without naming a conversation begins a new one. */
const sameConversationMsMax = 6 * 3_600_000
/** How many turns back a prompt may reach. */
const exchangesMax = 40
/** No talk has as many turns. */
const ordinalMax = 2 ** 31 - 1

type Tx = Kysely<Tables>

/** Where nothing of the learner's has changed since it was foreseen, all of it in one statement; null where something has, and then nothing is kept. */
export async function claimAsForeseen(db: Tx, claiming: Claiming, seen: Foresight): Promise<Mine | null> {
  const { turnId, learnerId, key, bodyHash, transcript, spoken, owner, nowMs, leaseUntilMs } = claiming
  const { learner, lastDay, conversation, ordinal, isBegun } = seen
  const { conversationId } = conversation
  const { timeZone } = learner.settings
  const day = dayOfTurn(nowMs, timeZone, lastDay)
  const first = day === lastDay?.day ? lastDay : { firstAtMs: nowMs, timeZone }
  // Whoever claims at the same time changes the version: everything hangs on that row.
  const raised = sql`
    update learners set version = version + 1, last_day = ${day}, last_day_first_at_ms = ${first.firstAtMs}, last_day_time_zone = ${first.timeZone}
    where learner_id = ${learnerId}::uuid and version = ${seen.version}
      and not exists (select from turns where learner_id = ${learnerId}::uuid and idempotency_key = ${key})
    returning learner_id, version`
  const isMine = await changedBy(db, raised, ['utterance'], sql`claimed as (
      insert into turns (turn_id, learner_id, conversation_id, ordinal, idempotency_key, body_hash, said_at_ms, day, transcript, spoken, owner, lease_until_ms)
      select ${turnId}::uuid, learner_id, ${conversationId}::uuid, ${ordinal}::int, ${key}, ${bodyHash}, ${nowMs}::bigint, ${day}::date, ${transcript}, ${spoken}::boolean, ${owner}, ${leaseUntilMs}::bigint from raised
    ), talk as (
      ${isBegun ? sql`update conversations set turns = ${ordinal}, last_at_ms = ${nowMs} from raised where conversation_id = ${conversationId}::uuid`
        : sql`insert into conversations (conversation_id, learner_id, started_at_ms, last_at_ms, opening, turns) select ${conversationId}::uuid, learner_id, ${nowMs}::bigint, ${nowMs}::bigint, '[]', ${ordinal}::int from raised`}
    )`)
  return isMine ? { state: 'mine', asForeseen: true, turn: { turnId, saidAtMs: nowMs, transcript, spoken, run: 1, conversation, learner } } : null
}

/** `recollects`: whether anybody is told what is known of the learner besides what they said. */
export async function claimTurn(tx: Tx, claiming: Claiming, recollects = false): Promise<Claim> {
  // The lock puts one learner's claims in a line: the same key never passes twice, and days never race.
  const learner = await tx.selectFrom('learners').select('learner_id').where('learner_id', '=', claiming.learnerId).forUpdate().executeTakeFirst()
  if (!learner) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
  const known = await tx.selectFrom('turns').selectAll().where('learner_id', '=', claiming.learnerId).where('idempotency_key', '=', claiming.key).executeTakeFirst()
  if (known) return takeOver(tx, known, claiming, recollects)
  const { insteadOf, owner } = claiming
  const half = insteadOf && (await tx.selectFrom('turns').selectAll().where('learner_id', '=', claiming.learnerId).where('turn_id', '=', insteadOf.turnId).executeTakeFirst())
  if (half && half.state !== 'finished' && half.owner === owner) return runAgain(tx, half, claiming, recollects, said({ ...claiming, ...insteadOf }))
  if (insteadOf && insteadOf.transcript === claiming.transcript) throw new Failure('unheard', 'Nothing was said that is not answered already.')

  const seen = await foresee(tx, recollects, claiming)
  if (!seen) throw new Failure('not-found', 'There is no such conversation.')
  return { ...(await claimAsForeseen(tx, claiming, seen))!, asForeseen: false }
}

export async function foresee(db: Tx, recollects: boolean, { learnerId, conversationId, newConversationId, nowMs }: Foreseeing): Promise<Foresight | null> {
  if (conversationId !== null) return seen(db, recollects, learnerId, { chosen: sql`conversation_id = ${conversationId}::uuid` })
  return seen(db, recollects, learnerId, { chosen: sql`last_at_ms > ${nowMs - sameConversationMsMax}`, beginning: newConversationId })
}

/** The turn of that number, or the next, of the latest of the `chosen` conversations; where there is none, of a new one that is called `beginning`. */
type Looked = { readonly chosen: RawBuilder<unknown>; readonly ordinal?: number; readonly beginning?: ConversationId }

/** What a turn is answered from; null where it is of no conversation. */
async function seen(db: Tx, recollects: boolean, learnerId: string, { chosen, ordinal, beginning }: Looked): Promise<Foresight | null> {
  const id = sql<string | null>`coalesce(c.conversation_id, ${beginning ?? null}::uuid)`
  const { rows } = await sql<LearnerRow & ConversationRow & { readonly isBegun: boolean; readonly exchanges: ExchangeRow[]; readonly recollection: Recollection | null }>`
    select l.learner_id, l.created_at_ms, l.plan, l.settings, l.version, l.last_day, l.last_day_first_at_ms, l.last_day_time_zone,
      ${id} as conversation_id, c.conversation_id is not null as "isBegun", coalesce(c.opening, '[]') as opening, c.scene, c.topic, c.mode, coalesce(c.turns, 0) as turns, (
      select coalesce(json_agg(b order by b.ordinal), '[]') from (
        select ordinal, transcript, reply, heard_ms from turns
        where conversation_id = c.conversation_id and state = 'finished' and ordinal < ${ordinal ?? ordinalMax} order by ordinal desc limit ${exchangesMax}) b) as exchanges,
      ${recollects ? recollected(sql.ref('l.learner_id'), id) : sql`null`} as recollection
    from learners l left join lateral (
      select * from conversations where learner_id = l.learner_id and ${chosen} order by last_at_ms desc, conversation_id desc limit 1) c on true
    where l.learner_id = ${learnerId}::uuid and ${id} is not null`.execute(db)
  const [row] = rows
  if (!row) return null
  const own = ordinal ?? row.turns + 1
  const { version, isBegun } = row
  return { version, isBegun, learner: learnerOf(row), lastDay: lastDayOf(row), ordinal: own, conversation: conversationOf(row, own, row.exchanges.map(exchangeOf), row.recollection) }
}

type Mine = Extract<Claim, { readonly state: 'mine' }>
type LearnerRow = Selectable<Tables['learners']>
type ConversationRow = Selectable<Tables['conversations']>

/** A turn whose key was seen before: finished, still running somewhere, or left behind by a run that died. */
async function takeOver(tx: Tx, known: Selectable<Tables['turns']>, claiming: Claiming, recollects: boolean): Promise<Claim> {
  sameBody(known.body_hash, claiming.bodyHash)
  if (known.state === 'finished') return { state: 'finished', turn: await readTurn(tx, known.turn_id) }
  const turnId = known.turn_id as TurnId
  // Within one process the live turns see to it that a key runs once: a claim of our own is one that failed here.
  if (known.lease_until_ms > claiming.nowMs && known.owner !== claiming.owner && !(await isGone(tx, known.owner))) return { state: 'taken', turnId }
  return runAgain(tx, known, claiming, recollects)
}

type Said = Pick<Selectable<Tables['turns']>, 'idempotency_key' | 'body_hash' | 'transcript' | 'spoken'>
const said = ({ key, bodyHash, transcript, spoken }: Claiming): Said => ({ idempotency_key: key, body_hash: bodyHash, transcript, spoken })

/** The run before keeps nothing any more. `otherwise`: what was said in it is something else by now. */
async function runAgain(tx: Tx, known: Selectable<Tables['turns']>, { learnerId, owner, leaseUntilMs }: Claiming, recollects: boolean, otherwise?: Said): Promise<Mine> {
  const run = known.run + 1
  await tx.updateTable('turns').set({ owner, run, lease_until_ms: leaseUntilMs, ...otherwise }).where('turn_id', '=', known.turn_id).execute()
  await changed(tx, learnerId, 'utterance')
  const { conversation, learner } = (await seen(tx, recollects, learnerId, { chosen: sql`conversation_id = ${known.conversation_id}::uuid`, ordinal: known.ordinal }))!
  const { said_at_ms: saidAtMs, transcript, spoken } = { ...known, ...otherwise }
  return { state: 'mine', asForeseen: false, turn: { turnId: known.turn_id as TurnId, saidAtMs, transcript, spoken, run, conversation, learner } }
}

const conversationOf = (row: ConversationRow, ordinal: number, exchanges: readonly Exchange[], recollection: Recollection | null): Conversation => ({
  conversationId: row.conversation_id as ConversationId,
  opening: row.opening as Sentence[],
  scene: row.scene as SceneState | null,
  topic: row.topic,
  mode: row.mode as ModeState | null,
  exchanges,
  earlier: Math.max(0, ordinal - 1 - exchanges.length),
  recollection: recollection ?? nothingRecollected,
})

const learnerOf = ({ learner_id, created_at_ms, plan, settings }: Pick<LearnerRow, 'learner_id' | 'created_at_ms' | 'plan' | 'settings'>): Learner =>
  ({ learnerId: learner_id as LearnerId, createdAtMs: created_at_ms, plan, settings: settingsOf(settings) })

type ExchangeRow = Pick<Selectable<Tables['turns']>, 'transcript' | 'reply' | 'heard_ms'>

function exchangeOf({ transcript, reply, heard_ms: heardMs }: ExchangeRow): Exchange {
  const { sentences } = reply as Reply
  return { learner: transcript, tutor: heardPart(sentences, heardMs), unheard: unheardPart(sentences, heardMs) }
}
