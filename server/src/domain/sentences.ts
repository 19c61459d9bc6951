/** Cuts text into sentences as it is being written. Knows Czech dates, ordinals and abbreviations, whose dots end nothing. */
import { abbreviations } from './czech/abbreviations.ts'

/** A sentence that goes on beyond this is cut at a comma, or at a space: somebody waits to hear it. */
export const sentenceLengthMax = 300
/** A cut at a comma leaves at least so much before it. */
const pieceLengthMin = 60

export type Cut = { readonly sentences: readonly string[]; readonly rest: string }

/**
 * The whole sentences at the beginning of `pending`, trimmed, and what may still go on. Nothing but white space is lost.
 * A dot is judged by the first character of what follows it, so the last sentence of a text stays in `rest`.
 */
export function cutSentences(pending: string): Cut {
  const sentences: string[] = []
  let rest = pending
  for (let end = endOfFirst(rest); end !== null; end = endOfFirst(rest)) {
    const sentence = rest.slice(0, end).trim()
    if (sentence !== '') sentences.push(sentence)
    rest = rest.slice(end)
  }
  return { sentences, rest: rest.trimStart() }
}

const mark = /\n|[.!?…]+[)\]"'”“’»]*/g

function endOfFirst(text: string): number | null {
  for (const found of text.matchAll(mark)) {
    const end = found.index + found[0].length
    if (end > sentenceLengthMax + leadingSpace(text)) break
    if (found[0] === '\n' || endsSentence(text, found.index, end)) return end
  }
  return text.trim().length > sentenceLengthMax ? cutWithin(text) : null
}

function endsSentence(text: string, from: number, end: number): boolean {
  const following = /^\s+(\S)/u.exec(text.slice(end))?.[1]
  if (following === undefined) return false
  const continues = /\p{Ll}/u.test(following)
  const marks = text.slice(from, end)
  if (/[!?]/.test(marks)) return !(continues && /[)\]"'”“’»]$/.test(marks))
  if (continues) return false
  const isSingleDot = /^\.[^.…]*$/.test(marks)
  return !isSingleDot || !isInsideSentence(text.slice(0, from), following)
}

/** Whether the dot after `before` belongs to a number or to a shortened word that something follows. */
function isInsideSentence(before: string, following: string): boolean {
  const [, start = '', word = ''] = /([^\p{L}\d]*|.*[^\p{L}\d])([\p{L}\d]*)$/su.exec(before) ?? []
  if (/^\d+$/.test(word)) return (word.length <= 2 && /\d/.test(following)) || start.trim() === ''
  // A single capital is somebody's initial; longer Roman numerals end sentences like other words.
  if (/^\p{Lu}$/u.test(word)) return true
  return abbreviations.get(word.toLowerCase())?.leads ?? false
}

function cutWithin(text: string): number {
  const begin = leadingSpace(text)
  const piece = text.slice(begin, begin + sentenceLengthMax)
  const comma = Math.max(...[', ', '; ', ': ', ' – '].map((sign) => piece.lastIndexOf(sign)))
  if (comma >= pieceLengthMin) return begin + comma + 2
  const space = piece.search(/\s\S*$/u)
  if (space > 0) return begin + space + 1
  const splitsPair = /[\ud800-\udbff]$/.test(piece)
  return begin + piece.length - (splitsPair ? 1 : 0)
}

const leadingSpace = (text: string): number => text.length - text.trimStart().length
