/** Sounds that came down the line, until they are played. A sentence is said before its sound comes, so a listener may wait. */
import type { Frame } from './connection.ts'

/** A sound as an address to play it from; `forget` gives its memory back. */
export type KeptSound = { readonly url: string; readonly forget: () => void }

export type FrameShelf = {
  /** Frames carry a turn's number; everything else calls it by its id. A restarted server counts anew: the newest holder counts. */
  name(turnNumber: number, turnId: string): void
  keep(frame: Frame): void
  /** Runs `act` once: when the sound is here, or after `frameMsMax` without it. */
  when(turnId: string, sentence: number, act: () => void): void
  /** Where to play it from; null when it is not here. */
  find(turnId: string, sentence: number): string | null
  clear(): void
}

const framesMax = 40
export const frameMsMax = 400

export function frameShelf(keepSound: (sound: Uint8Array<ArrayBuffer>) => KeptSound, later: (act: () => void, delayMs: number) => () => void): FrameShelf {
  const numbers = new Map<string, number>()
  const shelf = new Map<string, KeptSound>()
  const expected = new Map<string, () => void>()
  const placeOf = (turnId: string, sentence: number): string => `${numbers.get(turnId)} ${sentence}`

  function forget(place: string): void {
    shelf.get(place)?.forget()
    shelf.delete(place)
  }

  return {
    name(turnNumber, turnId) {
      const before = [...numbers].find(([id, number]) => number === turnNumber && id !== turnId)
      if (before) {
        numbers.delete(before[0])
        for (const place of shelf.keys()) if (place.startsWith(`${turnNumber} `)) forget(place)
      }
      numbers.set(turnId, turnNumber)
    },
    keep({ turnNumber, sentence, sound }) {
      const place = `${turnNumber} ${sentence}`
      forget(place)
      shelf.set(place, keepSound(sound))
      if (shelf.size > framesMax) forget(shelf.keys().next().value!)
      expected.get(place)?.()
    },
    when(turnId, sentence, act) {
      const place = placeOf(turnId, sentence)
      if (shelf.has(place)) return act()
      const come = (): void => {
        callOff()
        expected.delete(place)
        act()
      }
      const callOff = later(come, frameMsMax)
      expected.set(place, come)
    },
    find: (turnId, sentence) => shelf.get(placeOf(turnId, sentence))?.url ?? null,
    clear() {
      for (const place of shelf.keys()) forget(place)
      numbers.clear()
    },
  }
}
