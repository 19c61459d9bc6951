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

export function recast(correction: Correction, moment: Moment): Said | null {
  const finding = correction.findings.find(({ counted, kind }) => counted && !inaudible.includes(kind))
  if (!finding) return null
  const sentence = sentenceWith(correction, finding)
  const unlikeBefore = (lines: Moment['talk']['pools']['echo']) => lines.filter(({ cs }) => !moment.told.includes(` ${cs.split(/[ ,]/u)[0]}`) || lines.length < 3)
  const echoed = moment.style === 'tutor' && moment.seed % 2 === 0 ? null : echo(sentence, moment.wording.address, (word) => isWord(word, moment), (word) => isName(word, moment))
  if (echoed !== null && !moment.told.includes(echoed)) {
    const { 'echo': plainly, 'echo-so': so } = moment.talk.pools
    const said = choose(unlikeBefore(standsAfterFirstWord(echoed) ? [...plainly, ...so] : plainly), moment, { echo: verbatim(echoed) })
    if (said) return { ...said, translation: null }
  }
  const words = sentence.split(/\s+/)
  if (words.length <= quotedWordsMax) return choose(moment.talk.pools.quote, moment, { quote: verbatim(sentence) })
  return choose(moment.talk.pools.fragment, moment, { quote: verbatim(around(correction, finding)) })
}

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
  return [...before, correction.corrected.slice(start, end).trim(), ...after].filter(Boolean).join(' ').replace(/[.,!?…]+$/u, '')
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
