/** Who the tutor is: a name, a way of addressing the learner, and openings. Written as content. */
import type { Gender } from './learner.ts'
import type { Line } from './scenario.ts'

export type Persona = {
  readonly code: string
  readonly name: string
  /** *Ty* to a friend, *vy* to a stranger. */
  readonly address: 'ty' | 'vy'
  /** The tutor's own grammatical gender; masculine where it is not said. */
  readonly gender?: Gender
  /** Who they are, for a model that plays them. */
  readonly character: string
  /** What opens a free conversation; the last sentence of each is a question. */
  readonly openings: readonly (readonly Line[])[]
}
