/** Chance that is the same every time: mulberry32, 32 bits of state. */
export type Dice = {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from 0 to below `count`. */
  below(count: number): number
  pick<T>(list: readonly T[]): T
  bytes(count: number): Uint8Array
}

export function dice(seed: number): Dice {
  let state = seed >>> 0
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const next = (): number => word() / 2 ** 32
  const below = (count: number): number => Math.floor(next() * count)
  return {
    next,
    below,
    pick: (list) => list[below(list.length)]!,
    bytes(count) {
      const bytes = new Uint8Array(count)
      for (let at = 0; at < count; at += 4) {
        const four = word()
        for (let of = 0; of < 4 && at + of < count; of += 1) bytes[at + of] = four >>> (8 * of)
      }
      return bytes
    },
  }
}

/** How likely each of `count` is when the n-th is n times rarer than the first: answers who it is this time. */
export function zipf(count: number, exponent: number): (roll: number) => number {
  const sums: number[] = []
  let sum = 0
  for (let rank = 1; rank <= count; rank += 1) sums.push((sum += rank ** -exponent))
  return (roll) => {
    const wanted = roll * sum
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}
