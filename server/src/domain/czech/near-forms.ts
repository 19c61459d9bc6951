/**
 * The common forms with their counts, found again by what a misspelling keeps of them: their key, or all but one letter of it.
 *
 * A form is filed under the hash of its key, and under the hash of its key without each of its letters; no string is made of these.
 */
import { type FormIndex, keyOf } from './variants.ts'

/** Shorter words are all a letter apart. */
const typoLengthMin = 4
/** Words whose neighbours are remembered: each is asked for itself and for those beside it, and words repeat. */
const rememberedMax = 10_000

export function formIndex(counts: ReadonlyMap<string, number>): FormIndex {
  const remembered = new Map<string, readonly string[]>()
  const forms = [...counts.keys()]
  const keys = forms.map(keyOf)
  const [whole, shortened] = [cabinet(keys.length), cabinet(keys.reduce((sum, { length }) => sum + length, 0))]
  for (const [at, key] of keys.entries()) {
    whole.file(hashOf(key), at)
    if (key.length >= typoLengthMin) for (let place = 0; place < key.length; place++) if (isLeftOut(key, place)) shortened.file(hashOf(key, place), at)
  }
  const byKey = (key: string): number[] => whole.found(hashOf(key)).filter((at) => keys[at] === key)
  const byShortened = (wanted: string): number[] => shortened.found(hashOf(wanted)).filter((at) => isShortened(wanted, keys[at]!))
  return {
    countOf: (form) => counts.get(form) ?? 0,
    hasKey: (key) => byKey(key).length > 0,
    near(word) {
      const known = remembered.get(word)
      if (known !== undefined) return known
      const key = keyOf(word)
      const found = new Set(byKey(key))
      if (key.length >= typoLengthMin) {
        for (const at of byShortened(key)) found.add(at)
        for (let place = 0; place < key.length; place++) {
          if (!isLeftOut(key, place)) continue
          const rest = key.slice(0, place) + key.slice(place + 1)
          for (const at of byKey(rest)) found.add(at)
          for (const at of byShortened(rest)) found.add(at)
        }
      }
      const near = Array.from(found, (at) => forms[at]!)
      if (remembered.size >= rememberedMax) remembered.clear()
      remembered.set(word, near)
      return near
    },
  }
}

/** Of two letters alike side by side, only the second. */
const isLeftOut = (key: string, place: number): boolean => key.charCodeAt(place) !== key.charCodeAt(place + 1)

function isShortened(wanted: string, key: string): boolean {
  let same = 0
  while (same < wanted.length && wanted[same] === key[same]) same++
  return wanted.length === key.length - 1 && wanted.slice(same) === key.slice(same + 1)
}

function hashOf(key: string, leftOut = -1): number {
  let hash = 0x811c9dc5 | 0
  for (let at = 0; at < key.length; at++) if (at !== leftOut) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}

/** Numbers filed under hashes, found again in the order in which they were filed. A slot holds one more than the number; half of them stay free. */
function cabinet(numbersMax: number): { readonly file: (hash: number, number: number) => void; readonly found: (hash: number) => number[] } {
  const mask = 2 ** Math.ceil(Math.log2(2 * numbersMax + 2)) - 1
  const [numbers, hashes] = [new Int32Array(mask + 1), new Int32Array(mask + 1)]
  return {
    file(hash, number) {
      let slot = hash & mask
      while (numbers[slot] !== 0) slot = (slot + 1) & mask
      numbers[slot] = number + 1
      hashes[slot] = hash
    },
    found(hash) {
      const found: number[] = []
      for (let slot = hash & mask; numbers[slot] !== 0; slot = (slot + 1) & mask) if (hashes[slot] === hash) found.push(numbers[slot]! - 1)
      return found
    },
  }
}
