/**
 * Text cut into words, numbers and marks, with where each one stands in it.
 *
 * Offsets count UTF-16 units and never fall inside a surrogate pair. Addresses, e-mails, hashtags, numbers and anything that is not
 * Latin script are `other`: nobody corrects them.
 */
export type Token = {
  readonly text: string
  readonly lower: string
  readonly start: number
  readonly end: number
  readonly kind: 'word' | 'number' | 'mark' | 'other'
}

/** The tokens of one sentence. A new line, or a closing mark before a capital letter, ends it. */
export type Sentence = readonly Token[]

/** No word of Czech that a learner writes is longer; what is longer is left alone. */
const wordLengthMax = 40

const pattern = /(?<other>(?:https?:\/\/|www\.)\S+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+|[#@][\p{L}\p{N}_]+|[\p{L}\p{N}-]+(?:\.[\p{L}]{2,4})+\/\S*)|(?<number>\p{N}+(?:[.,:]\p{N}+)*\p{L}*)|(?<word>[\p{L}\p{M}]+(?:[-'’][\p{L}\p{M}]+)*)|(?<line>\n)|(?<mark>[^\s\p{L}\p{M}\p{N}])/gu
const latin = /^[a-záčďéěíňóřšťúůýžäöüľĺŕôßàâèêëîïçñąćęłńśźżőű'’-]+$/

export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let current: Token[] = []
  const close = () => {
    if (current.length > 0) sentences.push(current)
    current = []
  }
  for (const match of text.matchAll(pattern)) {
    const groups = match.groups!
    if (groups.line !== undefined) {
      close()
      continue
    }
    const token = tokenOf(match[0], match.index, groups)
    if (current.length > 0 && startsSentence(text, current, token)) close()
    current.push(token)
  }
  close()
  return sentences
}

function tokenOf(text: string, start: number, groups: Record<string, string | undefined>): Token {
  const lower = text.toLowerCase()
  const kind = groups.word !== undefined ? (latin.test(lower) && text.length <= wordLengthMax ? 'word' : 'other')
    : groups.number !== undefined ? 'number' : groups.mark !== undefined ? 'mark' : 'other'
  return { text, lower, start, end: start + text.length, kind }
}

const abbreviations = new Set(['atd', 'apod', 'např', 'tzv', 'tj', 'resp', 'dr', 'mgr', 'ing', 'bc', 'prof', 'doc', 'ul', 'č', 'str', 's', 'r', 'mj', 'cca', 'hod', 'min', 'tel', 'sv', 'st', 'pí', 'p'])

function startsSentence(text: string, before: readonly Token[], next: Token): boolean {
  const last = before.at(-1)!
  if (!/^[.!?…]$/.test(last.text) || next.kind === 'mark') return false
  if (text[last.end] === undefined || !/\s/.test(text[last.end]!)) return false
  const previous = before.at(-2)
  if (last.text === '.' && previous !== undefined && (abbreviations.has(previous.lower) || previous.kind === 'number')) return false
  return /^\p{Lu}/u.test(next.text) || last.text !== '.'
}

export const isCapitalised = (word: string): boolean => /^\p{Lu}/u.test(word)
export const isShouted = (word: string): boolean => word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()
export const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/** `form` in the capitals of `model`. */
export const asWritten = (form: string, model: string): string =>
  isShouted(model) ? form.toUpperCase() : isCapitalised(model) ? capitalised(form) : form

/** Without háčky and čárky. Asked of every letter of every candidate: what a letter is without its marks is looked up. */
export function bare(word: string): string {
  let plain = ''
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at)
    if (code >= bareLetters.length) return withoutMarks(word)
    plain += bareLetters[code]!
  }
  return plain
}

const withoutMarks = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '')
/** Up to ɏ, where Latin letters end. */
const bareLetters = Array.from({ length: 0x250 }, (_, code) => withoutMarks(String.fromCharCode(code)))
