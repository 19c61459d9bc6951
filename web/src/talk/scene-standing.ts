/** How far a scene is: it may be over with something left unreached. */
import type { Talk } from './turn.ts'

type Played = Pick<NonNullable<Talk['scene']>, 'done' | 'objectives'>

export function standingIn({ done, objectives }: Played): 'playing' | 'managed' | 'over' {
  if (!done) return 'playing'
  return objectives.every((objective) => objective.done) ? 'managed' : 'over'
}
