/** A turn as one JSON value, read the same way wherever turns are read, and what it means. */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Cost, Degraded, NewWord, Progress, Reply, Turn } from '../../domain/conversation.ts'
import type { Corrections, Finding, Mistake } from '../../domain/correction.ts'
import type { SceneReport } from '../../domain/scenario.ts'
import type { Tables } from './tables.ts'

export type TurnRow = {
  readonly turnId: string
  readonly conversationId: string
  readonly ordinal: number
  readonly saidAtMs: number
  readonly transcript: string
  readonly spoken: boolean
  readonly reply: Reply | null
  readonly corrected: string | null
  readonly score: number | null
  readonly suggestion: string | null
  readonly questions: readonly Finding[]
  readonly newWords: readonly NewWord[]
  readonly report: SceneReport | null
  readonly progress: Progress | null
  readonly cost: Cost | null
  readonly degraded: readonly Degraded[]
  readonly mistakes: readonly Mistake[]
}

/** Of a table or subquery `t` with the columns of `turns`. Text that is put together: to build it as jsonb would take twice the time. */
export const turnJson: RawBuilder<TurnRow> = sql<TurnRow>`json_build_object(
  'turnId', t.turn_id, 'conversationId', t.conversation_id, 'ordinal', t.ordinal, 'saidAtMs', t.said_at_ms,
  'transcript', t.transcript, 'spoken', t.spoken, 'reply', t.reply,
  'corrected', t.corrected, 'score', t.score, 'suggestion', t.suggestion, 'questions', t.questions,
  'newWords', t.new_words, 'report', t.report, 'progress', t.progress, 'cost', t.cost, 'degraded', t.degraded,
  'mistakes', (
    select coalesce(json_agg(json_build_object('id', m.mistake_id, 'start', m.start_at, 'end', m.end_at, 'original', m.original,
      'corrected', m.corrected, 'kind', m.kind, 'counted', m.counted, 'explanation', m.explanation) order by m.start_at, m.mistake_id), '[]')
    from mistakes m where m.turn_id = t.turn_id and m.withdrawn_at_ms is null))`

/** A turn that is there, whosever it is. */
export async function readTurn(tx: Kysely<Tables>, turnId: string): Promise<Turn> {
  const { rows } = await sql<{ turn: TurnRow }>`select ${turnJson} as turn from turns t where t.turn_id = ${turnId}::uuid`.execute(tx)
  return turnOf(rows[0]!.turn)
}

export function turnOf(row: TurnRow): Turn {
  return {
    turnId: row.turnId as Turn['turnId'],
    conversationId: row.conversationId as Turn['conversationId'],
    saidAtMs: row.saidAtMs,
    transcript: row.transcript,
    spoken: row.spoken,
    reply: row.reply,
    corrections: correctionsOf(row),
    newWords: row.newWords,
    scenario: row.report,
    progress: row.progress,
    cost: row.cost,
    degraded: row.degraded,
  }
}

export function correctionsOf({ corrected, score, suggestion, mistakes, questions }: Pick<TurnRow, 'corrected' | 'score' | 'suggestion' | 'mistakes' | 'questions'>): Corrections | null {
  return corrected === null || score === null ? null : { corrected, score, suggestion, mistakes, questions }
}
