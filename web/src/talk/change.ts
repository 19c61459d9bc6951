/** A correction in words: what became what, and of which kind it is. */
import type { Mistake } from '@mluv/protocol/turn.ts'
import type { LaterMessages } from '../words/later/messages.ts'

/** Marks such as a comma are called by name: read aloud, the sign itself is silent. */
export function changeIn({ correction }: LaterMessages, mistake: Pick<Mistake, 'original' | 'corrected'>): string {
  const original = mistake.original.trim()
  const corrected = mistake.corrected.trim()
  const named = (text: string): string => correction.signs[text] ?? correction.quoted(text)
  if (original === '') return correction.added(named(corrected))
  if (corrected === '') return correction.left(named(original))
  return correction.insteadOf(correction.quoted(corrected), correction.quoted(original))
}

export function kindIn({ correction }: LaterMessages, { kind, counted }: Pick<Mistake, 'kind' | 'counted'>): string {
  if (kind === 'register') return correction.register
  if (counted) return correction.kinds[kind]
  if (kind === 'diacritics') return correction.restored
  return `${correction.kinds[kind]} · ${correction.uncounted}`
}
