/**
 * Utterances that no topic answers: nothing in them, another language, danger, "I do not understand".
 *
 * A verdict says how to react; `then` is how to go on: ask the last question again or another one.
 */
import { matches, wordsOf, type Stems } from './listening.ts'
import { afterSaying, choose, firstOf, sentencesOf, type Asked, type Moment } from './line-choice.ts'
import { plainly, verbatim, type Said } from './wording.ts'
import type { Pool } from './small-talk.ts'
import type { Entry } from './vocabulary.ts'

export type Verdict = { readonly react: readonly Said[]; readonly ask: Said | null }

/** Null when the utterance is nothing out of the ordinary. */
export function unusual(moment: Moment, asked: Asked | null): Verdict | null {
  const { words, talk } = moment
  const sign = (stems: Stems) => matches(stems, words)
  const simpler = (after: Moment) => (asked?.line.simpler ? choose([asked.line.simpler], after) : null)
  if (sign(talk.signs.danger)) return react(moment, 'danger', (after) => choose(talk.pools['danger-ask'], after))
  if (words.length === 0) return react(moment, 'wordless', simpler)
  const unknown = askedMeaning(moment)
  if (unknown !== null) return explained(unknown, moment, asked)
  if (sign(talk.signs['not-understood'])) return slower(moment, asked)
  const foreign = foreignPool(moment)
  if (foreign) return react(moment, foreign, simpler)
  if (words.every((word) => /^\d+$/.test(word))) return react(moment, 'number', null, { number: verbatim(words.join(' ')) })
  if (sign(talk.signs.swearing)) return react(moment, 'swearing')
  if (isGibberish(words, moment)) return react(moment, 'gibberish', simpler)
  return null
}

function react(moment: Moment, pool: Pool, ask: ((after: Moment) => Said | null) | null = null, slots = {}): Verdict {
  const said = choose(moment.talk.pools[pool], moment, slots)
  const reaction = said ? [said] : []
  return { react: reaction, ask: ask?.(afterSaying(moment, reaction)) ?? null }
}

/** The last question once more, slowly and simply; somebody who is still lost gets an easier one. */
function slower(moment: Moment, asked: Asked | null): Verdict {
  const { talk, wording, earlier } = moment
  const lostAgain = earlier.length > 0 && matches(talk.signs['not-understood'], wordsOf(earlier.at(-1)!))
  const lead = choose(talk.pools[lostAgain ? 'easier' : 'slower'], moment)
  const after = afterSaying(moment, lead ? [lead] : [])
  const easy = () => choose(talk.pools.easy, after)
  const simpler = () => (asked?.line.simpler ? choose([asked.line.simpler], after) : null)
  const again = () => {
    if (asked) return choose(talk.pools.again, after, { question: plainly(asked.line, wording) })
    const question = sentencesOf(moment.lastTold).findLast((sentence) => sentence.endsWith('?'))
    const said = question === undefined ? null : choose(talk.pools.again, after, { question: verbatim(question) })
    return said && { ...said, translation: null }
  }
  const question = firstOf(lostAgain ? [easy, simpler, again] : [simpler, again, easy])
  return { react: lead ? [lead] : [], ask: question && { ...question, slow: true } }
}

/** The word whose meaning is asked for: *co znamená X*, *co je to X*. */
function askedMeaning({ utterance }: Moment): string | null {
  const found = /(?:znamen[áa](?:\s+slovo)?|co je to|co to je|přelož|what (?:does|is)|що (?:таке|означає)|что (?:такое|значит|означает))\s+[„"'“]?(\p{L}{2,40})[“"'”]?(?:\s+mean)?\s*[?.!]*$/iu.exec(utterance)
  const word = found?.[1] ?? null
  return word !== null && /^(?:to|this|that|это|це|slovo|mean)$/iu.test(word) ? null : word
}

function explained(word: string, moment: Moment, asked: Asked | null): Verdict {
  const { talk } = moment
  const entry: Entry | null = moment.lexicon.find(word)
  const slots = entry ? { word: verbatim(entry.word), meaning: entry.translation, example: verbatim(entry.example) } : { quote: verbatim(word) }
  const said = choose(talk.pools[entry ? 'meaning' : 'meaning-unknown'], moment, slots)
  const reaction = said ? [{ ...said, slow: true }] : []
  const after = afterSaying(moment, reaction)
  return { react: reaction, ask: asked?.line.simpler ? choose([asked.line.simpler], after) : null }
}

function foreignPool({ utterance, words, talk, lexicon }: Moment): Pool | null {
  const letters = utterance.match(/\p{L}/gu)?.length ?? 0
  const share = (pattern: RegExp) => (utterance.match(pattern)?.length ?? 0) / Math.max(1, letters)
  if (share(/\p{Script=Cyrillic}/gu) > 0.5) return /[іїєґ]/iu.test(utterance) ? 'ukrainian' : /[ыэъё]/iu.test(utterance) || !matches(ukrainianWords, words) ? 'russian' : 'ukrainian'
  if (share(/\p{Script=Latin}/gu) <= 0.5) return letters > 0 ? 'foreign' : null
  if (/[łąęśźż]/iu.test(utterance) && !/[ěšřů]/iu.test(utterance)) return 'polish'
  const czech = words.filter((word) => isCzech(word, talk.signs.small, lexicon)).length
  for (const tongue of ['english', 'german'] as const) {
    const theirs = words.filter((word) => matches(talk.signs[tongue], [word])).length
    if (theirs > 0 && theirs > czech && theirs * 3 >= words.length) return tongue
  }
  return null
}

const ukrainianWords: Stems = [['=добре'], ['=дуже'], ['=так'], ['=що'], ['=мене'], ['=звати'], ['=дякую'], ['=будь'], ['=ласка'], ['=треба'], ['=я', '=хочу']]

/** Nobody could say it: no word known, and one without vowels, of one letter, or too long to be one. */
function isGibberish(words: readonly string[], { talk, lexicon }: Moment): boolean {
  if (words.some((word) => isCzech(word, talk.signs.small, lexicon) || everySign(talk.signs, word))) return false
  return words.some((word) => !/[aeiouylr]/.test(word) || /(.)\1{3,}/.test(word) || /[bcdfghjkmnpqstvwxz]{4,}/.test(word) || word.length > 24 || /^(?:asdf|qwer|zxcv|uiop|hjkl|jkl|lorem)/.test(word))
}

const everySign = (signs: Moment['talk']['signs'], word: string): boolean => [signs.yes, signs.no, signs.unsure, signs.greeting, signs.thanks].some((stems) => matches(stems, [word]))

export const isCzech = (word: string, small: Stems, lexicon: Moment['lexicon']): boolean => matches(small, [word]) || lexicon.find(word) !== null
