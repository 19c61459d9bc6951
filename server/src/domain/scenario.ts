/**
 * Role plays written as content: who plays whom, in which phases, what the learner should manage in each.
 *
 * A run is cumulative: an objective once reached stays reached. `advance` reads the learner's utterance and answers
 * where the scene stands now; which sentence the tutor says next is the mind's affair.
 */
import type { Level, Tongue, Translated } from './language.ts'
import type { Style } from './learner.ts'
import { matches, strengthOf, wordsOf, type Stems } from './listening.ts'

/** A line of the tutor's. `simpler` says the same to somebody who did not understand. */
export type Line = Translated & {
  readonly simpler?: Translated
  /** Said to learners of this level and above. */
  readonly from?: Level
  /** Said in this style only. */
  readonly style?: Style
  /** Of a question: what follows a yes, a no; what earlier utterance makes it needless; the objective it is after; the one it builds upon. */
  readonly yes?: Line
  readonly no?: Line
  readonly known?: Stems
  readonly after?: string
  readonly needs?: string
  /** Of a question: a bare name answers it. */
  readonly expects?: 'name'
}

/** What the learner should manage; `when` are stems that reach it, with `here` only while its phase is played, as `answers` do. */
export type Objective = {
  readonly code: string
  readonly text: Translated
  readonly when: Stems
  readonly here?: boolean
  readonly answers?: Stems
  /** What the tutor says when it is reached. */
  readonly say?: readonly Line[]
}

/** A reaction to particular stems in what the learner said, and possibly a way into another phase. */
export type Branch = { readonly when: Stems; readonly say: readonly Line[]; readonly go?: string }

export type Phase = {
  readonly code: string
  readonly objectives: readonly Objective[]
  /** Questions that keep the phase going, in order; each ends with a question mark. */
  readonly ask: readonly Line[]
  readonly branches: readonly Branch[]
  readonly hints: readonly Translated[]
}

export type Scenario = {
  readonly code: string
  readonly title: Translated
  readonly level: Level
  readonly roles: { readonly tutor: Translated; readonly learner: Translated }
  /** How the tutor's role addresses the learner's. */
  readonly address?: 'ty' | 'vy'
  readonly opening: readonly Line[]
  readonly phases: readonly Phase[]
  /** Reactions that hold in every phase. */
  readonly branches?: readonly Branch[]
  /** What the tutor says to words that nothing else answers; `{word}` is one of them. */
  readonly nods?: readonly Line[]
  /** What the role says to a question it cannot answer, and to what it did not understand. */
  readonly asked?: readonly Line[]
  readonly lost?: readonly Line[]
  /** Questions for when all that a phase needs was asked. */
  readonly meanwhile?: readonly Line[]
  readonly closing: readonly Line[]
  readonly words: readonly { readonly word: string; readonly translation: Translated; readonly example: string }[]
  readonly culture: readonly Translated[]
}

/** Where a run stands. `reached` holds objective codes in the order they were reached; `stayed` counts utterances in the phase. */
export type SceneState = { readonly code: string; readonly phase: string; readonly reached: readonly string[]; readonly done: boolean; readonly stayed?: number }

/** A run as the learner sees it, in their tongue. */
export type SceneReport = {
  readonly code: string
  readonly phase: string
  readonly objectives: readonly { readonly text: string; readonly done: boolean }[]
  readonly hints: readonly string[]
  readonly done: boolean
}

/** After so many utterances a phase is left, reached or not, so that nobody is stuck. */
export const staysMax = 5

export function begin(scenario: Scenario): SceneState {
  return { code: scenario.code, phase: scenario.phases[0]!.code, reached: [], done: false, stayed: 0 }
}

/** Where the scene stands after the utterance. */
export function advance(scenario: Scenario, state: SceneState, utterance: string): SceneState {
  const words = wordsOf(utterance)
  const here = phaseOf(scenario, state)
  if (state.done || !here || words.length === 0) return state
  const reached = [...state.reached, ...newlyReached(scenario, state, words)]
  const stayed = (state.stayed ?? 0) + 1
  const go = branchOf(scenario, state, words)?.go
  const target = go === undefined ? -1 : scenario.phases.findIndex(({ code }) => code === go)
  let at = scenario.phases.indexOf(here)
  if (target >= 0) at = target
  else if (stayed >= staysMax) at += 1
  while (at < scenario.phases.length && isComplete(scenario.phases[at]!, reached)) at += 1
  const phase = scenario.phases[at]
  if (!phase) return { code: state.code, phase: scenario.phases.at(-1)!.code, reached, done: true, stayed }
  return { code: state.code, phase: phase.code, reached, done: false, stayed: phase === here ? stayed : 0 }
}

export function reportOf(scenario: Scenario, state: SceneState, tongue: Tongue): SceneReport {
  const objectives = scenario.phases.flatMap((phase) => phase.objectives.map(({ code, text }) => ({ text: text[tongue], done: state.reached.includes(code) })))
  const hints = state.done ? [] : (phaseOf(scenario, state)?.hints ?? []).map((hint) => hint[tongue])
  return { code: state.code, phase: state.phase, objectives, hints, done: state.done }
}

export const phaseOf = (scenario: Scenario, state: SceneState): Phase | undefined => scenario.phases.find(({ code }) => code === state.phase)

/** The branch that accounts for most of the words: of the phase, or else one that holds everywhere. */
export function branchOf(scenario: Scenario, state: SceneState, words: readonly string[]): Branch | undefined {
  const branches = [...(phaseOf(scenario, state)?.branches ?? []), ...(scenario.branches ?? [])]
  let best: Branch | undefined
  for (const branch of branches) if (strengthOf(branch.when, words) > (best ? strengthOf(best.when, words) : 0)) best = branch
  return best
}

function newlyReached(scenario: Scenario, state: SceneState, words: readonly string[]): string[] {
  return scenario.phases.flatMap((phase) => {
    const isHere = phase.code === state.phase
    const reaches = ({ when, here, answers }: Objective) => ((!here || isHere) && matches(when, words)) || (isHere && answers !== undefined && matches(answers, words))
    return phase.objectives.filter((objective) => !state.reached.includes(objective.code) && reaches(objective)).map(({ code }) => code)
  })
}

const isComplete = (phase: Phase, reached: readonly string[]): boolean => phase.objectives.every(({ code }) => reached.includes(code))
