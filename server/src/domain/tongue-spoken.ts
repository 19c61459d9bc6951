/** Which language an utterance is in, where it is not Czech: told by letters and small words. */
import { fold, matches, wordsOf, type Stems } from './listening.ts'
import type { Sign } from './small-talk.ts'

export type TongueSpoken = 'english' | 'german' | 'polish' | 'ukrainian' | 'russian' | 'foreign' | 'foreign-script'

export type ToTell = {
  readonly utterance: string
  readonly words: readonly string[]
  readonly signs: Readonly<Record<Sign, Stems>>
  /** Decides between Ukrainian and Russian where the words do not. */
  readonly motherTongue: string
  readonly isCzech: (word: string) => boolean
}

/** So small a share of Czech words is chance. */
const czechShareMax = 0.25
/** Fewer unknown words prove no language. */
const foreignWordsMin = 3

/** Null for Czech, and for what may be Czech. */
export function tongueSpoken(given: ToTell): TongueSpoken | null {
  const { utterance, words, signs, isCzech } = given
  const letters = utterance.match(/\p{L}/gu)?.length ?? 0
  const share = (pattern: RegExp) => (utterance.match(pattern)?.length ?? 0) / Math.max(1, letters)
  if (letters === 0) return null
  if (share(/\p{Script=Cyrillic}/gu) > 0.5) return eastSlavic(given)
  if (share(/\p{Script=Latin}/gu) <= 0.5) return 'foreign-script'
  if (/[łąęśźż]/iu.test(utterance) && !/[ěšřů]/iu.test(utterance)) return 'polish'
  if (/[¿¡ñãõ]|[đơư\u1ea0-\u1ef9]/iu.test(utterance) && share(/[ěščřžůďťň]/giu) === 0) return 'foreign'
  for (const tongue of ['english', 'german', 'romance', 'polish', 'vietnamese'] as const) {
    const theirs = words.filter((word) => matches(signs[tongue], [word]))
    const czech = words.filter((word) => !theirs.includes(word) && isCzech(word)).length
    if (theirs.some((word) => !isCzech(word)) && theirs.length > czech && theirs.length * 3 >= words.length) return tongue === 'romance' || tongue === 'vietnamese' ? 'foreign' : tongue
  }
  return null
}

/** Whether it looks like some language that is not Czech: many words, hardly any of them known, all of them sayable. */
export const isElsewhere = ({ words, isCzech }: Pick<ToTell, 'words' | 'isCzech'>): boolean =>
  words.length >= foreignWordsMin && words.filter(isCzech).length <= czechShareMax * words.length && words.every((word) => /[aeiouy]/.test(word) || word.length < 3)

/** Whether anything of it is Czech, as far as words tell. `knows`: whether a lower-case form is a Czech word. */
export function isInCzech({ utterance, signs, motherTongue, knows }: Omit<ToTell, 'words' | 'isCzech'> & { readonly knows: (form: string) => boolean }): boolean {
  const known = new Set((utterance.normalize('NFC').toLowerCase().match(/\p{L}+/gu) ?? []).filter(knows).map(fold))
  const words = wordsOf(utterance).filter((word) => /\p{L}/u.test(word))
  const given = { utterance, words, signs, motherTongue, isCzech: (word: string) => known.has(word) || matches(signs.small, [word]) }
  return words.length > 0 && tongueSpoken(given) === null && !isElsewhere(given)
}

/** Letters decide, then words and endings, then what the learner speaks at home. */
function eastSlavic({ utterance, words, signs, motherTongue }: ToTell): 'ukrainian' | 'russian' {
  if (/[іїєґ]/iu.test(utterance)) return 'ukrainian'
  if (/[ыэъё]/iu.test(utterance)) return 'russian'
  const weight = (sign: 'ukrainian' | 'russian', endings: RegExp) => words.filter((word) => matches(signs[sign], [word])).length * 2 + words.filter((word) => endings.test(word)).length
  const ukrainian = weight('ukrainian', /(?:ську|ською|ського|ення|ання|уємо|ую|еш|емо|ати|ити|увати|мову|мова)$/u)
  const russian = weight('russian', /(?:ский|скую|ского|ение|ание|ешь|ишь|ать|ить|ться|ого|ому)$/u)
  return ukrainian > russian || (ukrainian === russian && !motherTongue.startsWith('ru')) ? 'ukrainian' : 'russian'
}
