/**
 * What learners do in each scenario, and when they mean to do it. Nobody waits for an answer before the next thing is due: whoever is
 * answered late is late with all that follows, and every time is counted from when it was meant to begin.
 */
import type { Dice } from '../seeding/dice.ts'
import type { Presence, Shape } from './shapes.ts'

/** `write`, `speak` and `interrupt` are turns on the WebSocket, `upload` is one over HTTP; all others are calls. */
export const deeds = ['page', 'guest', 'home', 'connect', 'settings', 'open', 'write', 'speak', 'interrupt', 'upload', 'due', 'review', 'stats', 'progress', 'leaderboard', 'word'] as const
export type Deed = (typeof deeds)[number]
export const turns: ReadonlySet<Deed> = new Set(['write', 'speak', 'interrupt', 'upload'])

type Span = readonly [fromMs: number, toMs: number]
/** One of `does` is done so long after what was due before it. */
type Step = { readonly does: readonly Deed[]; readonly afterMs: Span }
export type Scenario = {
  readonly says: string
  readonly learners: number
  readonly minutes: number
  readonly shape: Shape
  /** How many come in a second where all come at the beginning. */
  readonly perSecond: number
  /** A visit. */
  readonly steps: readonly Step[]
  /** Before somebody's next visit. */
  readonly awayMs: Span
  /** Whether each visit is somebody's first. */
  readonly isNew: boolean
  /** Whether all are sent a reminder meanwhile. */
  readonly isReminded?: true
}

const step = (does: Deed | readonly Deed[], ...afterMs: Span): Step => ({ does: [does].flat(), afterMs })
const times = (count: number, each: Step): readonly Step[] => Array.from({ length: count }, () => each)
/** Two of three sentences are written, as in Telegram; who listens to an answer, reads what was wrong and thinks of a sentence takes half a minute. */
const talks = times(3, step(['write', 'write', 'speak'], 20_000, 40_000))

export const scenarios = {
  daily: {
    says: 'whoever practises every day: the first page, three turns, cards, statistics; a visit takes three minutes',
    learners: 1_000, minutes: 10, shape: 'steady', perSecond: 10, isNew: false, awayMs: [10_000, 30_000],
    steps: [step('home', 0, 0), step('connect', 300, 800), ...talks, step('due', 5_000, 15_000), ...times(5, step('review', 4_000, 10_000)), step('stats', 2_000, 6_000), step('progress', 100, 300)],
  },
  'first-visit': {
    says: 'whoever has never been here: the page, a guest, a level, a talk that is opened, two turns, a card',
    learners: 100, minutes: 5, shape: 'ramp', perSecond: 5, isNew: true, awayMs: [2_000, 5_000],
    steps: [
      step('page', 0, 0), step('guest', 500, 1_500), step('home', 50, 150), step('connect', 50, 150), step('settings', 3_000, 8_000), step('open', 1_000, 4_000),
      ...times(2, step('write', 8_000, 20_000)), step('due', 3_000, 8_000), step('review', 3_000, 8_000), step('stats', 2_000, 5_000),
    ],
  },
  live: {
    says: 'whoever talks aloud all the time, and interrupts the tutor now and then',
    learners: 100, minutes: 5, shape: 'steady', perSecond: 10, isNew: false, awayMs: [0, 0],
    steps: [step('connect', 0, 0), ...times(9, step(['speak', 'speak', 'interrupt'], 8_000, 16_000)), step('home', 1_000, 3_000)],
  },
  morning: {
    says: 'everybody at once: the first page, the leaderboard, a turn, and reminders that go out meanwhile',
    learners: 1_000, minutes: 5, shape: 'spike', perSecond: 20, isNew: false, isReminded: true, awayMs: [20_000, 60_000],
    steps: [step('home', 0, 0), step('leaderboard', 1_000, 4_000), step('connect', 300, 800), step('write', 10_000, 30_000), step('stats', 10_000, 20_000), step('leaderboard', 1_000, 4_000)],
  },
  classic: {
    says: 'five recordings to two statistics to one word, with 2 to 5 s between them; 50 more learners a second',
    learners: 1_000, minutes: 3, shape: 'steady', perSecond: 50, isNew: false, awayMs: [0, 0],
    steps: [step([...Array<Deed>(5).fill('upload'), 'stats', 'stats', 'word'], 2_000, 5_000)],
  },
  smoke: {
    says: 'ten learners who do a little of everything, in less than half a minute',
    learners: 10, minutes: 0.15, shape: 'steady', perSecond: 10, isNew: false, awayMs: [500, 1_000],
    steps: [
      step('home', 0, 0), step('connect', 100, 300), step('write', 500, 1_500), step(['speak', 'interrupt'], 1_500, 2_500), step('due', 3_500, 4_000), step('review', 300, 600), step('review', 300, 600),
      step('stats', 100, 300), step('leaderboard', 100, 300), step('word', 100, 300), step('upload', 500, 1_000),
    ],
  },
} as const satisfies Readonly<Record<string, Scenario>>

export type ScenarioName = keyof typeof scenarios
export const isScenario = (given: string): given is ScenarioName => Object.hasOwn(scenarios, given)

export type Meant = { readonly does: Deed; /** From the beginning of the run. */ readonly dueMs: number; /** Whether a visit begins with it. */ readonly isFirst: boolean }

/** What later deeds stand on: whoever is found in the middle of a visit has done it. */
const lasting: ReadonlySet<Deed> = new Set(['connect', 'due'])

/** All that one learner means to do while they are there, in order. `isUnderway`: they are found somewhere in the middle of a visit, not at its beginning. */
export function* meant({ steps, awayMs }: Pick<Scenario, 'steps' | 'awayMs'>, { fromMs, untilMs }: Presence, roll: Dice, isUnderway = false): Generator<Meant, void> {
  const within = ([from, to]: Span) => from + (to - from) * roll.next()
  let skippedMs = isUnderway ? roll.next() * steps.reduce((sum, { afterMs: [from, to] }) => sum + (from + to) / 2, 0) : 0
  for (let dueMs = fromMs; ; dueMs += within(awayMs)) {
    for (const [at, { does, afterMs }] of steps.entries()) {
      const [waitMs, deed] = [within(afterMs), roll.pick(does)]
      dueMs += Math.max(0, waitMs - Math.max(0, skippedMs))
      skippedMs -= waitMs
      if (dueMs >= untilMs) return
      if (skippedMs <= 0 || lasting.has(deed)) yield { does: deed, dueMs, isFirst: at === 0 }
    }
    skippedMs = 0
  }
}
