/** A talk in a mode without a model: who leads it, and where to. */
import { questionAfter, reactionTo, type Reaction } from './conversing.ts'
import type { Correction } from './correction.ts'
import { chooseLesson, lessonIn, type Lesson, type Material, type Wish } from './lesson.ts'
import { choose, firstOf, type Asked, type Moment } from './line-choice.ts'
import { oneOf, openingOf, type Mode, type ModeState } from './mode.ts'
import { questionInRole, reactionInRole, roleQuestions } from './role.ts'
import type { Line } from './scenario.ts'
import { nextTask, praise, reactionToTask, tasksOf } from './teaching.ts'
import { plainly, type Said, type Wording } from './wording.ts'

/** What the tutor begins with: the mode's opening, and then the question of the topic, or the first task with what comes before it. */
export function beginningIn(mode: Mode, wish: Wish, wording: Wording, material: Material): { readonly lines: readonly Line[]; readonly topic: string | null; readonly mode: ModeState } {
  const { level, choice } = wish
  const opening = openingOf(mode, level, wording, choice)
  const { topic, lesson } = chooseLesson(mode, wish, material)
  const begun = { topic, mode: { code: mode.code, lesson } }
  const [task] = tasksOf(lessonIn(mode, lesson, material))
  if (task) return { ...begun, lines: [...opening, ...task.before, ...oneOf(task.ask, wording, choice)] }
  const leading = topic === null ? [] : oneOf(material.topics.get(topic)?.ask ?? [], wording, choice)
  return { ...begun, lines: leading.length > 0 ? [...opening.slice(0, -1), ...leading] : opening }
}

export function reactionInMode(moment: Moment, lesson: Lesson, asked: Asked | null): Reaction {
  const { mode } = lesson
  switch (mode.way) {
    case 'talk':
    case 'follow':
      return reactionTo(moment, asked)
    case 'role':
      return reactionInRole(moment, mode, asked)
    case 'rule':
    case 'words':
      return reactionToTask(moment, tasksOf(lesson), asked)
  }
}

/** What ends the reply; an old question in a new frame where the mode has nothing left to ask. */
export function questionInMode(moment: Moment, lesson: Lesson, reaction: Reaction, asked: Asked | null): readonly Said[] {
  const { mode } = lesson
  switch (mode.way) {
    case 'talk':
      return questionAfter(moment, reaction, asked)
    case 'follow':
      return questionAfter(moment, reaction, asked, mode.invites)
    case 'role':
      return questionInRole(moment, mode, reaction, asked) ?? anew(moment, lesson) ?? questionAfter(moment, reaction, asked)
    case 'rule':
    case 'words':
      if (reaction.ask) return [reaction.ask]
      return nextTask(moment, tasksOf(lesson), mode.meanwhile, asked) ?? anew(moment, lesson) ?? questionAfter(moment, reaction, asked)
  }
}

/** Said of a sentence that was right, once that is known. */
export function praiseInMode(moment: Moment, lesson: Lesson, correction: Correction, asked: Asked | null): Said | null {
  const { mode } = lesson
  const isRight = correction.findings.every(({ counted }) => !counted) && correction.questions.length === 0
  return (mode.way === 'rule' || mode.way === 'words') && isRight ? praise(moment, tasksOf(lesson), mode.clean, asked) : null
}

/** Every question of the mode, as it may have been asked. */
export function modeQuestions(lesson: Lesson): Asked[] {
  const { mode } = lesson
  const opened = mode.openings.flatMap(({ lines }) => lines).filter(({ cs }) => cs.endsWith('?'))
  return [...opened, ...ownQuestions(lesson)].map((line) => ({ line, topic: null }))
}

function ownQuestions(lesson: Lesson): readonly Line[] {
  const { mode } = lesson
  switch (mode.way) {
    case 'talk':
      return []
    case 'follow':
      return mode.invites
    case 'role':
      return roleQuestions(mode)
    case 'rule':
    case 'words':
      return [...tasksOf(lesson).flatMap(({ ask }) => ask), ...mode.meanwhile]
  }
}

function anew(moment: Moment, lesson: Lesson): readonly Said[] | null {
  const said = firstOf(ownQuestions(lesson).map((line) => () => choose(moment.talk.pools.more, moment, { question: plainly(line, moment.wording) })))
  return said && [said]
}
