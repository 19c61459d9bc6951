/** The level, from which example sentence the learner could say. */
import type { Home, Settings } from '@mluv/protocol/learner.ts'

export type LevelAnswer = {
  readonly code: string
  readonly level: Settings['level']
  readonly example: Home['levelExamples'][number] | null
  /** Nothing can be said yet: a scene leads. */
  readonly guided: boolean
}

/** Nothing yet first, then the examples from the easiest to the hardest. */
export function levelAnswers(examples: Home['levelExamples']): readonly LevelAnswer[] {
  return [
    { code: 'nothing', level: 'A1', example: null, guided: true },
    ...examples.toSorted((one, other) => one.level.localeCompare(other.level)).map((example) => ({ code: example.sentence, level: example.level, example, guided: false })),
  ]
}
