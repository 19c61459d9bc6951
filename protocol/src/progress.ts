/** A learner's last twelve weeks. */
import Type from 'typebox'
import { DayView } from './learner.ts'
import { Day, Instant, orNull } from './scalars.ts'
import { Challenge } from './turn.ts'

const Share = Type.Object({ checkedTurns: Type.Integer(), withoutMistake: Type.Integer() })

export const ProgressView = Type.Object({
  today: Day,
  from: Type.String({ description: 'The Monday on which the twelve weeks begin.' }),
  starsTotal: Type.Integer(),
  streakDays: Type.Integer(),
  streakLongest: Type.Integer(),
  shields: Type.Integer(),
  challenge: Challenge,
  weekChallenge: Challenge,
  days: Type.Array(Type.Object({
    ...DayView.properties,
    minutes: Type.Integer({ description: 'From one turn to the next, where they are at most five minutes apart. Turns that are not kept any more count nothing.' }),
  }), { description: 'Those with turns, oldest first.' }),
  shieldedDays: Type.Array(Day, { description: 'Days without a turn over which a shield kept the streak.' }),
  weeks: Type.Array(Type.Object({
    since: Day,
    checkedTurns: Type.Integer({ description: 'Turns of which it is known whether they were right.' }),
    kinds: Type.Array(Type.Object({ kind: Type.String(), mistakes: Type.Integer(), turns: Type.Integer({ description: 'In how many of them it was made.' }) })),
  }), { description: 'Each of the twelve, oldest first.' }),
  trends: Type.Array(Type.Object({ kind: Type.String(), lately: Share, before: Share }), {
    description: 'Turns free of a kind of mistake in the last four weeks, and in the four before; none where there are too few to compare. The most improved first.',
  }),
  cards: Type.Object({
    new: Type.Integer(), learning: Type.Integer(),
    young: Type.Integer(), firm: Type.Integer({ description: 'Those that will be remembered for three weeks.' }),
  }),
  wordsMet: Type.Integer(),
  stars: Type.Array(Type.Object({ day: Day, reason: Type.String(), stars: Type.Integer(), totalAfter: Type.Integer() }), { description: 'The newest entries of the ledger, newest first.' }),
  marks: Type.Array(Type.Object({ code: Type.String(), done: Type.Integer(), needed: Type.Integer(), earnedAt: orNull(Instant) })),
})
export type ProgressView = Type.Static<typeof ProgressView>
