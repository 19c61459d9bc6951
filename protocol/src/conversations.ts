/** Conversations: opened, listed, read again. */
import Type from 'typebox'
import { closed, Id, Instant, Language, Level, orNull } from './scalars.ts'
import { Scene, Sentence, Turn } from './turn.ts'

export const ConversationRequest = Type.Object({
  language: Type.Optional(Language),
  scenario: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  mode: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'One of `GET /modes`; `free` for none of them, `scenario` with a scenario.' })),
  topic: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'One of the mode’s topics in `GET /modes`; without a mode, of the topics in `GET /scenarios`.' })),
}, closed)

export const Opening = Type.Object({
  conversationId: Id,
  startedAt: Instant,
  opening: Type.Object({ text: Type.String(), sentences: Type.Array(Sentence) }),
  scenario: orNull(Scene),
  topic: orNull(Type.String()),
  mode: orNull(Type.String({ description: 'How the talk is led: one of `GET /modes`.' })),
})
export type Opening = Type.Static<typeof Opening>

export const ConversationView = Type.Object({ ...Opening.properties, turns: Type.Array(Turn), next: orNull(Type.String()) })
export type ConversationView = Type.Static<typeof ConversationView>

export const ConversationList = Type.Object({
  items: Type.Array(Type.Object({
    conversationId: Id, startedAt: Instant, scenario: orNull(Type.String()), topic: orNull(Type.String()), mode: orNull(Type.String()), turns: Type.Integer(),
    lastTranscript: orNull(Type.String()),
  })),
  next: orNull(Type.String()),
})
export type ConversationList = Type.Static<typeof ConversationList>

const Topics = Type.Array(Type.Object({ code: Type.String(), title: Type.String() }))

export const ModeList = Type.Object({
  items: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), purpose: Type.String(), topics: Topics })),
})
export type ModeList = Type.Static<typeof ModeList>

export const ScenarioList = Type.Object({
  items: Type.Array(Type.Object({ code: Type.String(), title: Type.String(), level: Level, tutor: Type.String(), learner: Type.String(), objectives: Type.Array(Type.String()) })),
  topics: Topics,
  personas: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), address: Type.Enum(['ty', 'vy']) })),
})
export type ScenarioList = Type.Static<typeof ScenarioList>
