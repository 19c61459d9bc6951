/** The learners who try the tutor: talks of ten lines, each line with what a judge has to know of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Level } from '../../server/src/domain/language.ts'
import type { Gender } from '../../server/src/domain/learner.ts'

export type LineKind = 'plain' | 'question' | 'lost' | 'foreign' | 'gibberish' | 'emotional' | 'greeting'

export type LearnerLine = {
  readonly say: string
  readonly kind: LineKind
  /** What the learner meant to say: every form that is right. Empty where the line is right, or nobody could judge it. */
  readonly correct: readonly string[]
  /** Folded stems of what a reply could pick up. */
  readonly content: readonly string[]
  /** Of an emotional line. */
  readonly mood: 'bad' | 'good' | 'mixed'
}

export type Talk = {
  readonly id: string
  readonly who: string
  readonly level: Level
  readonly tongue: string
  readonly gender: Gender
  readonly scenario: string | null
  readonly lines: readonly LearnerLine[]
}

type Written = Omit<Talk, 'lines' | 'scenario'> & {
  readonly scenario?: string
  readonly lines: readonly (Partial<Omit<LearnerLine, 'say' | 'correct'>> & { readonly say: string; readonly correct?: string | readonly string[] })[]
}

/** `learners`: sixty of them. `learners-fresh`: those whose lines nobody who mends the tutor has read. */
export function loadTalks(file: 'learners' | 'learners-fresh'): Talk[] {
  const written = parse(readFileSync(join(import.meta.dirname, `${file}.yaml`), 'utf8')) as Written[]
  return written.map((talk) => ({ ...talk, scenario: talk.scenario ?? null, lines: talk.lines.map(lineOf) }))
}

function lineOf({ say, kind = 'plain', correct = [], content = [], mood = 'bad' }: Written['lines'][number]): LearnerLine {
  return { say, kind, correct: typeof correct === 'string' ? [correct] : correct, content, mood }
}
