/** Words worth keeping, with their forms and translations. Written as content. */
import type { NewWord } from './conversation.ts'
import { atLeast, meaningFor, type Level, type Translated } from './language.ts'
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
  /** False for the little words that nobody wants to learn one by one: *a*, *se*, *který*. */
  readonly offered?: boolean
}

/** Entries by every lower-case form of theirs. */
export type Vocabulary = ReadonlyMap<string, Entry>

export function vocabularyOf(entries: readonly Entry[]): Vocabulary {
  const byForm = new Map<string, Entry>()
  for (const entry of entries) for (const form of [entry.word, ...entry.forms]) if (!byForm.has(form.toLowerCase())) byForm.set(form.toLowerCase(), entry)
  for (const entry of entries) byForm.set(entry.word.toLowerCase(), entry)
  return byForm
}

/** The entry of a word as it is written in a right sentence, denied or not. */
export function entryOf(word: string, vocabulary: Vocabulary): Entry | null {
  const form = word.normalize('NFC').toLowerCase()
  return vocabulary.get(form) ?? (form.startsWith('ne') ? vocabulary.get(form.slice(2)) : undefined) ?? null
}

/** What is known of words as learners write them: without diacritics, with a wrong ending. */
export type Lexicon = {
  find(word: string): Entry | null
  /** Whether it is a right form of some entry. */
  has(word: string): boolean
  /** Whether it is written like that in Czech: an entry's form, a common form or a number. */
  isRight(word: string): boolean
  /** The same, diacritics aside. */
  knows(word: string): boolean
  /** The entry that has this meaning in another tongue. */
  meaning(word: string): Entry | null
  /** The entry that says what the word means, be it one that nobody talks about. */
  translated(word: string): Entry | null
}

/** Stems shorter than this are too common a beginning to guess by. */
const stemLengthMin = 5
const wrongEndingLengthMax = 3
/** *Španělsky* is no form of *Španělsko*. */
const adverb = /(?:sky|cky)$/
const numerals = /^(?:ne)?(?:nej)?(?:\p{N}+|\p{L}*(?:náct|nact|cet|desát|desat)(?:i|ého|ý|á|é)?|sto|sta|stě|set|tisíce?|miliony?)$/u

/** `common`: lower-case forms that are Czech although no entry has them. `glossary`: words that are only translated. */
export function lexiconOf(vocabulary: Vocabulary, common: ReadonlySet<string> = new Set(), glossary: Vocabulary = new Map()): Lexicon {
  const entries = new Set(vocabulary.values())
  const byFolded = new Map<string, Entry>()
  for (const [form, entry] of vocabulary) if (!byFolded.has(fold(form))) byFolded.set(fold(form), entry)
  const byStem = stemsOf(entries)
  const byMeaning = meaningsOf([...entries, ...new Set(glossary.values())])
  const commonFolded = new Set([...common].map(fold))
  const byWrongEnding = (word: string): Entry | null => {
    if (adverb.test(word)) return null
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
  const has = (word: string): boolean => vocabulary.has(word.toLowerCase())
  const isRight = (word: string): boolean => has(word) || common.has(word.toLowerCase()) || numerals.test(word.toLowerCase())
  const guessed = (word: string): Entry | null => byFolded.get(word) ?? denied(word) ?? byWrongEnding(word)
  const find = (word: string): Entry | null => vocabulary.get(word.toLowerCase()) ?? (common.has(word.toLowerCase()) ? byWrongEnding(fold(word)) : guessed(fold(word)))
  return {
    find, has, isRight,
    knows: (word) => isRight(word) || commonFolded.has(fold(word)) || find(word) !== null,
    meaning: (word) => byMeaning.get(word.toLowerCase()) ?? null,
    translated: (word) => vocabulary.get(word.toLowerCase()) ?? entryOf(word, glossary) ?? find(word),
  }
}

function stemsOf(entries: Iterable<Entry>): Map<string, Entry> {
  const byStem = new Map<string, Entry>()
  for (const entry of entries) {
    const stem = fold(entry.word).replace(/ se$/, '').replace(/[aeiouy]t?$/, '')
    if (stem.length >= stemLengthMin && !byStem.has(stem)) byStem.set(stem, entry)
  }
  return byStem
}

function meaningsOf(entries: Iterable<Entry>): Map<string, Entry> {
  const byMeaning = new Map<string, Entry>()
  for (const entry of entries) {
    for (const tongue of ['en', 'uk', 'ru'] as const) {
      for (const meaning of entry.translation[tongue].toLowerCase().split(/[,;]\s*/)) if (!byMeaning.has(meaning.replace(/^(?:to|an?|the) /, ''))) byMeaning.set(meaning.replace(/^(?:to|an?|the) /, ''), entry)
    }
  }
  return byMeaning
}

/** How many words of one reply are offered before those already known are taken out. */
const offersMax = 12

/** Words of the tutor's sentences that a learner of this level may not know, in the order they were said. */
export function wordsToLearn(said: readonly string[], vocabulary: Vocabulary, given: { readonly level: Level; readonly motherTongue: string }): NewWord[] {
  const offers = new Map<string, NewWord>()
  for (const form of said.join(' ').toLowerCase().match(/\p{L}+/gu) ?? []) {
    const entry = vocabulary.get(form)
    if (!entry || entry.offered === false || !atLeast(entry.level, given.level)) continue
    offers.set(entry.word, { word: entry.word, translation: meaningFor(entry.translation, given.motherTongue), example: entry.example })
  }
  return [...offers.values()].slice(0, offersMax)
}
