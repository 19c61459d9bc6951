/** What is known, as it goes over the wire. */
import type { Home as HomeView, LearnerView } from '@mluv/protocol/learner.ts'
import type { ConversationView, Opening } from '@mluv/protocol/conversations.ts'
import type { Problem } from '@mluv/protocol/problem.ts'
import type { Sentence as SentenceView, Turn as TurnView, TurnCorrections } from '@mluv/protocol/turn.ts'
import type { TurnMessage } from '@mluv/protocol/voice.ts'
import type { Reply, Sentence, Turn } from '../domain/conversation.ts'
import type { Corrections } from '../domain/correction.ts'
import { codeOf, Failure, type FailureCode } from '../domain/failure.ts'
import type { SoundId, TurnId } from '../domain/identity.ts'
import { meaningFor } from '../domain/language.ts'
import type { Learner } from '../domain/learner.ts'
import type { LanguageContent } from '../ports/content.ts'
import type { ConversationPage, Home, OpenedConversation } from '../ports/store.ts'
import type { NumberedEvent } from '../tutor/course.ts'

/** Of several, one after the other. */
export const audioUrl = (...soundIds: readonly SoundId[]): string => `/api/v1/audio/${soundIds.join('-')}`
/** Of one. */
export const soundIdIn = (url: string): SoundId => url.slice(audioUrl().length) as SoundId
export const instant = (ms: number): string => new Date(ms).toISOString()

export const statusOf: Readonly<Record<FailureCode, number>> = {
  invalid: 400, unauthorized: 401, forbidden: 403, 'not-found': 404, conflict: 409, unsupported: 415, 'too-large': 413,
  unheard: 422, exhausted: 429, busy: 429, unavailable: 503, internal: 500,
}

const titles: Readonly<Record<FailureCode, string>> = {
  invalid: 'Something in the request is not right', unauthorized: 'Sign in first', forbidden: 'Not allowed', 'not-found': 'Not found', conflict: 'Conflict',
  unsupported: 'Not a kind that is understood here', 'too-large': 'Too large', unheard: 'Nothing was heard', exhausted: 'The allowance is used up',
  busy: 'Too much at once', unavailable: 'Not available now', internal: 'Something went wrong on our side',
}

/** An error for people; what is not a `Failure` says nothing of itself. */
export function problemOf(error: unknown): Problem {
  const code = codeOf(error)
  const detail = error instanceof Failure ? error.message : 'Something went wrong on our side. It has been noted; please try again.'
  const fields = error instanceof Failure ? error.fields : []
  return { type: `/docs#${code}`, title: titles[code], status: statusOf[code], code, detail, ...(fields.length > 0 ? { errors: fields.map((fault) => ({ ...fault })) } : {}) }
}

export const sentenceView = ({ text, translation, sound }: Sentence): SentenceView => ({
  text, audioUrl: sound && audioUrl(sound.soundId), durationMs: sound && sound.durationMs, translation, words: sound ? [...sound.words] : [],
})

export const textOf = (sentences: readonly Sentence[]): string => sentences.map(({ text }) => text).join(' ')

const replyView = ({ sentences }: Reply) => ({ text: textOf(sentences), audioUrl: wholeUrl(sentences), sentences: sentences.map(sentenceView) })

/** The sentences' sounds as one, which is made when it is asked for. */
function wholeUrl(sentences: readonly Sentence[]): string | null {
  const ids = soundIdsOf(sentences)
  return ids && audioUrl(...ids)
}

/** Null where one is missing. */
export function soundIdsOf(sentences: readonly Sentence[]): readonly SoundId[] | null {
  const ids = sentences.flatMap(({ sound }) => sound?.soundId ?? [])
  return ids.length === 0 || ids.length < sentences.length ? null : ids
}

export const correctionsView = (corrections: Corrections | null): TurnCorrections =>
  corrections === null
    ? { corrected: null, score: null, suggestion: null, mistakes: [], questions: [] }
    : { ...corrections, mistakes: [...corrections.mistakes], questions: [...corrections.questions] }

export function turnView(turn: Turn): TurnView {
  const { turnId, conversationId, saidAtMs, transcript, spoken, reply, corrections, newWords, scenario, progress, cost, degraded } = turn
  return {
    turnId, conversationId, saidAt: instant(saidAtMs), transcript, spoken,
    reply: reply && replyView(reply),
    corrections: correctionsView(corrections),
    newWords: [...newWords],
    scenario: scenario && { ...scenario, objectives: [...scenario.objectives], hints: [...scenario.hints] },
    progress: progress && { ...progress, weekChallenge: progress.weekChallenge ?? null },
    cost,
    degraded: [...degraded],
  }
}

export const openingView = ({ conversationId, startedAtMs, opening, scene, topic, mode }: OpenedConversation): Opening => ({
  conversationId, startedAt: instant(startedAtMs),
  opening: { text: textOf(opening), sentences: opening.map(sentenceView) },
  scenario: scene && { ...scene, objectives: [...scene.objectives], hints: [...scene.hints] },
  topic,
  mode,
})

export const conversationView = (page: ConversationPage): ConversationView => ({ ...openingView(page), turns: page.turns.map(turnView), next: page.next })

export const learnerView = ({ learnerId, createdAtMs, settings }: Learner): LearnerView => ({ learnerId, createdAt: instant(createdAtMs), settings })

export function homeView(home: Home, content: LanguageContent, abilities: HomeView['abilities']): HomeView {
  const { motherTongue } = home.learner.settings
  return {
    learner: learnerView(home.learner),
    today: home.today, starsTotal: home.starsTotal, streakDays: home.streakDays, challenge: home.challenge, weekChallenge: home.weekChallenge, shields: home.shields, cardsDue: home.cardsDue,
    achievements: home.achievements.map(({ code, earnedAtMs }) => ({ code, earnedAt: instant(earnedAtMs) })),
    days: [...home.days],
    conversation: home.conversation && conversationView(home.conversation),
    levelExamples: content.levelExamples.map(({ level, sentence }) => ({ level, sentence: sentence.cs, translation: meaningFor(sentence, motherTongue) })),
    abilities,
  }
}

/** A turn's event as a message; null for what doors do not tell. */
export function messageOf(event: NumberedEvent, turn: { readonly turnId: TurnId; readonly turnNumber: number }): TurnMessage | null {
  const { seq } = event
  const { turnId, turnNumber } = turn
  switch (event.type) {
    case 'heard':
      return { seq, turnId, turnNumber, type: 'heard', conversationId: event.conversationId, transcript: event.transcript, spoken: event.spoken }
    case 'said':
      return { seq, turnId, type: 'said', sentence: event.sentence, text: event.text, translation: event.translation }
    case 'spoken':
      return { seq, turnId, type: 'spoken', sentence: event.sentence, audioUrl: audioUrl(event.sound.soundId), durationMs: event.sound.durationMs, words: [...event.sound.words] }
    case 'corrected':
      return { seq, turnId, type: 'corrected', corrections: correctionsView(event.corrections) }
    case 'remembered':
      return { seq, turnId, type: 'remembered', turn: turnView(event.turn) }
    case 'failed':
      return { seq, turnId, type: 'failed', problem: problemOf(event.error) }
    case 'hearing':
    case 'sounding':
    case 'faltered':
      return null
  }
}
