/** What the ear asks of a spelling dictionary. Synchronous; every look-up is counted by `metered`. */
export type Dictionary = {
  /** Whether the word is spelled right as it stands; capitals matter for names. */
  knows(word: string): boolean
  /** The dictionary's head words that the form may belong to. */
  stems(form: string): readonly string[]
  /** The paradigm letters of a head word; undefined where it has none of its own. */
  paradigmOf(stem: string): string | undefined
  /** Whether what it says from now on is no knowledge any more: a counted one's, past its limit. */
  isSpent?(): boolean
}

export type Meter = { readonly dictionary: Dictionary; readonly spent: () => number }

/** A dictionary that stops looking after `lookUpsMax`: from then on every word is right and has no stems. */
export function metered(dictionary: Dictionary, lookUpsMax: number): Meter {
  let spent = 0
  const may = () => spent++ < lookUpsMax
  return {
    spent: () => Math.min(spent, lookUpsMax),
    dictionary: {
      knows: (word) => !may() || dictionary.knows(word),
      stems: (form) => (may() ? dictionary.stems(form) : []),
      paradigmOf: (stem) => (may() ? dictionary.paradigmOf(stem) : undefined),
      isSpent: () => spent >= lookUpsMax,
    },
  }
}
