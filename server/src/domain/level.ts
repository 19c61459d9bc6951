/** The level, refined once by how the first turns went: three example sentences tell only so much. */
import { levels, type Level } from './language.ts'

/** After so many turns the level is looked at again. */
export const turnsToRefine = 5

/** From here on a learner chooses their level themselves: a few turns cannot tell C1 from B2. */
const highest: Level = 'B2'

/** The level that the first turns speak for; one step at most. A turn that could not be checked has no score. */
export function refined(level: Level, turns: readonly { readonly score: number | null; readonly words: number }[]): Level {
  const scores = turns.flatMap(({ score }) => (score === null ? [] : [score]))
  if (scores.length < turnsToRefine) return level
  const score = mean(scores)
  const words = mean(turns.map((turn) => turn.words))
  const at = levels.indexOf(level)
  if (score >= 95 && words >= 4 + 2 * at && at < levels.indexOf(highest)) return levels[at + 1]!
  if (score < 60 && at > 0) return levels[at - 1]!
  return level
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
