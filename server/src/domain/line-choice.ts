/** Which of many authored lines is said now: one that fits, and that was not said before in this conversation. */
import { atLeast, type Level } from './language.ts'
import type { Style } from './learner.ts'
import type { Line } from './scenario.ts'
import type { Pool, SmallTalk, Topic } from './small-talk.ts'
import type { TongueSpoken } from './tongue-spoken.ts'
import type { Lexicon } from './vocabulary.ts'
import { hasSlots, plain, sayable, shapeOf, worded, type Said, type Slots, type Wording } from './wording.ts'

/** Everything a reply depends on. */
export type Moment = {
  readonly talk: SmallTalk
  readonly lexicon: Lexicon
  readonly wording: Wording
  readonly level: Level
  readonly style: Style
  readonly utterance: string
  /** The language of the utterance, where it is not Czech. */
  readonly spoken: TongueSpoken | null
  /** The folded words of the utterance. */
  readonly words: readonly string[]
  /** What the learner said before. */
  readonly earlier: readonly string[]
  /** What the tutor said before, and says already in this reply; and the last of it before. */
  readonly told: string
  readonly lastTold: string
  /** The topic that was asked for. */
  readonly topic: string | null
  /** Stands for chance: the same conversation chooses the same lines. */
  readonly seed: number
}

/** A line's moment after more was said. */
export const afterSaying = (moment: Moment, said: readonly Said[]): Moment => ({ ...moment, told: [moment.told, ...said.map(({ text }) => text)].join(' ') })

/** One of the lines by chance; null when all that fit were said. A frame whose words are new comes before one that is only filled anew. */
export function choose(lines: readonly Line[], moment: Moment, slots: Slots = {}): Said | null {
  const fresh = freshOf(lines, moment, slots)
  const unlike = fresh.filter((line) => !hasSlots(line) || !shapeOf(plain(line.cs, moment.wording)).test(moment.told))
  const from = unlike.length > 0 ? unlike : fresh
  const line = from[moment.seed % Math.max(1, from.length)]
  return line ? worded(line, moment.wording, slots) : null
}

/** The first of the lines that was not said: for questions that have an order. */
export function next(lines: readonly Line[], moment: Moment): Said | null {
  const line = freshOf(lines, moment, {})[0]
  return line ? worded(line, moment.wording) : null
}

/** The first choice that there is. */
export function firstOf(choices: readonly (() => Said | null)[]): Said | null {
  for (const choice of choices) {
    const said = choice()
    if (said) return said
  }
  return null
}

/** A question of ours as it was asked, and where it comes from. */
export type Asked = { readonly line: Line; readonly topic: Topic | null }

/** The last question in what was told; null when it is none of these lines. */
export function askedIn(told: string, lines: readonly Asked[], wording: Wording): Asked | null {
  let last: Asked | null = null
  let lastEnd = -1
  let lastLength = 0
  for (const asked of lines) {
    for (const { cs } of [asked.line, ...(asked.line.simpler ? [asked.line.simpler] : [])]) {
      const text = plain(cs, wording)
      const at = told.lastIndexOf(text)
      const end = at + text.length
      if (at < 0 || end < lastEnd || (end === lastEnd && text.length <= lastLength)) continue
      last = asked
      lastEnd = end
      lastLength = text.length
    }
  }
  return last
}

/** Questions that fit whatever was said. */
export const onwardPools = ['onward', 'onward-past', 'onward-ahead', 'onward-person', 'onward-place', 'onward-opinion'] as const satisfies readonly Pool[]

/** Every question of small talk. */
export function questionsOf(talk: SmallTalk): Asked[] {
  const withAnswers = (lines: readonly Line[], topic: Topic | null): Asked[] =>
    lines.flatMap((line) => [line, ...(line.yes ? [line.yes] : []), ...(line.no ? [line.no] : [])].map((each) => ({ line: each, topic })))
  return [
    ...[...talk.topics.values()].flatMap((topic) => withAnswers([...topic.leads, ...topic.ask, ...topic.cues.flatMap(({ ask }) => ask)], topic)),
    ...withAnswers([...talk.answers, ...talk.feelings].flatMap(({ ask }) => ask), null),
    ...withAnswers(['easy', 'danger-ask', 'goodbye-ask', 'turned', ...onwardPools].flatMap((pool) => talk.pools[pool as Pool]), null),
  ]
}

export const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?…][“”]?)\s+/u).filter((sentence) => sentence !== '')

function freshOf(lines: readonly Line[], moment: Moment, slots: Slots): Line[] {
  const told = new Set(sentencesOf(moment.told))
  return lines.filter((line) => {
    if (!sayable(line, moment.wording)) return false
    if (line.from !== undefined && !atLeast(moment.level, line.from)) return false
    if (line.style !== undefined && line.style !== moment.style) return false
    const { text } = worded(line, moment.wording, slots)
    return !/\{\p{L}+\}/u.test(text) && !moment.told.includes(text) && !sentencesOf(text).some((sentence) => told.has(sentence))
  })
}

/** FNV-1a, 32 bits. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash >>> 3
}
