/**
 * How well two words stand side by side, from counted pairs of them and of their classes.
 *
 * A frequent word is its own class; any other word belongs to the class of its ending (*~ého*), which is where Czech shows case, number
 * and person. Pairs of words are few in a corpus, pairs of classes many: the first back off to the second.
 */
export type PairCounts = {
  /** How often words that are their own class, and classes of endings, are written. */
  readonly classes: ReadonlyMap<string, number>
  /** What stands behind a word or class, and how often; none is known behind most. */
  readonly behind: (left: string) => ReadonlyMap<string, number> | undefined
}
export type Context = {
  /** The logarithm of how much likelier `right` is behind `left` than anywhere: 0 where nothing is known. */
  readonly affinity: (left: string, right: string) => number
}

const endingLength = 3
/** How many sightings of a word outweigh what its class does. */
const trust = { word: 10, class: 20 }
/** What a mark, a number or nothing at all counts as. */
export const edge = '^'
export const figure = '#'

export const endingOf = (form: string): string => `~${form.slice(-endingLength)}`

export function context({ classes, behind }: PairCounts, countOf: (form: string) => number): Context {
  const total = [...classes.values()].reduce((sum, count) => sum + count, 0) || 1
  const classOf = (form: string): string => (classes.has(form) ? form : endingOf(form))
  const ratio = (left: string, right: string): number => {
    const seen = behind(left)?.get(right) ?? 0
    const expected = (classes.get(right) ?? 0) / total
    return expected === 0 ? 1 : (seen / expected + trust.class) / ((classes.get(left) ?? 0) + trust.class)
  }
  const affinity = (left: string, right: string): number => {
    const [leftClass, rightClass] = [classOf(left), classOf(right)]
    const ofClasses = ratio(leftClass, rightClass)
    if (leftClass === left && rightClass === right) return Math.log(ofClasses)
    const seen = behind(left)?.get(right) ?? 0
    const expected = Math.max(1, countOf(right)) / total
    return Math.log((seen / expected + trust.word * ofClasses) / (countOf(left) + trust.word))
  }
  return { affinity }
}
