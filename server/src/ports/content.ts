/** What authors wrote. */
import type { ChatTexts } from '../domain/chat-texts.ts'
import type { Drill, GrammarRule, Slang } from '../domain/drill.ts'
import type { Language, Level, Translated } from '../domain/language.ts'
import type { NoticeTexts } from '../domain/letter.ts'
import type { Mode } from '../domain/mode.ts'
import type { Persona } from '../domain/persona.ts'
import type { Phrase } from '../domain/phrase.ts'
import type { PrivacyTexts } from '../domain/privacy.ts'
import type { Scenario } from '../domain/scenario.ts'
import type { SignInTexts } from '../domain/sign-in-letter.ts'
import type { SmallTalk } from '../domain/small-talk.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'

/** What authors wrote for one language: plain files, read and checked once, before anything opens. */
export type LanguageContent = {
  readonly language: Language
  readonly personas: ReadonlyMap<string, Persona>
  readonly scenarios: ReadonlyMap<string, Scenario>
  readonly modes: ReadonlyMap<string, Mode>
  readonly smallTalk: SmallTalk
  readonly vocabulary: Vocabulary
  /** What words mean: those of the vocabulary, and thousands that nobody talks about. */
  readonly glossary: Vocabulary
  /** Lower-case forms that are common in the language, beside those of the vocabulary. */
  readonly commonForms?: ReadonlySet<string>
  /** Three sentences, easiest first; "I could say this" tells the level. */
  readonly levelExamples: readonly { readonly level: Level; readonly sentence: Translated }[]
  /** Of which one a day is offered. */
  readonly phrases: readonly Phrase[]
  readonly drills: ReadonlyMap<string, Drill>
  readonly grammar: ReadonlyMap<string, GrammarRule>
  /** Of which one is the day's. */
  readonly slang: readonly Slang[]
  /** What learners are told by letter, in a chat or by their browser. */
  readonly notices: NoticeTexts
  /** The letter by which somebody signs in. */
  readonly signIn: SignInTexts
  /** What is said in messengers besides the conversation. */
  readonly chat: ChatTexts
  /** What happens with a learner's words, and what is kept of them. */
  readonly privacy: PrivacyTexts
  /** The page at an address where there is nothing. */
  readonly absent: Readonly<Record<'title' | 'text' | 'home', Translated>>
}

export type Content = { in(language: Language): LanguageContent }
