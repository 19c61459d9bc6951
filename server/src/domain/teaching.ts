/**
 * Tasks that the tutor sets one after the other, made of a rule of grammar or of words: to choose a form, to say a sentence
 * of one's own, to use a word, to explain it. A task that was not met is set once more, in other words.
 */
import { isQuestion, reactionTo, type Reaction } from './conversing.ts'
import { exerciseOf, type GrammarRule } from './drill.ts'
import type { Lesson } from './lesson.ts'
import { fold, wordsOf } from './listening.ts'
import { afterSaying, choose, next, type Asked, type Moment } from './line-choice.ts'
import type { RuleMode, WordsMode } from './mode.ts'
import type { Line } from './scenario.ts'
import { spread } from './spread.ts'
import type { Entry } from './vocabulary.ts'
import { plain, verbatim, withSlots, type Said, type Slots } from './wording.ts'

const timesSetMax = 2
/** One word is no sentence. */
const sentenceWordsMin = 2
/** *To druhé*, *ta první věta*. */
const placeWordsMax = 3

export type Task = {
  /** Ways to set it. */
  readonly ask: readonly Line[]
  /** Said before it is set for the first time. */
  readonly before: readonly Line[]
  readonly met: readonly Line[]
  readonly missed: readonly Line[]
  /** Said to a question that nobody can answer. */
  readonly asked: readonly Line[]
  /** Whether the learner's own sentence is wanted, which is taken up and said again rightly. */
  readonly isOwn: boolean
  /** How often it is set before the next one: once where the answer has been told by then. */
  readonly timesMax: number
  isMet(moment: Pick<Moment, 'utterance' | 'words' | 'lexicon'>): boolean
}

export function tasksOf({ mode, rules, words }: Lesson): readonly Task[] {
  switch (mode.way) {
    case 'rule':
      return rules.flatMap((rule, at) => ruleTasks(rule, mode, at === 0))
    case 'words':
      return [...words.map((entry) => toUse(entry, mode)), ...words.map((entry) => toDescribe(entry, mode))]
    case 'talk':
    case 'follow':
    case 'role':
      return []
  }
}

export function reactionToTask(moment: Moment, tasks: readonly Task[], asked: Asked | null): Reaction {
  const task = taskOf(tasks, asked)
  if (task === null) return { ...reactionTo(moment, asked), follow: [], topic: null }
  if (task.isMet(moment)) {
    const met = choose(task.met, moment)
    if (met || !task.isOwn) return reacting(met, task.isOwn)
    return { ...reactionTo(moment, asked), ask: null, follow: [], topic: null }
  }
  if (isQuestion(moment)) {
    const { react } = reactionTo(moment, asked)
    return { ...reacting(null, false), react: [...react, ...some(choose(task.asked, afterSaying(moment, react)))] }
  }
  return reacting(choose(task.missed, moment), task.isOwn)
}

const reacting = (said: Said | null, recast: boolean): Reaction => ({ react: some(said), ask: null, recast, follow: [], topic: null })

/** The task at hand once more where it was not met, else the next one with what comes before it. Null when none is left. */
export function nextTask(moment: Moment, tasks: readonly Task[], meanwhile: readonly Line[], asked: Asked | null): readonly Said[] | null {
  const isTold = ({ cs }: Line) => moment.told.includes(plain(cs, moment.wording))
  const furthest = tasks.findLastIndex(({ ask }) => ask.some(isTold))
  const current = tasks[furthest]
  const isDone = current === undefined || (taskOf(tasks, asked) === current && current.isMet(moment)) || current.ask.filter(isTold).length >= current.timesMax
  const again = isDone ? null : choose(current.ask, moment)
  if (again) return [again]
  for (const { ask, before } of tasks.slice(furthest + 1)) {
    const told = before.flatMap((line) => next([line], moment) ?? [])
    const question = choose(ask, afterSaying(moment, told))
    if (question) return [...told, question]
  }
  const last = next(meanwhile, moment)
  return last && [last]
}

/** Said where a sentence of the learner's own was without a mistake. */
export const praise = (moment: Moment, tasks: readonly Task[], lines: readonly Line[], asked: Asked | null): Said | null => {
  const task = taskOf(tasks, asked)
  return task?.isOwn && task.isMet(moment) ? choose(lines, moment) : null
}

const taskOf = (tasks: readonly Task[], asked: Asked | null): Task | null => tasks.find(({ ask }) => ask.some(({ cs }) => cs === asked?.line.cs)) ?? null

/** Each exercise is first chosen from, and then said in one's own way. */
function ruleTasks(rule: GrammarRule, mode: RuleMode, isFirst: boolean): Task[] {
  return rule.exercises.flatMap((text, at) => {
    const forms = formsOf(text, rule)
    const [first, second] = spread(text) % 2 === 0 ? [forms.sentence, forms.wrongSentence] : [forms.wrongSentence, forms.sentence]
    const slots = { first: verbatim(bare(first)), second: verbatim(bare(second)), sentence: verbatim(forms.sentence), example: verbatim(rule.examples[at % rule.examples.length]!.cs) }
    const asked = filledIn(mode.asked, slots)
    const before = at > 0 ? [] : isFirst ? [rule.rule] : [...mode.explain, rule.rule]
    const chosen: Task = {
      ask: filledIn(mode.choose, slots), asked, before, met: filledIn(mode.right, slots), missed: filledIn(mode.wrong, slots), isOwn: false, timesMax: 1,
      isMet: ({ utterance }) => isChosen(utterance, forms, first === forms.sentence),
    }
    const own: Task = { ask: filledIn(mode.own, slots), asked, before: [], met: [], missed: filledIn(mode.short, slots), isOwn: true, timesMax: timesSetMax, isMet: isSentence }
    return [chosen, own]
  })
}

/** The whole words in which the right sentence and a wrong one differ. */
type Forms = { readonly sentence: string; readonly wrongSentence: string; readonly right: string; readonly wrong: string }

function formsOf(text: string, { rule, code }: GrammarRule): Forms {
  const { sentence, pieces: [before = '', after = ''], options } = exerciseOf('choose', [text], rule, code)
  const right = sentence.slice(before.length, sentence.length - after.length)
  const wrong = options.find((option) => option !== right) ?? right
  const around = (form: string) => `${/\p{L}*$/u.exec(before)![0]}${form}${/^\p{L}*/u.exec(after)![0]}`
  return { sentence, wrongSentence: before + wrong + after, right: around(right), wrong: around(wrong) }
}

/** By the form, or by its place: *první*, *to druhé*. A form that differs in diacritics alone has to have them. */
function isChosen(utterance: string, { right, wrong }: Forms, isFirst: boolean): boolean {
  const has = (of: (text: string) => string, form: string) => ` ${wordsWritten(of(utterance)).join(' ')} `.includes(` ${wordsWritten(of(form)).join(' ')} `)
  const isSaid = (of: (text: string) => string) => has(of, right) && !has(of, wrong)
  const exactly = (text: string) => text.normalize('NFC').toLowerCase()
  if (isSaid(exactly) || (fold(right) !== fold(wrong) && isSaid(fold))) return true
  const words = wordsOf(utterance)
  const names = (stem: RegExp) => words.length <= placeWordsMax && words.some((word) => stem.test(word))
  return names(isFirst ? /^(?:prvni|1)/ : /^(?:druh|2)/)
}

const wordsWritten = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

const isSentence = ({ words }: Pick<Moment, 'words'>): boolean => words.length >= sentenceWordsMin

function toUse(entry: Entry, mode: WordsMode): Task {
  const slots = slotsOf(entry)
  const isWord = (word: string, { lexicon }: Pick<Moment, 'lexicon'>) => lexicon.find(word)?.word === entry.word || entry.forms.some((form) => fold(form) === fold(word))
  return {
    ask: filledIn(mode.use, slots), before: [], met: filledIn(mode.used, slots), missed: filledIn(mode.missed, slots), asked: filledIn(mode.asked, slots), isOwn: true, timesMax: timesSetMax,
    isMet: (moment) => isSentence(moment) && wordsWritten(moment.utterance).some((word) => isWord(word, moment)),
  }
}

function toDescribe(entry: Entry, mode: WordsMode): Task {
  const slots = slotsOf(entry)
  const asked = filledIn(mode.asked, slots)
  return { ask: filledIn(mode.describe, slots), before: [], met: filledIn(mode.described, slots), missed: asked, asked, isOwn: true, timesMax: timesSetMax, isMet: isSentence }
}

/** The word with what it means, where the line is translated. */
function slotsOf({ word, translation: { en, uk, ru }, example }: Entry): Slots {
  return { word: { cs: word, en: `${word} (${en})`, uk: `${word} (${uk})`, ru: `${word} (${ru})` }, example: verbatim(example) }
}

const filledIn = (lines: readonly Line[], slots: Slots): Line[] =>
  lines.map((line) => ({ ...withSlots(line, slots), ...(line.simpler && { simpler: withSlots(line.simpler, slots) }) }))

const bare = (sentence: string): string => sentence.replace(/[.?!]$/u, '')
const some = (said: Said | null): readonly Said[] => (said ? [said] : [])
