/** A role play without a model: the tutor reacts to what was said, and asks for what the learner has yet to manage. */
import { choose, firstOf, next, type Asked, type Moment } from './line-choice.ts'
import { bestOf, contentOf, isQuestion, type Reaction } from './conversing.ts'
import { branchOf, phaseOf, type Line, type Scenario, type SceneState } from './scenario.ts'
import { plainly, worded, type Said } from './wording.ts'

export type Scene = { readonly scenario: Scenario; readonly before: SceneState; readonly after: SceneState }

export function reactionInScene(moment: Moment, { scenario, before, after }: Scene): Reaction {
  const branch = branchOf(scenario, before, moment.words)
  const reached = scenario.phases.flatMap(({ objectives }) => objectives).filter(({ code }) => after.reached.includes(code) && !before.reached.includes(code))
  const { entry, denied } = contentOf(moment, null)
  const slots = entry ? { word: { ...entry.translation, cs: entry.word } } : undefined
  const said = firstOf([
    () => (branch ? choose(branch.say, moment) : null),
    () => choose(reached.at(-1)?.say ?? [], moment),
    () => (isQuestion(moment) ? choose(bestOf(moment.talk.answers, moment.words)?.say ?? moment.talk.pools.asked, moment) : null),
    () => (slots && !denied && entry?.kind === 'noun' ? choose((scenario.nods ?? []).filter(({ cs }) => cs.includes('{')), moment, slots) : null),
    () => (branch || reached.length > 0 || entry || moment.words.length <= 2 ? choose((scenario.nods ?? []).filter(({ cs }) => !cs.includes('{')), moment) : null),
    () => choose(moment.talk.pools.lost, moment),
  ])
  const isUnderstood = branch !== undefined || reached.length > 0 || entry !== null
  return { react: said ? [said] : [], ask: null, recast: isUnderstood, follow: [], topic: null }
}

/** The next question of the phase that is still needed; the last one again, in other words, when there is none. */
export function questionInScene(moment: Moment, { scenario, after }: Scene): Said {
  const { talk, wording } = moment
  const needed = questionsNeeded(scenario, after)
  return firstOf([
    () => (after.done ? next(scenario.closing.filter(({ cs }) => cs.endsWith('?')), moment) : null),
    () => next(needed, moment),
    () => choose(needed.flatMap(({ simpler }) => (simpler ? [simpler] : [])), moment),
    ...needed.map((line) => () => choose(talk.pools.again, moment, { question: plainly(line, wording) })),
    ...[...needed, ...scenario.phases.flatMap(({ ask }) => ask)].map((line) => () => choose(talk.pools.more, moment, { question: plainly(line, wording) })),
  ]) ?? worded(talk.pools.easy.at(-1)!, wording)
}

/** What the tutor's role says when the scene is over, before its last question. */
export const farewell = (moment: Moment, { scenario }: Scene): Said | null => next(scenario.closing.filter(({ cs }) => !cs.endsWith('?')), moment)

export function sceneQuestions({ phases, opening, closing }: Scenario): Asked[] {
  return [...opening, ...phases.flatMap(({ ask, branches }) => [...ask, ...branches.flatMap(({ say }) => say)]), ...closing].filter(({ cs }) => cs.endsWith('?')).map((line) => ({ line, topic: null }))
}

function questionsNeeded(scenario: Scenario, after: SceneState): readonly Line[] {
  const phase = phaseOf(scenario, after)
  return (phase?.ask ?? []).filter((line) => line.after === undefined || !after.reached.includes(line.after))
}
