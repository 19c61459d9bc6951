/** Times as providers take them: seldom much shorter than usual, now and then much longer. */
import { setTimeout as sleepReally } from 'node:timers/promises'
import type { DelayMs, Drawn, Sleep, Spread } from './behaviour.ts'

/** How many standard deviations above the middle 95 % of a normal distribution ends. */
const z95 = 1.644854

/** Draws times whose logarithms are normally distributed. */
export function lognormal({ p50Ms, p95Ms, seed }: Spread): () => number {
  const deviation = Math.log(p95Ms / p50Ms) / z95
  const random = chance(seed)
  return () => {
    // Box and Muller's transform; 1 − u is never 0.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return p50Ms * Math.exp(deviation * normal)
  }
}

/** A spread goes on being drawn from where it was. */
export const drawn = (delay: DelayMs): Drawn => (typeof delay === 'object' ? lognormal(delay) : delay)

export const realSleep: Sleep = (ms, signal) => sleepReally(ms, undefined, { signal }).catch(() => {})

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
