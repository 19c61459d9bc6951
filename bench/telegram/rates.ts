/** How much a bot may send: in a chat, in a group, and in all of them together. */
import { buckets } from '../simulator/rates.ts'
import type { Rates } from './behaviour.ts'
import type { Room } from './chats.ts'
import { tooMany } from './refusal.ts'

export type Take = (room: Room, rates: Rates) => void

/** Takes one message, or refuses where it would be too many; what is refused takes nothing. */
export function sendingRates(now: () => number): Take {
  const known = buckets(now)
  return ({ chat }, { chat: ofChat, group, all, retryAfterS }) => {
    const own = chat.type === 'private' ? ofChat : group
    const met = [own && known.look(String(chat.id), own, 1), all && known.look('all', all, 1)].filter((each) => each !== null)
    const waitMs = Math.max(0, ...met.map((each) => each.waitMs))
    if (waitMs > 0) throw tooMany(retryAfterS ?? Math.ceil(waitMs / 1000))
    for (const each of met) each.take(1)
  }
}
