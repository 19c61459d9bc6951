/**
 * Utterances that no topic answers: nothing in them, another language, danger, "I do not understand".
 *
 * A verdict says how to react; `then` is how to go on: ask the last question again or another one.
 */
import { matches, wordsOf, type Stems } from './listening.ts'
import { afterSaying, choose, firstOf, sentencesOf, type Asked, type Moment } from './line-choice.ts'
import { plainly, verbatim, type Said } from './wording.ts'
import type { Pool } from './small-talk.ts'
import { isElsewhere } from './tongue-spoken.ts'
import type { Entry } from './vocabulary.ts'

export type Verdict = { readonly react: readonly Said[]; readonly ask: Said | null }

/** Null when the utterance is nothing out of the ordinary. */
export function unusual(moment: Moment, asked: Asked | null): Verdict | null {
  const { words, talk, spoken } = moment
  const sign = (stems: Stems) => matches(stems, words)
  const simpler = (after: Moment) => (asked?.line.simpler ? choose([asked.line.simpler], after) : null)
  if (sign(talk.signs.danger)) return react(moment, 'danger', (after) => choose(talk.pools['danger-ask'], after))
  if (words.length === 0) return react(moment, 'wordless', simpler)
  const wanted = askedInCzech(moment.utterance)
  if (wanted !== null) return translated(wanted, moment, simpler)
  const unknown = askedMeaning(moment.utterance) ?? askedThing(moment)
  if (unknown !== null) return explained(unknown, moment, simpler)
  if (isLost(words, moment)) return slower(moment, asked)
  if (spoken) return react(moment, spoken, simpler)
  if (words.every((word) => /^\d+$/.test(word))) return react(moment, 'number', null, { number: verbatim(words.join(' ')) })
  if (sign(talk.signs.swearing)) return react(moment, 'swearing')
  if (isGibberish(words, moment)) return react(moment, 'gibberish', simpler)
  if (isElsewhere({ words, isCzech: (word) => isCzech(word, moment) })) return react(moment, 'foreign', simpler)
  return null
}

/** Whether the word is Czech, diacritics aside. */
export const isCzech = (word: string, { talk, lexicon }: Pick<Moment, 'talk' | 'lexicon'>): boolean => matches(talk.signs.small, [word]) || lexicon.knows(word)

function react(moment: Moment, pool: Pool, ask: ((after: Moment) => Said | null) | null = null, slots = {}): Verdict {
  const said = choose(moment.talk.pools[pool], moment, slots)
  const reaction = said ? [said] : []
  return { react: reaction, ask: ask?.(afterSaying(moment, reaction)) ?? null }
}

/** A few words are taken for a plea; more only where what is not understood is the question and nothing else. */
const pleaWordsMax = 5

function isLost(words: readonly string[], { talk, lexicon, utterance }: Pick<Moment, 'talk' | 'lexicon' | 'utterance'>): boolean {
  if (matches(talk.signs['not-understood'], words)) return true
  const isNoun = (word: string) => lexicon.find(word)?.kind === 'noun'
  if (words.length <= pleaWordsMax && matches(talk.signs['not-understood-short'], words) && !words.some((word) => isNoun(word) && !matches(talk.signs['not-understood-of'], [word]))) return true
  return sentencesOf(utterance).some((sentence) => {
    const said = wordsOf(sentence)
    const at = said.findIndex((word) => /^ne(?:rozum(?:im|el|ela|eli)|chap(?:u|al|ala)|pochop(?:il|ila))$/.test(word))
    const after = said.slice(at + 1)
    const isOfUs = after.every((word) => matches(talk.signs['not-understood-of'], [word])) || after.some((word) => /^(?:slov|otaz)/.test(word))
    return at >= 0 && isOfUs && !said.slice(0, at).some((word) => isNoun(word) && !matches(talk.signs['not-understood-of'], [word]))
  })
}

/** The last question once more, slowly and simply; somebody who is still lost gets an easier one. */
function slower(moment: Moment, asked: Asked | null): Verdict {
  const { talk, wording, earlier } = moment
  const before = earlier.at(-1)
  const lostAgain = before !== undefined && isLost(wordsOf(before), { ...moment, utterance: before })
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
  return { react: lead ? [{ ...lead, slow: true }] : [], ask: question && { ...question, slow: true } }
}

const deictic = /^(?:to|tohle|slovo|this|that|it|це|это|mean)$/iu

/** The word whose meaning is asked for: *co znamená X*, *co je to X*. */
function askedMeaning(utterance: string): string | null {
  const found = /(?:znamen[áa](?:\s+slovo)?|co je to|co to je|přelož|what (?:does|is)|що (?:таке|означає)|что (?:такое|значит|означает))\s+[„"'“]?(\p{L}{2,40})[“"'”]?(?:\s+mean)?\s*[?.!]*$/iu.exec(utterance)
  const word = found?.[1] ?? null
  return word !== null && deictic.test(word) ? null : word
}

/** *Co je kofola*: only for a thing that has an entry; *co je nového* asks for none. */
function askedThing({ utterance, lexicon }: Moment): string | null {
  const word = /^\s*co je (\p{L}{3,40})\s*[?.!]*$/iu.exec(utterance)?.[1]
  return word !== undefined && lexicon.find(word)?.kind === 'noun' ? word : null
}

/** The word that is to be said in Czech: *jak se řekne X (česky)*, *how do you say X in Czech*, *як буде X чеською*. */
function askedInCzech(utterance: string): string | null {
  const found = /(?:jak (?:se|je|bude|řeknu|reknu) (?:řekne |rekne |říká |rika )?(?:česky |cesky )?|how (?:do|would) (?:you|i) say |what is the czech (?:word )?for |як (?:буде |сказати )(?:чеською )?|как (?:будет |сказать )(?:по-чешски )?)[„"'“«]?([\p{L}' ]{2,40}?)[“"'”»]?(?: (?:česky|cesky|in czech|чеською|по-чеськи|по-чешски))?\s*[?.!]*$/iu.exec(utterance)
  const asksSo = /řekne|rekne|říká|rika|česky|cesky|say|czech|чес|чеш/iu.test(utterance)
  const word = asksSo ? found?.[1]?.trim().replace(/^(?:slovo|the|an?) /iu, '') : undefined
  return word === undefined || deictic.test(word) ? null : word
}

function translated(word: string, moment: Moment, ask: (after: Moment) => Said | null): Verdict {
  const entry = moment.lexicon.meaning(word) ?? moment.lexicon.translated(word)
  const slots = entry ? { word: verbatim(entry.word), quote: verbatim(word), example: verbatim(entry.example) } : { quote: verbatim(word) }
  return spelledOut(choose(moment.talk.pools[entry ? 'in-czech' : 'in-czech-unknown'], moment, slots), moment, ask)
}

function explained(word: string, moment: Moment, ask: (after: Moment) => Said | null): Verdict {
  const entry: Entry | null = moment.lexicon.translated(word)
  const slots = entry ? { word: verbatim(entry.word), meaning: entry.translation, example: verbatim(entry.example) } : { quote: verbatim(word) }
  return spelledOut(choose(moment.talk.pools[entry ? 'meaning' : 'meaning-unknown'], moment, slots), moment, ask)
}

function spelledOut(said: Said | null, moment: Moment, ask: (after: Moment) => Said | null): Verdict {
  const reaction = said ? [{ ...said, slow: true }] : []
  return { react: reaction, ask: ask(afterSaying(moment, reaction)) }
}

/** Nobody could say it: no word known, and one without vowels, of one letter, or too long to be one. */
function isGibberish(words: readonly string[], moment: Moment): boolean {
  if (words.some((word) => isCzech(word, moment) || everySign(moment.talk.signs, word))) return false
  return words.some((word) => !/[aeiouylr]/.test(word) || /(.)\1{3,}/.test(word) || /[bcdfghjkmnpqstvwxz]{4,}/.test(word) || word.length > 24 || /^(?:asdf|qwer|zxcv|uiop|hjkl|jkl|lorem)/.test(word))
}

const everySign = (signs: Moment['talk']['signs'], word: string): boolean => [signs.yes, signs.no, signs.unsure, signs.greeting, signs.thanks].some((stems) => matches(stems, [word]))
