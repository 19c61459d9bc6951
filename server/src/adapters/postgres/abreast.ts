/** Something that is kept in the database and at hand in this process: read anew whenever a channel tells that it was changed. */
import type { Clock } from '../../ports/clock.ts'
import { forAtMost } from '../in-time.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

export type Abreast<Of> = {
  now(): Of
  /** Resolves when what was committed before is at hand; where it cannot be read, a little later without it, and it is tried on. */
  renew(): Promise<void>
  close(): Promise<void>
}

export type Kept<Of> = { readonly channel: string; readonly read: () => Promise<Of>; readonly report: (error: unknown) => void }

/** How long after a look that failed the next is taken. */
const againMs = 1_000

/** Resolves when it is at hand, and every change will be heard. */
export async function abreast<Of>({ channel, read, report }: Kept<Of>, database: Pick<Database<Tables>, 'listen'>, clock: Clock): Promise<Abreast<Of>> {
  const closing = new AbortController()
  let known = await read()
  let wanted = 0
  let seen = 0
  let isLooking = false
  let looking = Promise.resolve()
  async function look(): Promise<void> {
    isLooking = true
    while (seen < wanted && !closing.signal.aborted) {
      const asked = wanted
      try {
        known = await read()
        seen = asked
      } catch (error) {
        report(error)
        await clock.sleep(againMs, closing.signal)
      }
    }
    isLooking = false
  }
  const renew = (): Promise<void> => {
    wanted += 1
    if (!isLooking) looking = look()
    return looking
  }
  const hear = () => void renew()
  // Whatever was changed while nothing was heard is seen when it is again.
  const listening = await database.listen(channel, hear, hear)
  await looking
  return {
    now: () => known,
    renew: () => forAtMost(againMs, renew(), clock),
    async close() {
      closing.abort()
      await looking
      await listening.stop()
    },
  }
}
