/**
 * How long what nobody needs any more is kept, kind by kind. Totals, stars, days, cards and words are not here: they are
 * kept as long as their learner is.
 */
import { attemptsKeptMs } from './attempt.ts'

const dayMs = 86_400_000

/**
 * Backups of every night: so many of the newest, and none that is older. Whoever is erased is in none of them after that, and does not come
 * back from one before.
 */
export const backupsMax = 7
export const backupMsMax = backupsMax * dayMs

/**
 * In this order: turns let go of their conversations. Sounds come before what refers to them, so that one is let go a week
 * before it is erased: whoever found it on the eve has long said so.
 */
export const remains = ['turns', 'conversations', 'sounds', 'speeches', 'sessions', 'messages', 'notifications', 'measurements', 'allowances', 'updates', 'links', 'challenges', 'invitations', 'attempts', 'devices', 'proofs'] as const
export type Remains = (typeof remains)[number]

/** Counted from the moment after which a thing was of no use; null is for ever. `turns` and their conversations are the operator's to choose. */
export function keptMs(kind: Remains, keepTurnsDays: number | null): number | null {
  switch (kind) {
    // What was said, and the conversations that nothing is left of.
    case 'turns':
    case 'conversations':
      return keepTurnsDays === null ? null : keepTurnsDays * dayMs
    // A sentence that was not said for so long; it is spoken anew when it is needed.
    case 'speeches':
      return 60 * dayMs
    // A sound that neither a turn nor a sentence refers to. One that was just made is referred to when its turn ends, minutes later.
    case 'sounds':
      return 2 * dayMs
    case 'sessions':
    // Letters and challenges that nobody came back with, and proofs that are too old to be used again.
    case 'links':
    case 'challenges':
    case 'proofs':
      return 0
    // So that an operator sees for a while what became of one.
    case 'invitations':
      return 30 * dayMs
    case 'attempts':
      return attemptsKeptMs
    // Browsers in which somebody signed in.
    case 'devices':
      return 400 * dayMs
    // Sent, dropped or dead: long enough to answer why somebody got one, or did not.
    case 'messages':
      return 30 * dayMs
    // Read ones.
    case 'notifications':
      return 60 * dayMs
    // A year can be seen beside the one before.
    case 'measurements':
      return 750 * dayMs
    // Answered ones, without what was said: Telegram brings none again after a day.
    case 'updates':
      return 3 * dayMs
    // Of days and months that are over, with what processes that died had in hand of them. What was spent stays in the ledger; an entry may come late.
    case 'allowances':
      return 60 * dayMs
  }
}
