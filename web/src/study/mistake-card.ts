/** A card made of a mistake: the learner's sentence with that one place marked, and the sentence as it is right. */
import type { CardRequest } from '@mluv/protocol/cards.ts'
import type { Mistake } from '@mluv/protocol/turn.ts'
import { piecesOf } from '../talk/marks.ts'

/** What a card's front holds, in UTF-16 units. */
const frontLengthMax = 200

/** The other mistakes of the sentence are corrected, so that one card asks one thing. */
export function mistakeCard(transcript: string, mistakes: readonly Mistake[], mistake: Mistake): CardRequest {
  const from = transcript.slice(0, mistake.start).search(/[^.!?…\n]*$/)
  const to = mistake.end + /^[^.!?…\n]*[.!?…]*/.exec(transcript.slice(mistake.end))![0].length
  const inside = mistakes.filter(({ start, end }) => start >= from && end <= to).map((one) => ({ ...one, start: one.start - from, end: one.end - from }))
  const pieces = piecesOf(transcript.slice(from, to), inside)
  const written = (of: (piece: Mistake) => string): string => pieces.map((piece) => (piece.mistake ? of(piece.mistake) : piece.text)).join('').trim()
  const whole = { front: written((one) => (one.id === mistake.id ? marked(one.original) : one.corrected)), back: written(({ corrected }) => corrected) }
  const { front, back } = whole.front.length <= frontLengthMax && whole.back !== '' ? whole : { front: marked(mistake.original.slice(0, frontLengthMax - 2)), back: mistake.corrected.trim() || '–' }
  return { kind: 'mistake', front, back, mistakeId: mistake.id }
}

const marked = (original: string): string => `[${original || ' '}]`
