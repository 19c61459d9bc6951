/** The tables the rules read, as authors write them and as rules want them. */
import type { MistakeKind } from '../correction.ts'
import type { Case } from './paradigms.ts'
import { type WordListContent, type WordLists, wordLists } from './word-lists.ts'

export type ClauseOpener = {
  /** How sure a missing comma is, 0–1. */
  readonly sure: number
  readonly notAfter?: readonly string[]
  readonly after?: readonly string[]
  readonly before?: readonly string[]
  readonly wordsBefore?: number
  readonly relative?: boolean
  readonly clause?: boolean
  /** Some verb stands before it: *můj bratr ale nepřišel* has it inside its clause. */
  readonly verbBefore?: boolean
  readonly verbWithin?: number
}
/** A phrase that is meant otherwise. */
export type Choice = { readonly right: string; readonly sure: number; readonly kind?: MistakeKind }
/** A word of the dictionary that is hardly ever meant. */
export type Confusable = { readonly right: string; readonly sure: number; readonly after?: readonly string[]; readonly beforePast?: boolean; readonly notAfter?: readonly string[] }
export type GrammarContent = {
  readonly clauses: { readonly openers: Readonly<Record<string, ClauseOpener>>; readonly neverAfter: readonly string[] }
  readonly prepositions: {
    readonly prepositions: Readonly<Record<string, readonly Case[]>>
    readonly motionVerbs: readonly string[]
    readonly alwaysFirst: readonly string[]
    readonly accusativeAfterV: readonly string[]
  }
  readonly colloquial: { readonly words: Readonly<Record<string, string>>; readonly notAdjectives: readonly string[]; readonly kept: readonly string[] }
  readonly confusables: { readonly words: Readonly<Record<string, Confusable>> }
  readonly choices: { readonly phrases: Readonly<Record<string, Choice>> }
  readonly capitals: { readonly small: readonly string[]; readonly namesAfter: readonly string[]; readonly large: Readonly<Record<string, string>> }
  readonly foreign: { readonly words: readonly string[] }
  readonly lists: WordListContent
}

export type Grammar = {
  readonly clauseOpeners: ReadonlyMap<string, ClauseOpener>
  readonly commaNotAfter: ReadonlySet<string>
  readonly prepositions: ReadonlyMap<string, readonly Case[]>
  readonly motionVerbs: ReadonlySet<string>
  readonly alwaysFirst: ReadonlySet<string>
  /** How nouns and verbs begin with which *v* takes the accusative. */
  readonly accusativeAfterV: readonly string[]
  readonly colloquial: ReadonlyMap<string, string>
  readonly notAdjectives: ReadonlySet<string>
  /** Colloquial words that are left as they are. */
  readonly kept: ReadonlySet<string>
  readonly confusables: ReadonlyMap<string, Confusable>
  /** Wrong phrases of one to four words, in lower case. */
  readonly choices: ReadonlyMap<string, Choice>
  /** Stems of words that take no capital: days, months, languages, adjectives of nations. */
  readonly small: ReadonlySet<string>
  /** Stems of words that make a name of the adjective before them: *Česká republika*. */
  readonly namesAfter: readonly string[]
  readonly large: ReadonlyMap<string, string>
  readonly foreign: ReadonlySet<string>
  readonly lists: WordLists
  readonly isFinite: (form: string) => boolean
}

export function grammar(content: GrammarContent, isFinite: (form: string) => boolean): Grammar {
  return {
    clauseOpeners: new Map(Object.entries(content.clauses.openers)),
    commaNotAfter: new Set(content.clauses.neverAfter),
    prepositions: new Map(Object.entries(content.prepositions.prepositions)),
    motionVerbs: new Set(content.prepositions.motionVerbs),
    alwaysFirst: new Set(content.prepositions.alwaysFirst),
    accusativeAfterV: content.prepositions.accusativeAfterV,
    colloquial: new Map(Object.entries(content.colloquial.words)),
    notAdjectives: new Set(content.colloquial.notAdjectives),
    kept: new Set(content.colloquial.kept),
    confusables: new Map(Object.entries(content.confusables.words)),
    choices: new Map(Object.entries(content.choices.phrases)),
    small: new Set(content.capitals.small),
    namesAfter: content.capitals.namesAfter,
    large: new Map(Object.entries(content.capitals.large)),
    foreign: new Set(content.foreign.words),
    lists: wordLists(content.lists),
    isFinite,
  }
}
