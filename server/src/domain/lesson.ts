/** What a talk in a mode is about: chosen when it begins, and found again at every reply. */
import type { GrammarRule } from './drill.ts'
import { atLeast, levels, type Level, type Translated } from './language.ts'
import type { Mode, ModeState } from './mode.ts'
import type { Topic } from './small-talk.ts'
import type { Entry, Vocabulary } from './vocabulary.ts'

/** So many words are used, and then explained, in some twenty turns. */
const wordsMax = 8
/** Eight turns each. */
const rulesMax = 6

export type Lesson = { readonly mode: Mode; readonly rules: readonly GrammarRule[]; readonly words: readonly Entry[] }

export type Material = {
  readonly topics: ReadonlyMap<string, Topic>
  readonly grammar: ReadonlyMap<string, GrammarRule>
  readonly vocabulary: Vocabulary
}

/** What a mode can be about: topics of small talk, rules, topics that have words; a role brings its own. */
export function topicsOf({ way }: Mode, { topics, grammar, vocabulary }: Material): readonly { readonly code: string; readonly title: Translated }[] {
  switch (way) {
    case 'talk':
    case 'follow':
      return [...topics.values()]
    case 'rule':
      return [...grammar.values()]
    case 'words': {
      const named = new Set([...vocabulary.values()].map(({ topic }) => topic))
      return [...topics.values()].filter(({ code }) => named.has(code))
    }
    case 'role':
      return []
  }
}

export type Wish = { readonly topic: string | null; readonly level: Level; readonly choice: number; readonly due: readonly string[] }

/** `due` are words whose cards are due, the longest first; `choice` is any whole number. */
export function chooseLesson(mode: Mode, { topic, level, choice, due }: Wish, material: Material): { readonly topic: string | null; readonly lesson: readonly string[] } {
  switch (mode.way) {
    case 'rule': {
      const rules = rulesFor(topic, level, choice, [...material.grammar.values()])
      return { topic: rules[0] ?? topic, lesson: rules }
    }
    case 'words':
      return wordsFor({ topic, level, choice, due }, mode, material)
    case 'talk':
    case 'follow':
    case 'role':
      return { topic, lesson: [] }
  }
}

/** The one asked for, else one of the learner's own level or the nearest below; then the others they can have met, the hardest first. */
function rulesFor(topic: string | null, level: Level, choice: number, all: readonly GrammarRule[]): string[] {
  const met = all.filter((rule) => atLeast(level, rule.level)).toSorted((one, other) => levels.indexOf(other.level) - levels.indexOf(one.level))
  const nearest = met.filter((rule) => rule.level === met[0]?.level)
  const first = all.find(({ code }) => code === topic) ?? nearest[choice % Math.max(1, nearest.length)] ?? all[0]
  return [...(first ? [first] : []), ...met.filter((rule) => rule !== first)].slice(0, rulesMax).map(({ code }) => code)
}

function wordsFor({ topic, level, choice, due }: Wish, mode: Mode, material: Material): { readonly topic: string | null; readonly lesson: readonly string[] } {
  const known = due.flatMap((word) => material.vocabulary.get(word.toLowerCase()) ?? []).filter((entry) => topic === null || entry.topic === topic)
  const dueWords = [...new Set(known.map(({ word }) => word))].slice(0, wordsMax)
  if (topic === null && dueWords.length === wordsMax) return { topic, lesson: dueWords }
  const offered = topicsOf(mode, material)
  const about = topic ?? offered[choice % Math.max(1, offered.length)]?.code ?? null
  const ofTopic = [...new Set(material.vocabulary.values())].filter((entry) => entry.topic === about && (entry.kind === 'noun' || entry.kind === 'activity') && !dueWords.includes(entry.word))
  const nearness = ({ level: of }: Entry) => Math.abs(levels.indexOf(level) - levels.indexOf(of))
  const fresh = rotated(ofTopic, choice).toSorted((one, other) => nearness(one) - nearness(other))
  return { topic: about, lesson: [...dueWords, ...fresh.map(({ word }) => word)].slice(0, wordsMax) }
}

type Written = Pick<Material, 'grammar' | 'vocabulary'>

/** Null for a mode that is no longer in the content. */
export function lessonOf(state: ModeState | null, written: Written & { readonly modes: ReadonlyMap<string, Mode> }): Lesson | null {
  const mode = state === null ? undefined : written.modes.get(state.code)
  return state === null || mode === undefined ? null : lessonIn(mode, state.lesson, written)
}

/** What is no longer in the content is left out. */
export const lessonIn = (mode: Mode, lesson: readonly string[], { grammar, vocabulary }: Written): Lesson => ({
  mode,
  rules: mode.way === 'rule' ? lesson.flatMap((code) => grammar.get(code) ?? []) : [],
  words: mode.way === 'words' ? lesson.flatMap((word) => vocabulary.get(word.toLowerCase()) ?? []) : [],
})

const rotated = <Item>(items: readonly Item[], by: number): Item[] => [...items.slice(by % Math.max(1, items.length)), ...items.slice(0, by % Math.max(1, items.length))]
