/** Beside *Review*, which looks itself: answers that were given there without a network are sent as soon as there is one. */
import { ask } from '../api.ts'
import { send } from './exchange.ts'
import { deskName, keptDesk } from './kept-desk.ts'

/** What cannot be sent lies there still. The answer ends it. */
export function watchDesk(learnerId: string): () => void {
  let keep: ReturnType<typeof keptDesk> | null = null
  async function look(): Promise<void> {
    const desks = await indexedDB.databases()
    if (desks.some(({ name }) => name === deskName(learnerId))) await send((keep ??= keptDesk(learnerId)), ask)
  }
  // Where the browser keeps nothing, nothing is late.
  const meet = (): void => void look().catch(() => {})
  meet()
  addEventListener('online', meet)
  return () => removeEventListener('online', meet)
}
