/** What a learner reaches once and keeps: marks on the totals of everything they did. */

/** Lifetime totals; none of them ever falls but the streak. */
export type Totals = { readonly turns: number; readonly words: number; readonly stars: number; readonly streakDays: number }

export const achievements = {
  'first-turn': { of: 'turns', needed: 1 },
  'hundred-turns': { of: 'turns', needed: 100 },
  'thousand-turns': { of: 'turns', needed: 1_000 },
  'week-streak': { of: 'streakDays', needed: 7 },
  'month-streak': { of: 'streakDays', needed: 30 },
  'hundred-day-streak': { of: 'streakDays', needed: 100 },
  'thousand-words': { of: 'words', needed: 1_000 },
  'ten-thousand-words': { of: 'words', needed: 10_000 },
  'hundred-stars': { of: 'stars', needed: 100 },
  'thousand-stars': { of: 'stars', needed: 1_000 },
} as const satisfies Readonly<Record<string, { readonly of: keyof Totals; readonly needed: number }>>

export type AchievementCode = keyof typeof achievements
export type Achievement = { readonly code: AchievementCode; readonly earnedAtMs: number }

/** How far somebody is with a mark; what is reached once stays so, also when a streak has ended. */
export type MarkSoFar = { readonly code: AchievementCode; readonly done: number; readonly needed: number; readonly earnedAtMs: number | null }

export function marksSoFar(totals: Totals, earned: readonly Achievement[]): MarkSoFar[] {
  const earnedAt = new Map(earned.map(({ code, earnedAtMs }) => [code, earnedAtMs]))
  return (Object.keys(achievements) as AchievementCode[]).map((code) => {
    const { of, needed } = achievements[code]
    const earnedAtMs = earnedAt.get(code) ?? null
    return { code, needed, done: earnedAtMs === null ? Math.min(needed, totals[of]) : needed, earnedAtMs }
  })
}

/** What is reached now and was not before. */
export function newlyAchieved(before: Totals, after: Totals): AchievementCode[] {
  return (Object.keys(achievements) as AchievementCode[]).filter((code) => {
    const { of, needed } = achievements[code]
    return before[of] < needed && after[of] >= needed
  })
}
