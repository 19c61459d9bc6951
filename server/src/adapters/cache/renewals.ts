/** After a change, what is held of its owner is found again before anybody asks. */
import type { Change, ChangeKind } from '../../domain/artefact.ts'
import type { Belief } from './belief.ts'
import type { LookUps } from './look-ups.ts'

export type Renewals = {
  /** Begins to find again what the change has ended and somebody asked for within its lifetime. */
  after(change: Change): void
  /** Resolves when nothing is being found any more; what waits in line is left. */
  close(): Promise<void>
}

/** Whoever reviews card by card, or talks, changes something every few seconds, and looks at what they have reached once: what nobody asked for so often is left until somebody does. */
const inVainMax = 3
/** Found again at once; the others wait in line, each once. */
const renewalsMax = 4
/** An utterance's outcome is about to follow; a session, or a sound, is found again when it is used. */
const notRenewed: readonly ChangeKind[] = ['utterance', 'session', 'sound']

export function renewals({ held, isBelieved, isCurrent, lifetimes, clock }: Belief, { join }: LookUps): Renewals {
  const line = new Set<string>()
  const running = new Set<Promise<void>>()
  let closed = false

  async function renewAll(): Promise<void> {
    for (const key of line) {
      line.delete(key)
      const kept = held.look(key)
      if (closed || !kept || isCurrent(kept.what, kept)) continue
      kept.inVain += 1
      // Whoever asks next finds out why, and is told.
      await join(kept.what, key, kept.find, 'renewals').catch(() => {})
    }
  }

  return {
    after({ owner, kinds }) {
      if (closed || kinds.every((kind) => notRenewed.includes(kind))) return
      for (const key of held.of(owner)) {
        const kept = held.look(key)!
        const isWanted = kept.inVain < inVainMax && clock.now() < kept.askedAtMs + lifetimes[kept.what.artefact].processMs
        if (isWanted && isBelieved(kept.what.artefact) && !isCurrent(kept.what, kept)) line.add(key)
      }
      while (line.size > 0 && running.size < renewalsMax) {
        const renewal = renewAll().finally(() => running.delete(renewal))
        running.add(renewal)
      }
    },
    async close() {
      closed = true
      await Promise.all(running)
    },
  }
}
