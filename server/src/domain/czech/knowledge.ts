/** Content and a dictionary made into what the ear knows. */
import type { AloneWeights } from './alone.ts'
import type { Knowledge } from './check.ts'
import type { ContextWeights } from './context.ts'
import type { Dictionary } from './dictionary.ts'
import type { Texts } from './explain.ts'
import { formIndex } from './near-forms.ts'
import { grammar, type GrammarContent } from './grammar.ts'
import { type DeterminerContent, lexicon, type NounContent } from './lexicon.ts'
import type { RuleWeights } from './rule-weights.ts'
import type { SpellingWeights } from './spelling.ts'
import { verbs, type VerbContent } from './verbs.ts'

/** The ear's content files, read and not yet made into anything. */
export type EarContent = {
  readonly counts: ReadonlyMap<string, number>
  readonly contextWeights: ContextWeights
  readonly weights: SpellingWeights
  readonly ruleWeights: RuleWeights
  readonly aloneWeights: AloneWeights
  readonly grammar: GrammarContent
  readonly verbs: VerbContent
  readonly nouns: NounContent
  readonly determiners: DeterminerContent
  readonly texts: Texts
}

export function knowledge(content: EarContent, dictionary: Dictionary): Knowledge {
  const index = formIndex(content.counts)
  const ownVerbs = verbs(content.verbs)
  const tables = grammar(content.grammar, (form) => ownVerbs.finite(form).length > 0)
  const words = lexicon({ grammar: tables, verbs: ownVerbs, nouns: content.nouns, determiners: content.determiners, index, dictionary })
  const { weights, ruleWeights, aloneWeights, texts, contextWeights } = content
  return { index, contextWeights, isCommon: index.hasKey, weights, ruleWeights, aloneWeights, texts, dictionary, lexiconOver: words.over }
}
