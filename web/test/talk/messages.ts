/** What a server would send, for the tests. */
import type { ConversationView } from '@mluv/protocol/conversations.ts'
import type { Mistake, Sentence, Turn } from '@mluv/protocol/turn.ts'
import type { TurnMessage } from '@mluv/protocol/voice.ts'

export const conversationId = '01980000-0000-7000-8000-000000000001'

export const sentence = (text: string, spoken = true): Sentence => ({
  text, translation: null, audioUrl: spoken ? `/api/v1/audio/${text.length}` : null, durationMs: spoken ? 1000 : null, words: [],
})

export const mistake = (given: Partial<Mistake>): Mistake => ({
  id: 'm1', start: 10, end: 15, original: 'škola', corrected: 'školy', kind: 'case', counted: true, explanation: 'Po „do“ je druhý pád.', ...given,
})

export function turn(given: Partial<Turn> = {}): Turn {
  return {
    turnId: 't1', conversationId, saidAt: '2026-01-05T10:00:00.000Z', transcript: 'Já jdu do škola.', spoken: false,
    reply: { text: 'Aha! Kam?', audioUrl: null, sentences: [sentence('Aha!'), sentence('Kam?')] },
    corrections: { corrected: 'Já jdu do školy.', score: 75, suggestion: null, mistakes: [mistake({})], questions: [] },
    newWords: [], scenario: null, cost: null, degraded: [],
    progress: { starsEarned: 1, starsTotal: 7, streakDays: 3, challenge: { code: 'five-turns', done: 1, needed: 5, completed: false }, weekChallenge: { code: 'five-days', done: 1, needed: 5, completed: false, completedNow: false } },
    ...given,
  }
}

export const conversation = (turns: Turn[] = [], next: string | null = null): ConversationView => ({
  conversationId, startedAt: '2026-01-05T09:59:00.000Z', opening: { text: 'Ahoj!', sentences: [sentence('Ahoj!')] }, scenario: null, topic: null, mode: null, turns, next,
})

/** Everything that is told of one turn, in order. */
export function storyOf(whole: Turn, turnNumber = 1, key = 'k1'): TurnMessage[] {
  const { turnId, transcript, spoken } = whole
  const messages: TurnMessage[] = [{ seq: 1, turnId, type: 'heard', key, conversationId: whole.conversationId, turnNumber, transcript, spoken }]
  for (const [at, { text, audioUrl, durationMs }] of (whole.reply?.sentences ?? []).entries()) {
    messages.push({ seq: messages.length + 1, turnId, type: 'said', sentence: at, text, translation: null })
    if (audioUrl !== null) messages.push({ seq: messages.length + 1, turnId, type: 'spoken', sentence: at, audioUrl, durationMs: durationMs ?? 0, words: [] })
  }
  messages.push({ seq: messages.length + 1, turnId, type: 'corrected', corrections: whole.corrections })
  messages.push({ seq: messages.length + 1, turnId, type: 'remembered', turn: whole })
  return messages
}
