/** Words worth keeping, with their forms and translations. Written as content. */
import type { NewWord } from './conversation.ts'
import { atLeast, tongueFor, type Level, type Translated } from './language.ts'
import { fold } from './listening.ts'

export type Entry = {
  readonly word: string
  readonly level: Level
  readonly forms: readonly string[]
  readonly translation: Translated
  readonly example: string
  /** A noun or an activity can be taken up by the tutor in this form; other words are only understood. */
  readonly kind?: 'noun' | 'activity' | 'other'
  /** The topic of small talk that the word leads to. */
  readonly topic?: string
}

/** Entries by every lower-case form of theirs. */
export type Vocabulary = ReadonlyMap<string, Entry>

export function vocabularyOf(entries: readonly Entry[]): Vocabulary {
  const byForm = new Map<string, Entry>()
  for (const entry of entries) for (const form of [entry.word, ...entry.forms]) if (!byForm.has(form.toLowerCase())) byForm.set(form.toLowerCase(), entry)
  for (const entry of entries) byForm.set(entry.word.toLowerCase(), entry)
  return byForm
}

/** Finds the entry of a word as learners write it: without diacritics, with a wrong ending. */
export type Lexicon = {
  find(word: string): Entry | null
  /** Whether it is a right form of some entry. */
  has(word: string): boolean
}

/** Stems shorter than this are too common a beginning to guess by. */
const stemLengthMin = 5
const wrongEndingLengthMax = 3

export function lexiconOf(vocabulary: Vocabulary): Lexicon {
  const byFolded = new Map<string, Entry>()
  const byStem = new Map<string, Entry>()
  for (const [form, entry] of vocabulary) if (!byFolded.has(fold(form))) byFolded.set(fold(form), entry)
  for (const entry of new Set(vocabulary.values())) {
    const stem = fold(entry.word).replace(/ se$/, '').replace(/[aeiouy]t?$/, '')
    if (stem.length >= stemLengthMin && !byStem.has(stem)) byStem.set(stem, entry)
  }
  const byWrongEnding = (word: string): Entry | null => {
    for (let length = word.length; length >= Math.max(stemLengthMin, word.length - wrongEndingLengthMax); length -= 1) {
      const entry = byStem.get(word.slice(0, length))
      if (entry) return entry
    }
    return null
  }
  const denied = (word: string): Entry | null => {
    const entry = word.startsWith('ne') ? byFolded.get(word.slice(2)) : undefined
    return entry && entry.kind !== 'noun' ? entry : null
  }
  return {
    find: (word) => vocabulary.get(word.toLowerCase()) ?? byFolded.get(fold(word)) ?? denied(fold(word)) ?? byWrongEnding(fold(word)),
    has: (word) => vocabulary.has(word.toLowerCase()),
  }
}

/** How many words of one reply are offered before those already known are taken out. */
const offersMax = 12

/** Words of the tutor's sentences that a learner of this level may not know, in the order they were said. */
export function wordsToLearn(said: readonly string[], vocabulary: Vocabulary, given: { readonly level: Level; readonly motherTongue: string }): NewWord[] {
  const offers = new Map<string, NewWord>()
  for (const form of said.join(' ').toLowerCase().match(/\p{L}+/gu) ?? []) {
    const entry = vocabulary.get(form)
    if (entry && atLeast(entry.level, given.level)) offers.set(entry.word, { word: entry.word, translation: entry.translation[tongueFor(given.motherTongue)], example: entry.example })
  }
  return [...offers.values()].slice(0, offersMax)
}
