/** What is read off a table: colloquial forms, capitals, wrong phrases, quotation marks, and prepositions that need their e. */
import type { Choice } from './grammar.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { capitalised, isCapitalised } from './words.ts'

const phraseWordsMax = 4

/** *dobrej* → *dobrý*: said, not wrong. */
export const colloquial: Rule = (sentence, { grammar, knows }) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || !longAdjective.test(slot.form) || command.test(slot.form) || grammar.notAdjectives.has(slot.form)) return []
  const form = slot.form.replace(/ej$/, 'ý')
  return knows(form) && !knows(slot.form) ? [{ act: 'replace', at, form, rule: 'colloquial', kind: 'register', confidence: 0.8 }] : []
})

const longAdjective = /..[^aeiouyáéíóúůýě]ej$/
/** *dělej*, *podívej*: an order, not an adjective. */
const command = /(ěj|dej|vej)$/

/** *v Pondělí*, *Česky*: small; *praha*: large. */
export const capitals: Rule = (sentence, { grammar }) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || at === 0) return []
  const large = grammar.large.get(slot.token.text)
  if (large !== undefined) return [{ act: 'replace', at, form: large, rule: 'capital-name', kind: 'capital', confidence: 0.85 }]
  if (grammar.lists.neverNames.has(slot.form) && slot.token.text === capitalised(slot.form) && isPlain(sentence[at - 1]) && !isCapitalised(sentence[at + 1]?.token.text ?? '')) {
    return [{ act: 'replace', at, form: slot.form, rule: 'capital-small', kind: 'capital', confidence: 0.75 }]
  }
  if (!grammar.small.has(slot.form) || slot.token.text !== capitalised(slot.form) || isInName(sentence, at, grammar.namesAfter)) return []
  return [{ act: 'replace', at, form: slot.form, rule: 'capital-small', kind: 'capital', confidence: 0.8 }]
})

const isPlain = (slot: Slot | undefined): boolean => (isWord(slot) && slot.token.text === slot.token.lower) || slot?.token.text === ','

/** *Česká republika*, *Velká Británie*, a title after a mark. */
function isInName(sentence: readonly Slot[], at: number, namesAfter: readonly string[]): boolean {
  const [before, after] = [sentence[at - 1]!, sentence[at + 1]]
  if ((before.token.kind === 'mark' && before.token.text !== ',') || (at > 1 && isCapitalised(before.token.text))) return true
  return after !== undefined && (isCapitalised(after.token.text) || namesAfter.some((start) => after.form.startsWith(start)))
}

/** *Nevím, když přijde* → *kdy*: it is asked, not told. */
export const askedWhen: Rule = (sentence) => sentence.flatMap((slot, at): Proposal[] =>
  (slot.form === 'když' && !sentence.slice(at).some(({ token }) => token.text === ',') && sentence[at - 1]?.token.text === ',' && /^(nevím|nevíš|neví|nevíme|nevíte|nevědí|netuším)$/.test(sentence[at - 2]?.form ?? '')
    ? [{ act: 'replace', at, form: 'kdy', rule: 'choice', kind: 'word-choice', confidence: 0.75, values: { wrong: 'když', right: 'kdy' } }] : []))

/** Phrases that are translated word by word, or taken for their neighbour. The longest at each word. */
export const choices: Rule = (sentence, { grammar }) => {
  const proposals: Proposal[] = []
  for (let at = 0; at < sentence.length; at++) {
    for (let length = phraseWordsMax; length > 0; length--) {
      const slots = sentence.slice(at, at + length)
      const choice = slots.length === length && slots.every(isWord) ? grammar.choices.get(slots.map(({ form }) => form).join(' ')) : undefined
      if (choice === undefined) continue
      proposals.push(...chosen(slots, at, choice))
      break
    }
  }
  return proposals
}

function chosen(slots: readonly Slot[], at: number, { right, sure, kind = 'word-choice' }: Choice): Proposal[] {
  const words = right.split(' ')
  const told = { rule: 'choice', kind, confidence: sure, values: { wrong: slots.map(({ form }) => form).join(' '), right } } as const
  if (words.length !== slots.length) return [{ act: 'move', from: at, order: slots.map((_, place) => place), text: right, ...told }]
  return slots.flatMap((slot, place): Proposal[] => (words[place] === slot.form ? [] : [{ act: 'replace', at: at + place, form: words[place]!, ...told }]))
}

/** *"Ahoj"* → *„Ahoj“*: what stands close to the next word opens. */
export const quotes: Rule = (sentence) => sentence.flatMap(({ token }, at): Proposal[] => {
  if (token.text !== '"') return []
  const opens = sentence[at + 1]?.token.start === token.end && sentence[at - 1]?.token.end !== token.start
  return [{ act: 'replace', at, form: opens ? '„' : '“', rule: 'quotes', kind: 'punctuation', confidence: 0.7 }]
})

/** *čaj - nebo kávu* → *čaj – nebo kávu*: between spaces stands the longer dash. */
export const dashes: Rule = (sentence) => sentence.flatMap(({ token }, at): Proposal[] => {
  const [before, after] = [sentence[at - 1], sentence[at + 1]]
  if (token.text !== '-' || !isWord(before) || !isWord(after) || before.token.end === token.start || after.token.start === token.end) return []
  return [{ act: 'replace', at, form: '–', rule: 'dash', kind: 'punctuation', confidence: 0.65 }]
})

const vocalised: Readonly<Record<string, readonly [string, RegExp]>> = {
  v: ['ve', /^([vf]|dv|čt|s[tkvp]|š[tk]|kter)/], s: ['se', /^[szš]/], z: ['ze', /^[szšž]/], k: ['ke', /^(k|dv(?!ac)|mně|vš|čt)/],
}

const plain = /^(?!mě|dne|dvou)[bcčdďghjklmnňpqrřtťx][aáeéěiíoóuúůyý]/

/** *ve pondělí* → *v pondělí*: before one consonant there is no need of *e*. */
export const needlessVowel: Rule = (sentence) => sentence.flatMap((slot, at): Proposal[] => {
  const next = sentence[at + 1]
  if (!isWord(slot) || slot.form !== 've' || !isWord(next) || !plain.test(next.form)) return []
  return [{ act: 'replace', at, form: 'v', rule: 'needless-vowel', kind: 'preposition', confidence: 0.75, values: { next: next.token.text } }]
})

/** *v Vídni* → *ve Vídni*, *s sestrou* → *se sestrou*. */
export const vocalisation: Rule = (sentence) => sentence.flatMap((slot, at): Proposal[] => {
  const next = sentence[at + 1]
  if (slot.form === 'v' && next?.token.kind === 'number' && /^(2|4|12|2\d|4\d)(?![\d.,:])/.test(next.form)) {
    return [{ act: 'replace', at, form: 've', rule: 'vocalised', kind: 'preposition', confidence: 0.7, values: { next: next.form } }]
  }
  const entry = isWord(slot) && isWord(next) ? vocalised[slot.form] : undefined
  if (entry === undefined || !entry[1].test(next!.form) || (slot.form === 's' && /^(sebou|..?)$/.test(next!.form))) return []
  return [{ act: 'replace', at, form: entry[0], rule: 'vocalised', kind: 'preposition', confidence: 0.75, values: { next: next!.token.text } }]
})
