/**
 * A sentence as its rules see it, and what a rule may propose about it.
 *
 * Rules read `form` (what the word is taken to be by now) and answer with proposals; they never see each other.
 */
import type { MistakeKind } from '../correction.ts'
import type { Gender } from '../learner.ts'
import type { Lexicon } from './lexicon.ts'
import type { Token } from './words.ts'

export type Slot = {
  readonly token: Token
  /** The word in lower case as it is understood so far; marks and numbers as they stand. */
  readonly form: string
}

/** Words that fill an explanation: `{preposition}`, `{case}`, `{lemma}`. */
export type Values = Readonly<Record<string, string>>

type Told = { readonly rule: string; readonly kind: MistakeKind; readonly confidence: number; readonly values?: Values }
export type Replace = Told & { readonly act: 'replace'; readonly at: number; readonly form: string }
/** `text` goes in before the slot: a comma to the word before it, a word to the word after it. */
export type Insert = Told & { readonly act: 'insert'; readonly at: number; readonly text: string }
/** The slots `from`…`from + order.length` in another order, or with `text` in their place. */
export type Move = Told & { readonly act: 'move'; readonly from: number; readonly order: readonly number[]; readonly text?: string }
export type Proposal = Replace | Insert | Move

/** `speaker` is whose sentence it is, where that is known. */
export type Rule = (sentence: readonly Slot[], lexicon: Lexicon, speaker: Gender | null) => Proposal[]

export const isWord = (slot: Slot | undefined): slot is Slot => slot?.token.kind === 'word'
