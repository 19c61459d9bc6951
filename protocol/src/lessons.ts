/** The main job: say something, or have something checked. */
import Type from 'typebox'
import { closed, Corrections, Id, Level } from './scalars.ts'
import { Question, Mistake, TurnCorrections } from './turn.ts'

export const TextRequest = Type.Object({
  text: Type.String({ description: '2–2000 UTF-16 units, not blank, without NUL and lone surrogates.' }),
  conversationId: Type.Optional(Id),
  spoken: Type.Optional(Type.Boolean({ description: 'Whether a recogniser wrote the text: then its spelling is nobody\'s mistake.' })),
  speak: Type.Optional(Type.Boolean({ description: 'Whether the reply is wanted as sound too; true by default.' })),
}, closed)
export type TextRequest = Type.Static<typeof TextRequest>

export const Transcript = Type.Object({ transcript: Type.String() })
export type Transcript = Type.Static<typeof Transcript>

export const CheckRequest = Type.Object({
  text: Type.String(),
  level: Type.Optional(Level),
  corrections: Type.Optional(Corrections),
  spoken: Type.Optional(Type.Boolean()),
}, closed)
export const CheckAnswer = Type.Object({
  corrected: Type.String(),
  score: Type.Integer(),
  mistakes: Type.Array(Mistake),
  questions: Type.Array(Question),
  suggestion: TurnCorrections.properties.suggestion,
})

export const Disagreement = Type.Object({ turnId: Id, corrections: TurnCorrections })
