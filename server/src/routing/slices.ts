/**
 * The slices of allowances that a process has in hand.
 *
 *     slice = free + in purses + spent and not handed in
 *
 * What the database holds of a slice is set, never added to: after an exchange whose answer was lost, the next one makes it right.
 */
import type { Allowance, Limited } from '../domain/allowance.ts'
import type { Asked, Granted } from '../ports/allowances.ts'
import type { Clock } from '../ports/clock.ts'

/** A slice that nobody took from for so long is given back. */
export const idleMsMax = 60_000
/** An allowance of which nothing was left is not asked about again before this: another process may have given some back. */
const emptyMs = 2_000

export type Slice = {
  readonly allowance: Allowance
  limitMicroUsd: number
  sliceMicroUsd: number
  freeMicroUsd: number
  /** In nobody's hands, when last heard of. */
  leftMicroUsd: number
  /** Purses that may still ask for some of it. */
  purses: number
  wantedMicroUsd: number
  neededMicroUsd: number
  usedAtMs: number
  emptyUntilMs: number
  /** Whether the database has to hear of it, though nobody asks for more. */
  untold: boolean
}

export type Slices = {
  /** The one slice of an allowance, for somebody who is about to take from it; one with nothing in it where there was none. */
  of(limited: Limited): Slice
  /** Takes so much from each, or nothing. */
  take(from: readonly Slice[], microUsd: number): boolean
  giveBack(to: readonly Slice[], microUsd: number): void
  /** So much more is asked for of those that have less. */
  want(of: readonly Slice[], microUsd: number): void
  /** A call is refused, or would be, for want of so much. */
  need(of: readonly Slice[], microUsd: number): void
  isEmpty(slice: Slice): boolean
  /** Whether there are any, and whether the database has to hear of one. */
  readonly any: boolean
  readonly untold: boolean
  /** What is to be exchanged, after so much was spent of each; `all`: nobody needs what is free any more. */
  asked(spent: ReadonlyMap<Slice, number>, all: boolean): ReadonlyMap<Slice, Asked>
  granted(asked: ReadonlyMap<Slice, Asked>, granted: readonly Granted[]): void
}

export function slices(clock: Clock): Slices {
  const all = new Map<string, Slice>()
  const isUnused = ({ usedAtMs }: Slice) => clock.monotonicMs() - usedAtMs >= idleMsMax

  return {
    of({ allowance, limitMicroUsd }) {
      const { scope, name, period, since } = allowance
      const key = `${scope} ${name} ${period} ${since}`
      const slice = all.get(key) ?? {
        allowance, limitMicroUsd, sliceMicroUsd: 0, freeMicroUsd: 0, leftMicroUsd: limitMicroUsd, purses: 0, wantedMicroUsd: 0, neededMicroUsd: 0,
        usedAtMs: clock.monotonicMs(), emptyUntilMs: 0, untold: false,
      }
      if (slice.limitMicroUsd !== limitMicroUsd) change(slice, limitMicroUsd)
      slice.usedAtMs = clock.monotonicMs()
      all.set(key, slice)
      return slice
    },
    take(from, microUsd) {
      if (from.some(({ freeMicroUsd }) => freeMicroUsd < microUsd)) return false
      for (const slice of from) {
        slice.freeMicroUsd -= microUsd
        slice.usedAtMs = clock.monotonicMs()
      }
      return true
    },
    giveBack(to, microUsd) {
      for (const slice of to) slice.freeMicroUsd += microUsd
    },
    want(of, microUsd) {
      for (const slice of of) if (slice.freeMicroUsd < microUsd) slice.wantedMicroUsd += microUsd
    },
    need(of, microUsd) {
      for (const slice of of) if (slice.freeMicroUsd < microUsd) slice.neededMicroUsd = Math.max(slice.neededMicroUsd, microUsd - slice.freeMicroUsd)
    },
    isEmpty: ({ emptyUntilMs }) => clock.monotonicMs() < emptyUntilMs,
    get any() {
      return all.size > 0
    },
    get untold() {
      return all.values().some(({ untold }) => untold)
    },
    asked(spent, gone) {
      const concerned = [...all.values()].filter((slice) => {
        if (slice.freeMicroUsd > 0 && (gone || isUnused(slice))) giveUp(slice)
        return spent.has(slice) || slice.untold || slice.wantedMicroUsd > 0 || slice.neededMicroUsd > 0
      })
      return new Map(concerned.map((slice) => [slice, askedOf(slice, spent.get(slice) ?? 0)]))
    },
    granted(asked, granted) {
      for (const [at, [slice, what]] of [...asked].entries()) {
        receive(slice, what, granted[at]!)
        if (granted[at]!.sliceMicroUsd - what.heldMicroUsd < what.wantedMicroUsd) slice.emptyUntilMs = clock.monotonicMs() + emptyMs
      }
      for (const [key, slice] of all) if (slice.sliceMicroUsd === 0 && slice.purses === 0 && !slice.untold && isUnused(slice)) all.delete(key)
    },
  }
}

/** What was in hand under another limit is asked for anew; what was not to be had then may be now. */
function change(slice: Slice, limitMicroUsd: number): void {
  Object.assign(slice, { limitMicroUsd, leftMicroUsd: limitMicroUsd, emptyUntilMs: 0 })
  if (slice.freeMicroUsd > 0) giveUp(slice)
}

/** What is given up is nobody's any more, whatever becomes of the exchange that says so. */
function giveUp(slice: Slice): void {
  slice.sliceMicroUsd -= slice.freeMicroUsd
  slice.freeMicroUsd = 0
  slice.untold = true
}

function askedOf(slice: Slice, spentMicroUsd: number): Asked {
  const { allowance, limitMicroUsd, sliceMicroUsd, wantedMicroUsd, neededMicroUsd } = slice
  Object.assign(slice, { wantedMicroUsd: 0, neededMicroUsd: 0, untold: false })
  return { allowance, limitMicroUsd, heldMicroUsd: sliceMicroUsd - spentMicroUsd, wantedMicroUsd, neededMicroUsd }
}

function receive(slice: Slice, { heldMicroUsd }: Asked, { sliceMicroUsd, leftMicroUsd }: Granted): void {
  slice.freeMicroUsd += sliceMicroUsd - heldMicroUsd
  slice.sliceMicroUsd = sliceMicroUsd
  slice.leftMicroUsd = leftMicroUsd
}
