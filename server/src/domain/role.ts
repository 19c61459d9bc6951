/** A role that the tutor plays in a mode: it asks for one thing after the other, follows up, and keeps to what it wants. */
import { bestOf, reactionTo, type Reaction } from './conversing.ts'
import { matches, wordsOf } from './listening.ts'
import { afterSaying, choose, next, type Asked, type Moment } from './line-choice.ts'
import type { Move, RoleMode } from './mode.ts'
import { beyondGreeting, inRole } from './playing.ts'
import type { Line } from './scenario.ts'
import { plain, type Said } from './wording.ts'

/** A shorter answer is asked on about. */
const briefWordsMax = 4

export function reactionInRole(moment: Moment, mode: RoleMode, asked: Asked | null): Reaction {
  if (isTold(mode.closing[0], moment)) return { ...reactionTo(moment, asked), follow: [], topic: null }
  const cue = bestOf([...(moveOf(mode, asked)?.cues ?? []), ...mode.cues], beyondGreeting(moment.words))
  const { said, isUnderstood } = inRole(moment, mode, (slots) => [() => (cue ? choose(cue.say, moment, slots) : null)], cue !== null)
  return { react: said ? [said] : [], ask: null, recast: isUnderstood, follow: cue?.ask ?? [], topic: null }
}

/** The follow-up to what was answered, or the next move; when all were made, the role takes its leave and goes on chatting. Null when nothing is left. */
export function questionInRole(moment: Moment, mode: RoleMode, reaction: Reaction, asked: Asked | null): readonly Said[] | null {
  const open = (lines: readonly Line[]) => lines.filter(({ known }) => known === undefined || ![...moment.earlier, moment.utterance].some((said) => matches(known, wordsOf(said))))
  const here = moveOf(mode, asked)
  const isAnswerToMove = here !== null && asked !== null && here.ask.includes(asked.line)
  const followUp = reaction.ask ?? next(open(reaction.follow), moment) ?? (isAnswerToMove && moment.words.length <= briefWordsMax ? next(open(here.more), moment) : null)
  if (followUp) return [followUp]
  const furthest = mode.moves.findLastIndex(({ ask }) => ask.some((line) => isTold(line, moment)))
  for (const { ask } of mode.moves.slice(furthest + 1)) {
    const question = choose(open(ask), moment)
    if (question) return [question]
  }
  const leave = mode.closing.flatMap((line) => next([line], moment) ?? [])
  const last = next(mode.meanwhile, afterSaying(moment, leave))
  if (leave.at(-1)?.text.endsWith('?')) return leave
  return last ? [...leave, last] : null
}

export const roleQuestions = ({ moves, cues, closing, meanwhile }: RoleMode): Line[] =>
  [...moves.flatMap(({ ask, more, cues: own }) => [...ask, ...more, ...own.flatMap((cue) => cue.ask)]), ...cues.flatMap(({ ask }) => ask), ...closing, ...meanwhile].filter(({ cs }) => cs.endsWith('?'))

const isTold = (line: Line | undefined, { told, wording }: Moment): boolean => line !== undefined && told.includes(plain(line.cs, wording))

function moveOf({ moves }: RoleMode, asked: Asked | null): Move | null {
  if (asked === null) return null
  return moves.find(({ ask, more, cues }) => [...ask, ...more, ...cues.flatMap((cue) => cue.ask)].includes(asked.line)) ?? null
}
