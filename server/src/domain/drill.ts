/**
 * Drills: what authors wrote, made into exercises that are played one by one.
 *
 * An answer is a list of numbers, whatever the kind, so that it is right where it is one of those that are.
 * - choose: which of the options
 * - find: which of the pieces is wrong
 * - order: all the pieces, in the order of the sentence
 * - commas: the pieces that a comma follows
 */
import { levels, type Level, type Translated } from './language.ts'
import { spread } from './spread.ts'

export const drillKinds = ['choose', 'find', 'order', 'commas'] as const
export type DrillKind = (typeof drillKinds)[number]

/**
 * `texts` are the sentence as it is right, and for *order* others that are as right. For *choose* and *find* it says in
 * braces what is right and what is not: `Jdu do {školy|škola}.`
 */
export type DrillItem = { readonly level: Level; readonly texts: readonly string[]; readonly why: Translated }
export type Drill = { readonly code: string; readonly kind: DrillKind; readonly title: Translated; readonly task: Translated; readonly items: readonly DrillItem[] }

/** `examples` are translated, `exercises` hold a gap as in *choose*. */
export type GrammarRule = {
  readonly code: string
  readonly level: Level
  readonly title: Translated
  readonly rule: Translated
  readonly examples: readonly Translated[]
  readonly exercises: readonly string[]
}

/** What is said among friends, and what it says in plain words. */
export type Slang = Translated & { readonly level: Level; readonly phrase: string; readonly example: string }

export type Exercise = {
  readonly kind: DrillKind
  /** The sentence as it is right. */
  readonly sentence: string
  /** What is shown: for *choose* what stands before the gap and behind it, or else words. */
  readonly pieces: readonly string[]
  readonly options: readonly string[]
  readonly right: readonly (readonly number[])[]
  readonly why: Translated
}

export const roundLength = 8
const dayMs = 86_400_000

/** A round fits the learner: no more than a level above theirs, unless there are too few. The same seed gives the same round. */
export function roundOf({ kind, items }: Drill, level: Level, seed: string): Exercise[] {
  const within = items.filter((item) => levels.indexOf(item.level) <= levels.indexOf(level) + 1)
  const fitting = within.length < roundLength ? items : within
  return shuffled(fitting, seed, ({ texts }) => texts[0]!).slice(0, roundLength).map((item) => exerciseOf(kind, item.texts, item.why, seed))
}

export const exercisesOf = ({ code, exercises, rule }: GrammarRule): Exercise[] => exercises.map((text) => exerciseOf('choose', [text], rule, code))

export function exerciseOf(kind: DrillKind, texts: readonly string[], why: Translated, seed: string): Exercise {
  const [text] = texts as readonly [string]
  switch (kind) {
    case 'choose': {
      const { before, forms, after } = marked(text)
      const options = shuffled(forms, seed + text, (form) => form)
      return { kind, sentence: before + forms[0]! + after, pieces: [before, after], options, right: [[options.indexOf(forms[0]!)]], why }
    }
    case 'find': {
      const { before, forms, after } = marked(text)
      const pieces = (before + forms[1]! + after).split(' ')
      return { kind, sentence: before + forms[0]! + after, pieces, options: [], right: [[before.split(' ').length - 1]], why }
    }
    case 'order': {
      const right = texts.map(looseWords)
      const pieces = apart(shuffled(right[0]!, seed + text, (word) => word), right)
      return { kind, sentence: text, pieces, options: [], right: right.map((words) => words.map((word) => pieces.findIndex((piece) => piece.toLowerCase() === word.toLowerCase()))), why }
    }
    case 'commas': {
      const written = text.split(' ')
      return { kind, sentence: text, pieces: written.map((word) => word.replace(/,$/, '')), options: [], right: [written.flatMap((word, at) => (word.endsWith(',') ? [at] : []))], why }
    }
  }
}

/** The same for one learner whichever process asks, and none again before they have had all. */
export const slangOf = (learnerId: string, day: string, all: readonly Slang[]): Slang | null => all[(spread(learnerId) + Date.parse(day) / dayMs) % all.length] ?? null

function marked(text: string): { readonly before: string; readonly forms: readonly string[]; readonly after: string } {
  const [, before, forms, after] = /^(.*)\{(.*)\}(.*)$/s.exec(text) as unknown as readonly [string, string, string, string]
  return { before, forms: forms.split('|'), after }
}

/** Neither the end of the sentence nor its capital tells where a word belongs. */
function looseWords(text: string): string[] {
  const bare = text.replace(/[.?!]$/, '')
  return (bare[0]!.toLowerCase() + bare.slice(1)).split(' ')
}

/** In an order that is not right already. */
function apart(words: readonly string[], right: readonly (readonly string[])[]): readonly string[] {
  const sentences = right.map((each) => each.join(' ').toLowerCase())
  const turned = words.map((_, by) => [...words.slice(by), ...words.slice(0, by)])
  return turned.find((each) => !sentences.includes(each.join(' ').toLowerCase())) ?? words
}

const shuffled = <Thing>(things: readonly Thing[], seed: string, nameOf: (thing: Thing) => string): Thing[] =>
  things.toSorted((one, other) => spread(`${nameOf(one)} ${seed}`) - spread(`${nameOf(other)} ${seed}`))
