/** Which word of a Czech sentence on the page was meant, and where it stands. Knows text alone: the sentence may be drawn anew meanwhile. */

export type WordAt = { readonly text: string; readonly start: number; readonly end: number }

const words = new Intl.Segmenter('cs', { granularity: 'word' })

export const wordsIn = (sentence: string): readonly WordAt[] =>
  Array.from(words.segment(sentence)).flatMap(({ segment, index }) => (/\p{L}/u.test(segment) ? [{ text: segment, start: index, end: index + segment.length }] : []))

/** The number of the word that holds this place of the text; -1 where there is none. */
export const wordAround = (all: readonly WordAt[], offset: number): number => all.findIndex(({ start, end }) => start <= offset && offset <= end)

/** The place in the text of `sentence` under a point of the window; null where that is none of its letters. */
export function offsetAt(sentence: Element, x: number, y: number): number | null {
  const place = placeAt(x, y)
  if (!place || !sentence.contains(place.node)) return null
  const before = document.createRange()
  before.selectNodeContents(sentence)
  before.setEnd(place.node, place.offset)
  return before.toString().length
}

/** Newer browsers have the first, older ones the second. */
function placeAt(x: number, y: number): { readonly node: Node; readonly offset: number } | null {
  if ('caretPositionFromPoint' in document) {
    const position = document.caretPositionFromPoint(x, y)
    return position && { node: position.offsetNode, offset: position.offset }
  }
  const range = (document as Document).caretRangeFromPoint(x, y)
  return range && { node: range.startContainer, offset: range.startOffset }
}

/** The word as a range of the page, across whatever pieces the sentence is drawn in. */
export function rangeOf(sentence: Element, { start, end }: WordAt): Range {
  const range = document.createRange()
  const pieces = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT)
  let at = 0
  for (let piece = pieces.nextNode(); piece; piece = pieces.nextNode()) {
    const length = piece.nodeValue!.length
    if (start >= at && start <= at + length) range.setStart(piece, start - at)
    if (end >= at && end <= at + length) {
      range.setEnd(piece, end - at)
      break
    }
    at += length
  }
  return range
}
