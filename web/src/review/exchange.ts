/** Brings the desk and the server together. Whatever is lost on the way is sent again, and counts once. */
import type { DueCards, Reviewed } from '@mluv/protocol/cards.ts'
import type { ask } from '../api.ts'
import { acknowledged, refilled, unsent } from './desk.ts'
import type { Desk, GivenReview } from './desk.ts'

/** Where a desk is kept. Every change sees the one before it, whichever tab made it; the answer is the desk after it, which is kept by then. */
export type DeskKeep = { change(act: (desk: Desk) => Desk): Promise<Desk> }

/** As many as the server takes at once, and about half of what a browser lets go on without its page. */
export const sentAtOnce = 200
const dueAtOnce = 100
const partingMsMax = 20_000

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

/** Sends at once, and goes on where the page ends meanwhile. Rejects without saying why: `send` does, where there is still a page. */
export async function sendParting(given: readonly GivenReview[]): Promise<Reviewed> {
  const response = await fetch('/api/v1/reviews', {
    method: 'POST', headers: { accept: 'application/json', 'content-type': 'application/json' }, credentials: 'same-origin', keepalive: true,
    signal: AbortSignal.timeout(partingMsMax), body: JSON.stringify(given),
  })
  if (!response.ok) throw new Error(`Refused with ${response.status}.`)
  return (await response.json()) as Reviewed
}
