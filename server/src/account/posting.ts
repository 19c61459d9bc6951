/** Sends letters after whoever asked for them has an answer, so that the answer tells nothing of how it went. */
import { Failure, ProviderFailure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Letter, Mailbox } from '../ports/mailbox.ts'

/** Letters on their way in one process: a mail server that does not answer must not fill the memory. */
const underWayMax = 100
/** How long after a failed try the next one begins. */
const pausesMs = [2_000, 15_000]

export type Posting = {
  /** Throws `busy` where too many are on their way. */
  post(letter: Letter): void
  /** Resolves when none is on its way any more, after `graceMs` at the latest. */
  close(graceMs: number): Promise<void>
}

/** `report` hears of each that was not sent. */
export function posting({ mailbox, clock, report }: { readonly mailbox: Mailbox; readonly clock: Clock; readonly report: (error: unknown) => void }): Posting {
  const underWay = new Set<Promise<void>>()
  const ending = new AbortController()

  async function deliver(letter: Letter): Promise<void> {
    for (const pauseMs of [...pausesMs, null]) {
      try {
        return await mailbox.send(letter, { signal: ending.signal })
      } catch (error) {
        const isFinal = !(error instanceof ProviderFailure) || error.fault === 'rejected-request'
        if (isFinal || pauseMs === null || ending.signal.aborted) return report(error)
        await clock.sleep(pauseMs, ending.signal)
      }
    }
  }

  return {
    post(letter) {
      if (underWay.size >= underWayMax) throw new Failure('busy', 'Too many letters are on their way. Try again in a minute.', { retryAfterMs: 60_000 })
      const sending = clock.soon().then(() => deliver(letter)).finally(() => underWay.delete(sending))
      underWay.add(sending)
    },

    async close(graceMs) {
      const patience = new AbortController()
      const sent = Promise.all(underWay)
      await Promise.race([sent, clock.sleep(graceMs, patience.signal)])
      patience.abort()
      ending.abort()
      await sent
    },
  }
}
