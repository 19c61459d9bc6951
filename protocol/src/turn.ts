/** A turn, whole: what the learner said and everything that answered it. */
import Type from 'typebox'
import { Id, Instant, orNull } from './scalars.ts'

export const MistakeKind = Type.Enum([
  'spelling', 'diacritics', 'capital', 'case', 'agreement', 'person', 'tense', 'aspect', 'word-order',
  'preposition', 'punctuation', 'word-choice', 'register', 'other',
])

const finding = {
  start: Type.Integer({ description: 'In UTF-16 units of the transcript.' }),
  end: Type.Integer(),
  original: Type.String(),
  corrected: Type.String(),
  kind: MistakeKind,
  counted: Type.Boolean({ description: 'Whether it is held against the learner.' }),
  explanation: Type.String({ description: "In the learner's own language, at their level." }),
}

export const Question = Type.Object(finding)
export const Mistake = Type.Object({ id: Id, ...finding })
export type Mistake = Type.Static<typeof Mistake>

export const TurnCorrections = Type.Object({
  corrected: orNull(Type.String()),
  score: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
  suggestion: orNull(Type.String()),
  mistakes: Type.Array(Mistake),
  questions: Type.Array(Question),
})
export type TurnCorrections = Type.Static<typeof TurnCorrections>

export const WordTime = Type.Object({ start: Type.Integer(), end: Type.Integer(), startMs: Type.Integer(), endMs: Type.Integer() })

export const Sentence = Type.Object({
  text: Type.String(),
  audioUrl: orNull(Type.String()),
  durationMs: orNull(Type.Integer()),
  translation: orNull(Type.String()),
  words: Type.Array(WordTime),
})
export type Sentence = Type.Static<typeof Sentence>

export const Reply = Type.Object({
  text: Type.String(),
  audioUrl: orNull(Type.String({ description: 'The whole reply; null when there is no voice.' })),
  sentences: Type.Array(Sentence),
})

export const NewWord = Type.Object({ word: Type.String(), translation: Type.String(), example: Type.String() })

export const Scene = Type.Object({
  code: Type.String(),
  phase: Type.String(),
  objectives: Type.Array(Type.Object({ text: Type.String(), done: Type.Boolean() })),
  hints: Type.Array(Type.String()),
  done: Type.Boolean(),
})

export const Challenge = Type.Object({ code: Type.String(), done: Type.Integer(), needed: Type.Integer(), completed: Type.Boolean() })

export const Progress = Type.Object({
  starsEarned: Type.Integer(), starsTotal: Type.Integer(), streakDays: Type.Integer(), challenge: Challenge,
  weekChallenge: orNull(Type.Object({ ...Challenge.properties, completedNow: Type.Boolean({ description: 'By this turn.' }) }, { description: 'Null in turns of a time when it was not told.' })),
})
export type Progress = Type.Static<typeof Progress>

export const Cost = Type.Object({
  microUsd: orNull(Type.Integer({ description: 'Micro-dollars. Null in turns of a time when that was not known.' })),
  savedMicroUsd: orNull(Type.Integer()),
  tutor: Type.String(),
  heardBy: orNull(Type.String()),
  spokenBy: orNull(Type.String()),
})

export const Degraded = Type.Object({ part: Type.Enum(['hearing', 'tutor', 'voice', 'corrections', 'memory']), reason: Type.String() })

export const Turn = Type.Object({
  turnId: Id,
  conversationId: Id,
  saidAt: Instant,
  transcript: Type.String(),
  spoken: Type.Boolean(),
  reply: orNull(Reply),
  corrections: TurnCorrections,
  newWords: Type.Array(NewWord),
  scenario: orNull(Scene),
  progress: orNull(Progress),
  cost: orNull(Cost),
  degraded: Type.Array(Degraded),
})
export type Turn = Type.Static<typeof Turn>
