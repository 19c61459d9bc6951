/** A role play without a model: the tutor reacts to what was said, and asks for what the learner has yet to manage. */
import { choose, firstOf, next, type Asked, type Moment } from './line-choice.ts'
import { contentOf, feelingIn, isQuestion, type Reaction } from './conversing.ts'
import { matches, wordsOf } from './listening.ts'
import { branchOf, phaseOf, type Line, type Scenario, type SceneState } from './scenario.ts'
import { isCzech } from './unusual.ts'
import { hasSlots, plainly, worded, type Said, type Slots } from './wording.ts'

export type Scene = { readonly scenario: Scenario; readonly before: SceneState; readonly after: SceneState }

/** What is said to a role in the scene is answered in the role: nothing of small talk is. */
export function reactionInScene(moment: Moment, { scenario, before, after }: Scene): Reaction {
  const branch = branchOf(scenario, before, beyondGreeting(moment.words))
  const reached = scenario.phases.flatMap(({ objectives }) => objectives).filter(({ code }) => after.reached.includes(code) && !before.reached.includes(code))
  const { said, isUnderstood } = inRole(moment, scenario, (slots) => [
    () => (branch ? choose(branch.say, moment, slots) : null),
    () => choose(reached.at(-1)?.say ?? [], moment, slots),
  ], branch !== undefined || reached.length > 0)
  return { react: said ? [said] : [], ask: null, recast: isUnderstood, follow: [], topic: null }
}

type Role = Pick<Scenario, 'nods' | 'asked' | 'lost'>

/** What a role says: something of its own where that was meant, else a nod, or that it does not know or did not catch it. */
export function inRole(moment: Moment, role: Role, own: (slots: Slots) => readonly (() => Said | null)[], isMeant: boolean): { readonly said: Said | null; readonly isUnderstood: boolean } {
  const { entry, denied } = contentOf(moment, null)
  const slots: Slots = entry?.kind === 'noun' && !denied ? { word: { ...entry.translation, cs: entry.word } } : {}
  const nods = role.nods ?? []
  const asks = isQuestion(moment)
  const strange = moment.words.filter((word) => !isCzech(word, moment))
  const isUnderstood = isMeant || entry !== null || strange.length * 2 < moment.words.length
  const said = firstOf([
    ...own(slots),
    () => (asks ? null : choose(feelingIn(moment.talk.feelings, moment.words)?.say ?? [], moment)),
    () => (asks ? choose(role.asked ?? [], moment) : null),
    () => choose(nods.filter(hasSlots), moment, slots),
    () => (isUnderstood || moment.words.length <= 2 ? choose(nods.filter((line) => !hasSlots(line)), moment) : null),
    () => choose(role.lost ?? [], moment),
    () => choose(moment.talk.pools.lost, moment),
  ])
  return { said, isUnderstood }
}

const greetings = new Set(['dobry', 'den', 'vecer', 'dobre', 'rano', 'ahoj', 'zdravim'])

/** Whoever greets and says more is answered to what they say more. */
export function beyondGreeting(words: readonly string[]): readonly string[] {
  const from = words.findIndex((word) => !greetings.has(word))
  return from > 0 ? words.slice(from) : words
}

/** The next question of the phase that is still needed; the last one again, in other words, when there is none. */
export function questionInScene(moment: Moment, { scenario, after }: Scene): Said {
  const { talk, wording } = moment
  const open = (lines: readonly Line[]) => lines.filter((line) => isOpen(line, moment, after))
  const needed = open(phaseOf(scenario, after)?.ask ?? [])
  const small = scenario.meanwhile ?? []
  const others = open([...small, ...scenario.phases.flatMap(({ ask }) => ask)])
  return firstOf([
    () => (after.done ? next(scenario.closing.filter(({ cs }) => cs.endsWith('?')), moment) : null),
    () => next(needed, moment),
    () => next(open(small), moment),
    () => choose(needed.flatMap(({ simpler }) => (simpler ? [simpler] : [])), moment),
    ...needed.map((line) => () => choose(talk.pools.again, moment, { question: plainly(line, wording) })),
    ...[...needed, ...others, ...scenario.phases.flatMap(({ ask }) => ask)].map((line) => () => choose(talk.pools.more, moment, { question: plainly(line, wording) })),
  ]) ?? worded(talk.pools.easy.at(-1)!, wording)
}

/** Still worth asking: not answered, not told already, and what it builds upon has happened. */
const isOpen = ({ after, needs, known }: Line, { earlier, utterance }: Moment, { reached }: SceneState): boolean =>
  !(after !== undefined && reached.includes(after)) && !(needs !== undefined && !reached.includes(needs))
  && !(known !== undefined && [...earlier, utterance].some((said) => matches(known, wordsOf(said))))

/** What the tutor's role says when the scene is over, before its last question. */
export const farewell = (moment: Moment, { scenario }: Scene): Said | null => next(scenario.closing.filter(({ cs }) => !cs.endsWith('?')), moment)

export function sceneQuestions({ phases, opening, closing, meanwhile = [] }: Scenario): Asked[] {
  const inPhases = phases.flatMap(({ ask, branches }) => [...ask, ...branches.flatMap(({ say }) => say)])
  return [...opening, ...inPhases, ...meanwhile, ...closing].filter(({ cs }) => cs.endsWith('?')).map((line) => ({ line, topic: null }))
}
