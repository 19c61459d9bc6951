/** What not every learner has alike: how it is rolled out, who changed that, and how those fared who had one variant or another. */
import Type from 'typebox'
import { closed, Id, Instant, Level, orNull } from './scalars.ts'

const Names = <Name extends Type.TSchema>(name: Name, description: string) => orNull(Type.Array(name, { maxItems: 40, uniqueItems: true, description }))

/** So many may be listed one by one. */
export const listedMax = 500

export const Rollout = Type.Object({
  percentage: Type.Number({ minimum: 0, maximum: 100, description: 'How many of those who are meant are in, to one decimal. Who was in stays in when it is raised.' }),
  levels: Names(Level, 'Who is meant, by level; null: everybody.'),
  languages: Names(Type.String({ pattern: '^[a-z]{2,3}$' }), 'By mother tongue, such as uk; null: everybody.'),
  plans: Names(Type.String({ minLength: 1, maxLength: 40 }), 'By plan; null: everybody.'),
  learners: Type.Array(Id, { maxItems: listedMax, uniqueItems: true, description: 'In, whatever else is asked for. They are not compared with others.' }),
  shares: Type.Record(Type.String({ pattern: '^[a-z-]{1,40}$' }), Type.Integer({ minimum: 0, maximum: 1000 }), { description: 'Among which variants those are shared out who are in, and how: of 1 and 3 the other has three times as many.' }),
}, closed)
export type Rollout = Type.Static<typeof Rollout>

export const FlagView = Type.Object({
  name: Type.String(),
  says: Type.String({ description: 'What differs.' }),
  usual: Type.String({ description: 'The variant of those who are not in.' }),
  variants: Type.Array(Type.Object({ name: Type.String(), says: Type.String() })),
  rollout: Rollout,
  changedAt: orNull(Instant),
})
export type FlagView = Type.Static<typeof FlagView>
export const FlagList = Type.Object({ items: Type.Array(FlagView), plans: Type.Array(Type.String(), { description: 'Plans there are.' }) })
export type FlagList = Type.Static<typeof FlagList>

export const FlagHistoryQuery = Type.Object({ before: Type.Optional(Type.String({ maxLength: 200 })), limit: Type.Optional(Type.String()) })
export const FlagHistory = Type.Object({
  items: Type.Array(Type.Object({
    at: Instant, by: Type.String({ description: "The operator's session, or `operator` where it is not known." }), before: orNull(Rollout), after: Rollout,
  }), { description: 'The newest first. Learners who were erased are named in none of them.' }),
  next: orNull(Type.String()),
})
export type FlagHistory = Type.Static<typeof FlagHistory>

const Count = Type.Integer({ minimum: 0 })
const Figure = Type.Object({ count: Type.Integer({ description: 'Turns of which it is known.' }), mean: Type.Number(), p50: Type.Number(), p95: Type.Number() })
const Compared = Type.Enum(['firstSoundMs', 'microUsd', 'score'])

export const FlagVariantsQuery = Type.Object({ from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) })
export const FlagVariants = Type.Object({
  from: Type.String({ description: 'YYYY-MM-DD, UTC.' }),
  to: Type.String(),
  items: Type.Array(Type.Object({
    variant: Type.String(), turns: Count, learners: Count,
    firstSoundMs: orNull(Figure), microUsd: orNull(Figure), score: orNull(Figure),
    differences: Type.Array(Type.Object({
      figure: Compared,
      difference: orNull(Type.Number({ description: 'Of the means, from that of the usual variant; null where there are too few learners to tell.' })),
      lowest: orNull(Type.Number()), highest: orNull(Type.Number({ description: 'With 95 % confidence it is between these. Learners are counted as independent, not turns.' })),
      verdict: Type.Enum(['more', 'less', 'chance', 'too-few']),
      says: Type.String(),
    }), { description: 'From the usual variant; none of that itself.' }),
  })),
})
export type FlagVariants = Type.Static<typeof FlagVariants>
