/** Why something is wrong, in the learner's tongue and at their level: authored sentences with the words filled in. */
import { atLeast, type Level, type Tongue, type Translated } from '../language.ts'
import type { Values } from './proposal.ts'

/** `simple` for A1–A2, `full` with the rule's name from B1 on. */
export type Texts = {
  readonly rules: Readonly<Record<string, { readonly simple: Translated; readonly full: Translated }>>
  /** Names of cases and the like, which values refer to; `ask` and a case: the question it answers, for whom its name says nothing. */
  readonly terms: Readonly<Record<string, Translated>>
  readonly suggestions: { readonly diacritics: Translated }
}

export type Reader = { readonly level: Level; readonly tongue: Tongue }

/** Where the plain wording ends and grammar's own terms begin. */
const termsFrom: Level = 'B1'

export function explained(rule: string, values: Values, reader: Reader, texts: Texts): string {
  const text = texts.rules[rule]
  if (text === undefined) throw new RangeError(`no explanation for the rule ${rule}`)
  const wording = (atLeast(reader.level, termsFrom) ? text.full : text.simple)[reader.tongue]
  return wording.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'ask' ? `ask ${values['case']}` : values[name] ?? ''
    return texts.terms[value]?.[reader.tongue] ?? value
  })
}
