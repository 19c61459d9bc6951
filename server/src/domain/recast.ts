/** The learner's sentence said rightly, as people do in passing: as an echo where that is safe, else quoted. */
import type { Correction, Finding, MistakeKind } from './correction.ts'
import { echo, standsAfterFirstWord } from './czech/echo.ts'
import { matches, wordsOf } from './listening.ts'
import { choose, sentencesOf, type Moment } from './line-choice.ts'
import { verbatim, type Said } from './wording.ts'

/** What cannot be heard is not worth saying again. */
const inaudible: readonly MistakeKind[] = ['punctuation', 'capital', 'register']
const quotedWordsMax = 12
const wordsAround = 2

/** Null where nothing can be said again with certainty: a sentence only if all of it is Czech, else the words around the mistake if they are. */
export function recast(correction: Correction, moment: Moment): Said | null {
  const finding = correction.findings.find(({ counted, kind }) => counted && !inaudible.includes(kind))
  if (!finding) return null
  const sentence = sentenceWith(correction, finding)
  const words = sentence.split(/\s+/)
  const { echo: plainly, 'echo-so': so, quote, fragment } = moment.talk.pools
  if (words.length > quotedWordsMax || !isSound(sentence, moment) || isDoubtful(sentence.replace(/[.!?]+$/u, ''), moment) || correction.questions.length > 0) {
    const part = around(correction, finding)
    return isSound(part, moment) && !isDoubtful(part, moment) ? choose(fragment, moment, { quote: verbatim(part) }) : null
  }
  const unlikeBefore = (lines: Moment['talk']['pools']['echo']) => lines.filter(({ cs }) => !moment.told.includes(` ${cs.split(/[ ,]/u)[0]}`) || lines.length < 3)
  const echoed = moment.style === 'tutor' && moment.seed % 2 === 0 ? null : echo(sentence, moment.wording.address, (word) => isWord(word, moment), (word) => isName(word, moment))
  if (echoed !== null && !moment.told.includes(echoed)) {
    const said = choose(unlikeBefore(standsAfterFirstWord(echoed) ? [...plainly, ...so] : plainly), moment, { echo: verbatim(echoed) })
    if (said) return { ...said, translation: null }
  }
  return choose(quote, moment, { quote: verbatim(sentence) })
}

/** A preposition that would need its vowel: *z Španělska*, *v vodě*. */
const unvoiced = /(?<!\p{L})(?:z [sšzž]|s [sšzž]|v [vf]|k [kg])\p{L}/iu
/** An infinitive after a subject is no sentence: *já pracovat*. */
const bareInfinitive = /^(?:já|ja|ty|on|ona|my|oni|moje?|můj|muj)\s(?:\p{L}+\s)?\p{L}{2,}[aei]t(?=\s|$|[.!,])/iu

/** Mistakes that often stand beside another one: word order, age, a subject's form where an object stands. */
const doubtful: readonly RegExp[] = [
  /^(?!a\s|ale\s|že\s|když\s|co\s)\p{L}+\s\p{L}{2,}l[aoiy]?\s(?:jsem|jsi|jsme|jste|se|si)(?!\p{L})/iu, /\slet\sstar[ýáé]/iu, /^(?:já|ty|on|ona|oni|my|vy)?\s*(?:jsem|jsi|je|jsou)\s.*(?:let|roky|roků|rok)$/iu,
  /(?<!\p{L})jak(?:ý|á)\sje\stvoje/iu, /\s(?:říká|říkám|řekl|řekla|dělá|dělám)\sto\s(?:dobře|hezky|špatně|rychle)/iu, /(?<!\p{L})(?:bydl\p{L}+)\s\p{L}+(?:ovna|olej|ům|yt)(?!\p{L})/iu, /(?<!\p{L})(?:jsem|jsi|jste)\s(?:celá|celý|každá)\s(?:noc|den|rok|týden)/iu,
]
/** Between a verb of the first person and its object stands nothing but describing words. */
const objectAfter = /(?<!\p{L})(?!jsem|jsi|už|tu|bylu)\p{L}+(?:ám|ím|[iu]ju|uji|ji|áš|íš|eš|chci)\s(?:\p{L}+[ýáéí]\s)?(\p{L}+a)(?!\p{L})/giu

const isDoubtful = (text: string, { lexicon }: Moment): boolean =>
  doubtful.some((pattern) => pattern.test(text))
  || [...text.matchAll(objectAfter)].some(({ 1: word = '' }) => { const entry = lexicon.find(word); return entry?.kind === 'noun' && entry.word.toLowerCase() === word.toLowerCase() })

/** Every word is written as Czech writes it, or is a name. */
const isSound = (text: string, moment: Moment): boolean =>
  !unvoiced.test(text) && !bareInfinitive.test(text)
  && (text.match(/\p{L}+/gu) ?? []).every((word, at) => moment.lexicon.isRight(word) || (at > 0 && /^\p{Lu}/u.test(word)) || isSmall(word, moment))

/** Spelled with its diacritics, which the list of small words leaves out. */
const isSmall = (word: string, { talk }: Moment): boolean => word.length === 1 && matches(talk.signs.small, wordsOf(word))
const isWord = (word: string, { lexicon, talk }: Moment): boolean => lexicon.has(word) || matches(talk.signs.small, wordsOf(word))
const isName = (word: string, { lexicon }: Moment): boolean => { const entry = lexicon.find(word.replace(/[^\p{L}]/gu, '')); return entry !== null && entry.word !== entry.word.toLowerCase() }

function sentenceWith(correction: Correction, finding: Finding): string {
  const { start } = placeOf(correction, finding)
  let at = 0
  for (const sentence of sentencesOf(correction.corrected)) {
    at = correction.corrected.indexOf(sentence, at) + sentence.length
    if (start < at) return sentence.trim()
  }
  return correction.corrected.trim()
}

/** The correction with a few words on both sides. */
function around(correction: Correction, finding: Finding): string {
  const { start, end } = placeOf(correction, finding)
  const before = correction.corrected.slice(0, start).split(/\s+/).filter(Boolean).slice(-wordsAround)
  const after = correction.corrected.slice(end).split(/\s+/).filter(Boolean).slice(0, wordsAround)
  return [...before, correction.corrected.slice(start, end).trim(), ...after].filter(Boolean).join(' ').replace(/[\s.,!?…]+$/u, '')
}

/** Where the finding's correction stands in the corrected text. */
function placeOf(correction: Correction, finding: Finding): { readonly start: number; readonly end: number } {
  let shift = 0
  for (const { start, end, corrected } of correction.findings) {
    if (start === finding.start) return { start: start + shift, end: start + shift + corrected.length }
    shift += corrected.length - (end - start)
  }
  return { start: finding.start, end: finding.end }
}
