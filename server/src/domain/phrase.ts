/** A phrase a day: the same for one learner whichever process asks, and none again before they have had all. */
import { levels, type Level, type Translated } from './language.ts'
import type { LearnerId } from './identity.ts'
import { spread } from './spread.ts'

export type Phrase = Translated & { readonly level: Level }

const dayMs = 86_400_000

/** Of the learner's level and the one below; where none was written for those, of the nearest below, or else of any. Null where there are none at all. */
export function phraseOf(learnerId: LearnerId, day: string, level: Level, phrases: readonly Phrase[]): Translated | null {
  const fitting = fittingTo(level, phrases)
  if (fitting.length === 0) return null
  const { cs, en, uk, ru } = fitting[(spread(learnerId) + Date.parse(day) / dayMs) % fitting.length]!
  return { cs, en, uk, ru }
}

function fittingTo(level: Level, phrases: readonly Phrase[]): readonly Phrase[] {
  for (let at = levels.indexOf(level); at >= 0; at -= 1) {
    const found = phrases.filter((phrase) => phrase.level === levels[at] || phrase.level === levels[at - 1])
    if (found.length > 0) return found
  }
  return phrases
}
