/** What a turn earns, and why. Stars are never taken back. */

export const starReasons = ['turn', 'clean', 'fifth-turn', 'streak-7', 'streak-30'] as const
export type StarReason = (typeof starReasons)[number]
export type Award = { readonly reason: StarReason; readonly stars: number }

/** The score from which a turn counts as clean. */
export const cleanScore = 80

/** Reasons that count once a day, however many turns it has. */
export const onceADay: readonly StarReason[] = ['fifth-turn', 'streak-7', 'streak-30']

/** `score` is null when nothing could check the turn; `turnOfDay` counts from 1; `given` are the reasons of this day so far. */
export function awardsFor(turn: {
  readonly score: number | null
  readonly turnOfDay: number
  readonly streakDays: number
  readonly given: readonly StarReason[]
}): Award[] {
  const streakGiven = turn.given.includes('streak-7') || turn.given.includes('streak-30')
  const awards: Award[] = [{ reason: 'turn', stars: 1 }]
  if (turn.score !== null && turn.score >= cleanScore) awards.push({ reason: 'clean', stars: 1 })
  if (turn.turnOfDay >= 5 && !turn.given.includes('fifth-turn')) awards.push({ reason: 'fifth-turn', stars: 5 })
  if (turn.streakDays >= 30 && !streakGiven) awards.push({ reason: 'streak-30', stars: 5 })
  else if (turn.streakDays >= 7 && !streakGiven) awards.push({ reason: 'streak-7', stars: 2 })
  return awards
}
