/**
 * Ways in which a talk is led, written as content. What the tutor does in one is told by its `way`:
 *
 * - talk: small talk, in which the tutor leads from one topic to another
 * - follow: small talk, in which the learner leads
 * - role: the tutor plays somebody who wants something of the learner, move by move
 * - rule: a rule of grammar is explained, tried, and put into sentences of the learner's own
 * - words: words are given one by one, to be used
 */
import { atLeast, type Level, type Translated } from './language.ts'
import type { Line } from './scenario.ts'
import type { Cue } from './small-talk.ts'
import { sayable, type Wording } from './wording.ts'

export const modeWays = ['talk', 'follow', 'role', 'rule', 'words'] as const
export type ModeWay = (typeof modeWays)[number]

/** What begins a talk with learners of this level and above. */
export type ModeOpening = { readonly from: Level; readonly lines: readonly Line[] }

/** What the tutor's role asks for, how it asks on where little is answered, and what it says to particular answers. */
export type Move = { readonly ask: readonly Line[]; readonly more: readonly Line[]; readonly cues: readonly Cue[] }

type About = {
  readonly code: string
  readonly name: Translated
  /** What a learner practises by it. */
  readonly purpose: Translated
  /** How the tutor addresses the learner in it, whoever the tutor is; the persona's way where it is not said. */
  readonly address?: 'ty' | 'vy'
  readonly openings: readonly ModeOpening[]
  /** What a model is told. */
  readonly brief: string
}

export type FollowMode = About & { readonly way: 'follow'; readonly invites: readonly Line[] }

export type RoleMode = About & {
  readonly way: 'role'
  readonly moves: readonly Move[]
  /** As those of a move, whatever was asked. */
  readonly cues: readonly Cue[]
  /** As in a scenario. */
  readonly nods: readonly Line[]
  readonly asked: readonly Line[]
  readonly lost: readonly Line[]
  readonly closing: readonly Line[]
  readonly meanwhile: readonly Line[]
}

/** `{first}` and `{second}` are the sentence with two forms, `{sentence}` the right one, `{example}` another with the rule in it. */
export type RuleMode = About & {
  readonly way: 'rule'
  readonly explain: readonly Line[]
  readonly choose: readonly Line[]
  readonly right: readonly Line[]
  readonly wrong: readonly Line[]
  readonly own: readonly Line[]
  readonly short: readonly Line[]
  readonly asked: readonly Line[]
  readonly clean: readonly Line[]
  readonly meanwhile: readonly Line[]
}

/** `{word}` is the word, `{example}` a sentence with it. */
export type WordsMode = About & {
  readonly way: 'words'
  readonly use: readonly Line[]
  readonly used: readonly Line[]
  readonly missed: readonly Line[]
  readonly describe: readonly Line[]
  readonly described: readonly Line[]
  readonly asked: readonly Line[]
  readonly clean: readonly Line[]
  readonly meanwhile: readonly Line[]
}

export type Mode = (About & { readonly way: 'talk' }) | FollowMode | RoleMode | RuleMode | WordsMode

/** The mode of a conversation; `lesson` is what it is about, in order: words, or codes of rules. */
export type ModeState = { readonly code: string; readonly lesson: readonly string[] }

/** The opening for the level: of those meant for the highest level that the learner has, one by `choice`. */
export function openingOf({ openings }: Mode, level: Level, wording: Wording, choice: number): readonly Line[] {
  const fitting = openings.filter(({ from, lines }) => atLeast(level, from) && lines.every((line) => sayable(line, wording)))
  const highest = fitting.filter(({ from }) => fitting.every((other) => atLeast(from, other.from)))
  return highest[choice % Math.max(1, highest.length)]?.lines ?? []
}

/** One of the lines that can be said, by `choice`; none where there is none. */
export function oneOf(lines: readonly Line[], wording: Wording, choice: number): readonly Line[] {
  const fitting = lines.filter((line) => sayable(line, wording))
  return fitting.slice(choice % Math.max(1, fitting.length)).slice(0, 1)
}
