/** Brings the desk and the server together. Whatever is lost on the way is sent again, and counts once. */
import type { DueCards, Reviewed } from '@mluv/protocol/cards.ts'
import type { ask } from '../api.ts'
import { acknowledged, refilled, unsent } from './desk.ts'
import type { Desk } from './desk.ts'

/** Where a desk is kept. Every change sees the one before it, whichever tab made it; the answer is the desk after it, which is kept by then. */
export type DeskKeep = { change(act: (desk: Desk) => Desk): Promise<Desk> }

/** As many as the server takes at once. */
const sentAtOnce = 200
const dueAtOnce = 100

/** Sends what the server may not know of. */
export async function send(keep: DeskKeep, call: typeof ask): Promise<void> {
  for (;;) {
    const sent = unsent(await keep.change((desk) => desk)).slice(0, sentAtOnce)
    if (sent.length === 0) return
    const { items } = await call<Reviewed>('POST', '/reviews', sent)
    await keep.change((desk) => acknowledged(desk, sent, items))
  }
}

/** Sends, then reads what is due: in the other order a review would count for a moment twice. */
export async function refill(keep: DeskKeep, call: typeof ask): Promise<void> {
  await send(keep, call)
  const due = await call<DueCards>('GET', `/cards/due?limit=${dueAtOnce}`)
  await keep.change((desk) => refilled(desk, due))
}
