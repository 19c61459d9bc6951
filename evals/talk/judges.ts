/**
 * What is good and bad in a tutor's reply, as far as it can be told without a human ear. The judges know the learner's line
 * and the sentences that answered it; they know nothing of how those were made.
 */
import type { LearnerLine } from './learners.ts'
import { folded, isSaidBack, placesOf, sentencesIn, wordsIn } from './words.ts'

export type SaidSentence = { readonly text: string; readonly translation: string | null; readonly slow: boolean }
export type Answered = {
  readonly line: LearnerLine
  readonly reply: readonly SaidSentence[]
  /** The learner's line as the ear would have it; null where it could not tell. */
  readonly corrected: string | null
  readonly ms: number
  readonly firstMs: number
}

/** A share of what was asked for, or a count of what must not be: `of` says how many lines were judged. */
export type Count = { readonly hits: number; readonly of: number }

export const measures = [
  'named', 'heard', 'recast', 'recastHeard', 'recastWrong', 'admitted', 'admittedFalsely', 'asks', 'repeats', 'asksAgain', 'lostHelped', 'feels', 'tactless', 'wavedOff',
] as const
export type Measure = (typeof measures)[number]
/** Null where the line does not ask for it. */
export type Verdicts = Readonly<Record<Measure, boolean | null>>

/** `told` is everything the tutor said before, sentence by sentence. */
export function judge({ line, reply, corrected }: Omit<Answered, 'ms' | 'firstMs'>, told: readonly string[]): Verdicts {
  const sentences = reply.flatMap(({ text }) => sentencesIn(text))
  const { kind } = line
  const isNonsense = kind === 'gibberish' || kind === 'foreign'
  const isTalk = kind === 'plain' || kind === 'emotional' || kind === 'greeting'
  const admits = (sentence: string) => admission.test(ownWords(sentence, line))
  const understood = sentences.filter((sentence) => !admits(sentence))
  const isRecast = sentences.some((sentence) => recasts(line, sentence))
  const isHeard = corrected !== null && line.correct.some((correct) => sameWords(correct) === sameWords(corrected))
  return {
    named: line.content.length > 0 && !isNonsense && kind !== 'emotional' ? names(line, understood) : null,
    heard: isWrong(line) ? isHeard : null,
    recast: isWrong(line) ? isRecast : null,
    recastHeard: isWrong(line) && isHeard ? isRecast : null,
    recastWrong: isNonsense || kind === 'lost' ? null : sentences.some((sentence) => recastsWrongly(line, sentence)),
    admitted: isNonsense ? sentences.some((sentence) => admits(sentence) || /\bcesky\b|\bcestin/.test(folded(sentence))) : null,
    admittedFalsely: isTalk ? sentences.some(admits) : null,
    asks: asks(sentences),
    repeats: repeatedIn(sentences, told, kind === 'lost').length > 0,
    asksAgain: kind === 'lost' ? null : sentences.some((sentence) => told.some((before) => before.endsWith('?') && sameWords(before) !== sameWords(sentence) && holds(sentence, before))),
    lostHelped: kind === 'lost' ? reply.some(({ slow }) => slow) && reply.every(({ translation }) => translation !== null) && asks(sentences) : null,
    feels: kind === 'emotional' ? understood.some((sentence) => shares(ownWords(sentence, line), line.mood)) : null,
    tactless: kind === 'emotional' && line.mood === 'bad' ? sentences.some((sentence) => joy.test(ownWords(sentence, line))) : null,
    wavedOff: kind === 'question' ? sentences.some((sentence) => admits(sentence) || waves.test(ownWords(sentence, line))) : null,
  }
}

/** A word of the reply begins with one of the stems; a short stem counts only in the form in which the learner has it. */
export function names({ say, correct, content }: LearnerLine, sentences: readonly string[]): boolean {
  const theirs = [say, ...correct].flatMap(wordsIn)
  return sentences.flatMap(wordsIn).some((word) => content.some((stem) => {
    if (!folded(word).startsWith(folded(stem))) return false
    if (stem.length > shortStem) return true
    const alike = theirs.filter((each) => folded(each).startsWith(folded(stem)))
    return word.length <= stem.length + shortStem && (alike.length === 0 || alike.some((each) => each.startsWith(word.slice(0, stem.length))))
  }))
}

const shortStem = 3

/** The line has a mistake that can be heard: more than diacritics, capitals and punctuation. */
export const isWrong = ({ say, correct }: LearnerLine): boolean => correct.length > 0 && correct.every((each) => folded(wordsIn(each).join(' ')) !== folded(wordsIn(say).join(' ')))

/** The sentence says the learner's line rightly: what was corrected, beside a word of theirs that it belongs to. */
export function recasts(line: LearnerLine, sentence: string): boolean {
  if (recastsWrongly(line, sentence)) return false
  const words = wordsIn(sentence)
  return line.correct.some((correct) => {
    const right = wordsIn(correct)
    const theirs = new Set(wordsIn(line.say))
    const mended = right.flatMap((word, at) => (theirs.has(word) ? [] : [at]))
    const places = placesOf(right, words)
    if (mended.length === 0) return shareOf(places) === 1
    return mended.some((at) => words.some((word, to) => isSaidBack(right[at]!, word) && (right.length === 1 || beside(right, at, words, to))))
  })
}

const beside = (right: readonly string[], at: number, words: readonly string[], to: number): boolean =>
  (at > 0 && to > 0 && isSaidBack(right[at - 1]!, words[to - 1]!)) || (at + 1 < right.length && to + 1 < words.length && isSaidBack(right[at + 1]!, words[to + 1]!))

/** A sentence that holds so much of the learner's line says it again. */
const againShareMin = 0.6

/** The sentence says the learner's line again, and with a word that is wrong there. */
export function recastsWrongly({ say, correct }: LearnerLine, sentence: string): boolean {
  const truths = (correct.length > 0 ? correct : [say]).map(wordsIn)
  const said = wordsIn(say)
  const right = new Set(truths.flat())
  const wrong = new Set(said.filter((word) => !right.has(word) && correct.length > 0 && !truths.flat().some((each) => folded(each) === folded(word))))
  const isAgain = (words: readonly string[]) => words.length >= 2 && [said, ...truths].some((line) => line.length >= 2 && shareOf(placesOf(line, words)) >= againShareMin)
  const quoted = [...sentence.matchAll(/[„"“]([^“”"]+)[“”"]/gu)].map(([, quote]) => wordsIn(quote!))
  const phrases = [wordsIn(sentence), ...quoted.filter((quote) => quote.length >= 2 && [said, ...truths].some((line) => shareOf(placesOf(quote, line)) >= againShareMin))]
  return phrases.some((words, at) => {
    if (at === 0 && !isAgain(words)) return false
    const isQuestion = at === 0 && sentence.endsWith('?')
    return words.some((word) => wrong.has(word)) || (!isQuestion && truths.every((truth) => hasIntruder(truth, words) || isShuffled(truth, words)))
  })
}

/** Between words of the line stands one that does not belong there. */
function hasIntruder(truth: readonly string[], words: readonly string[]): boolean {
  const places = placesOf(truth, words).filter((place) => place >= 0)
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0]
  return words.some((word, at) => at > first && at < last && !places.includes(at) && !truth.some((each) => isSaidBack(each, word)))
}

/** All words of the line are there, in another order. */
const isShuffled = (truth: readonly string[], words: readonly string[]): boolean => shareOf(placesOf(truth, words)) < 1 && truth.every((each) => words.some((word) => isSaidBack(each, word)))

const shareOf = (places: readonly number[]): number => places.filter((place) => place >= 0).length / Math.max(1, places.length)

/** The last thing said is a question. */
export const asks = (sentences: readonly string[]): boolean => /\?["“”]?$/u.test(sentences.at(-1) ?? '')

/** Sentences said before in the talk, or twice in this reply. Somebody who is lost may hear the question again. */
export function repeatedIn(sentences: readonly string[], told: readonly string[], isLost: boolean): string[] {
  const before = new Set(told.map(sameWords))
  return sentences.filter((sentence) => {
    const same = sameWords(sentence)
    const isRepeated = before.has(same)
    before.add(same)
    return isRepeated && same !== '' && !(isLost && sentence.endsWith('?'))
  })
}

const sameWords = (sentence: string): string => wordsIn(sentence).join(' ')
const holds = (sentence: string, before: string): boolean => wordsIn(before).length >= 3 && ` ${sameWords(sentence)} `.includes(` ${sameWords(before)} `)

/** It says that it did not understand. */
const admission = /\b(?:nerozum(?:im|el)|nechapu|nezachyt|nepochop|neznam\b|neslysim|unikl|utekl|netusim|nevim\b|nove slovo|ztrac|ztratila|nejsem si jist|neni mi jasn|nedava\w* (?:mi )?smysl|neumim|(?:chybi|neni) \w+ slov)/
const waves = /\b(?:odpoved (?:bohuzel )?neznam|nevim\b|neumim odpovedet|nemam (?:presnou )?odpoved|presnou odpoved)/

const sympathy = /\b(?:lit[oa]\b|mrz|soustrast|ztrat|omlouv|nebo[jt]|skoda|smutn|tezk\w+|chapu|rozumim tomu|drz\w* se|drzim|bohuzel|opatr|bol|odvah|silu|silny|silna|je mi|uzdrav|odpoc|strach|bojis|bojite|nastva|naladu|nerv|vztek|jedno\w* neni|to prejde|nejsi\w* sam|nejste sam|chybi|stysk|unav|hrozn|neprijemn|neni prijemn|prijd\w* mi|soucit|cit)/
const joy = /\b(?:gratul|skvel|super\b|parad|bezva|vyborn|hura|uzas|radost|krasn|prima|stesti|vsechno nejlepsi|to rad\w* slysim|to je fajn|zni dobre)/

const shares = (words: string, mood: LearnerLine['mood']): boolean => (mood !== 'good' && sympathy.test(words)) || (mood !== 'bad' && joy.test(words))

/** The folded words of the sentence that are not the learner's: to say *I am sad* back is no sympathy. */
function ownWords(sentence: string, { say, correct }: LearnerLine): string {
  const theirs = [say, ...correct].flatMap(wordsIn)
  return wordsIn(sentence).filter((word) => !theirs.some((each) => folded(each) === folded(word) || isSaidBack(each, word))).map(folded).join(' ')
}

export function tally(all: readonly Verdicts[]): Readonly<Record<Measure, Count>> {
  const countOf = (measure: Measure): Count => {
    const judged = all.map((verdicts) => verdicts[measure]).filter((verdict) => verdict !== null)
    return { hits: judged.filter(Boolean).length, of: judged.length }
  }
  return Object.fromEntries(measures.map((measure) => [measure, countOf(measure)])) as Record<Measure, Count>
}
