/** What is practised beside the talk: drills, rules of grammar, slang. */
import Type from 'typebox'
import { closed, Level, orNull } from './scalars.ts'

const DrillKind = Type.Enum(['choose', 'find', 'order', 'commas'])

export const DrillList = Type.Object({ items: Type.Array(Type.Object({ code: Type.String(), kind: DrillKind, title: Type.String(), task: Type.String() })) })
export type DrillList = Type.Static<typeof DrillList>

export const RoundQuery = Type.Object({ seed: Type.Optional(Type.String({ maxLength: 60 })) }, closed)

export const Exercise = Type.Object({
  kind: DrillKind,
  sentence: Type.String({ description: 'As it is right.' }),
  pieces: Type.Array(Type.String(), { description: 'For choose what stands before the gap and behind it, or else words.' }),
  options: Type.Array(Type.String(), { description: 'For choose; or else none.' }),
  right: Type.Array(Type.Array(Type.Integer()), {
    description: 'Every right answer. choose: the option. find: the wrong piece. order: the pieces as they follow. commas: the pieces that a comma follows.',
  }),
  why: Type.String(),
})
export type Exercise = Type.Static<typeof Exercise>

export const DrillRound = Type.Object({ code: Type.String(), title: Type.String(), task: Type.String(), exercises: Type.Array(Exercise) })
export type DrillRound = Type.Static<typeof DrillRound>

export const GrammarList = Type.Object({ items: Type.Array(Type.Object({ code: Type.String(), level: Level, title: Type.String() })) })
export type GrammarList = Type.Static<typeof GrammarList>

export const GrammarView = Type.Object({
  code: Type.String(), level: Level, title: Type.String(), rule: Type.String(),
  examples: Type.Array(Type.Object({ sentence: Type.String(), translation: Type.String() })),
  exercises: Type.Array(Exercise),
})
export type GrammarView = Type.Static<typeof GrammarView>

const SlangView = Type.Object({ level: Level, phrase: Type.String(), meaning: Type.String(), example: Type.String() })
export const SlangList = Type.Object({ today: orNull(SlangView), items: Type.Array(SlangView) })
export type SlangList = Type.Static<typeof SlangList>
