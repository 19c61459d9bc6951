/** Whether words are Czech at all, however badly spelled. Another language is left alone. */
import { keyOf } from './variants.ts'
import type { Token } from './words.ts'

export type Familiar = { readonly isCommon: (key: string) => boolean; readonly foreign: ReadonlySet<string> }

const latinShareMin = 0.7
const familiarShareMin = 0.4
/** Fewer words prove nothing. */
const wordsMin = 3

export function isCzech(tokens: readonly Token[], { isCommon, foreign }: Familiar): boolean {
  const words = tokens.filter(({ kind, text }) => kind === 'word' || /\p{L}/u.test(text))
  const latin = words.filter(({ kind }) => kind === 'word')
  if (latin.length === 0 || latin.length < latinShareMin * words.length) return false
  const strange = latin.filter(({ lower }) => foreign.has(lower)).length
  const familiar = latin.filter(({ lower }) => !foreign.has(lower) && isCommon(keyOf(lower))).length
  if (strange >= 2 && strange * 2 >= familiar) return false
  return latin.length < wordsMin ? strange === 0 : familiar >= familiarShareMin * latin.length
}
