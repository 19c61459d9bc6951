/**
 * Whether those who had one variant fared otherwise than those who had another, by more than chance would have it. Variants are drawn by learner, and a learner's turns
 * resemble each other: so it is learners that are counted as independent, not turns.
 */

/** What is compared: when the first sound came after the learner had said all, what the turn cost, and its score. */
export const compareds = ['firstSoundMs', 'microUsd', 'score'] as const
export type Compared = (typeof compareds)[number]

/** Of one figure: how many values of how many learners; their sum; and over learners, of each one's sum s and count n, the sums of s², s·n and n². */
export type Sums = { readonly count: number; readonly learners: number; readonly sum: number; readonly squares: number; readonly crossed: number; readonly counts: number }

/** `lowest` and `highest`: where the difference is with 95 % confidence. Null where there are too few learners to tell. */
export type Comparison = { readonly difference: number; readonly lowest: number; readonly highest: number; readonly verdict: 'more' | 'less' | 'chance' } | null

/** Below it the spread among them is a guess, and the normal distribution is not theirs. */
export const learnersMin = 20
/** Of the standard normal distribution, 95 % lie so many deviations around the middle. */
const deviations = 1.96

export const meanOf = ({ count, sum }: Pick<Sums, 'count' | 'sum'>): number | null => (count === 0 ? null : sum / count)

/** The difference of means, `of` less `from`, with its interval. */
export function compared(of: Sums, from: Sums): Comparison {
  if (of.learners < learnersMin || from.learners < learnersMin) return null
  const difference = of.sum / of.count - from.sum / from.count
  const reach = deviations * Math.sqrt(varianceOfMean(of) + varianceOfMean(from))
  const [lowest, highest] = [difference - reach, difference + reach]
  return { difference, lowest, highest, verdict: lowest > 0 ? 'more' : highest < 0 ? 'less' : 'chance' }
}

/** Of a ratio of sums over clusters, by linearisation: Cochran, Sampling Techniques, 3rd ed., 6.3. */
function varianceOfMean({ count, learners, sum, squares, crossed, counts }: Sums): number {
  const mean = sum / count
  const residuals = Math.max(0, squares - 2 * mean * crossed + mean * mean * counts)
  return ((learners / (learners - 1)) * residuals) / (count * count)
}
