/** A transcript cut at its corrections, so that they can be shown where they belong. */
import type { Mistake } from '@mluv/protocol/turn.ts'

export type Piece = { readonly text: string; readonly mistake: null } | { readonly text: string; readonly mistake: Mistake }

/** In reading order; a mistake that overlaps one before it, or lies outside, is left out. */
export function piecesOf(transcript: string, mistakes: readonly Mistake[]): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const mistake of mistakes.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    if (mistake.start < at || mistake.end < mistake.start || mistake.end > transcript.length) continue
    if (mistake.start > at) pieces.push({ text: transcript.slice(at, mistake.start), mistake: null })
    pieces.push({ text: transcript.slice(mistake.start, mistake.end), mistake })
    at = mistake.end
  }
  if (at < transcript.length) pieces.push({ text: transcript.slice(at), mistake: null })
  return pieces
}
