/** What this browser alone keeps of a learner: whether anything of it is known to nobody else yet, and taking it away with whoever leaves. */
import { ask } from '../api.ts'
import { letGo, unsent } from '../review/desk.ts'
import { send } from '../review/exchange.ts'
import { deskName, keptDesk } from '../review/kept-desk.ts'
import type { Drawer } from '../talk/pending.ts'

/** As `session.ts`, `pending.ts` and `draft.ts` call them, of which the first script of the page may not export more: a test holds that. */
const learnerPlace = 'mluv.learner'
const pendingPlace = (learnerId: string): string => `mluv.pending.${learnerId}`
const draftPlace = (learnerId: string): string => `mluv.draft.${learnerId}`

/** How many answers and sentences would be lost, after what can be sent was sent. */
export async function lostByLeaving(kept: Drawer, learnerId: string): Promise<number> {
  const desk = keptDesk(learnerId)
  await desk.change(letGo)
  // What could not be sent is counted.
  await send(desk, ask).catch(() => null)
  return unsent(await desk.change((same) => same)).length + sentencesIn(kept, learnerId)
}

function sentencesIn(kept: Drawer, learnerId: string): number {
  try {
    const waiting: unknown = JSON.parse(kept.getItem(pendingPlace(learnerId)) ?? '[]')
    return Array.isArray(waiting) ? waiting.length : 0
  } catch {
    // What cannot be read can be sent by nobody.
    return 0
  }
}

export function forgetLearner(kept: Drawer, learnerId: string): void {
  for (const place of [learnerPlace, pendingPlace(learnerId)]) kept.removeItem(place)
  for (const forget of [() => sessionStorage.removeItem(draftPlace(learnerId)), () => indexedDB.deleteDatabase(deskName(learnerId))]) {
    try {
      forget()
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }
}
