/**
 * How often something took how long. Counted by bounds that are the same everywhere, so that what processes have counted adds up, and what was counted by
 * one moment is part of what is by the next. Noting is cheap: it is done in every request and for every statement.
 */
export type Tally = {
  note(value: number): void
  read(): Tallied
}

/** `counts[at]` is of those up to `bounds[at]` and above the bound before; the last, one more than there are bounds, is of the rest. */
export type Tallied = { readonly bounds: readonly number[]; readonly counts: readonly number[]; readonly sum: number }

/** For what somebody waits for. */
export const waitBoundsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000] as const
/** For what nobody waits for. */
export const jobBoundsMs = [10, 50, 200, 1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000] as const

export function tally(bounds: readonly number[]): Tally {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0)
  let sum = 0
  return {
    note(value) {
      let at = 0
      while (at < bounds.length && value > bounds[at]!) at += 1
      counts[at]! += 1
      sum += value
    },
    read: () => ({ bounds, counts: [...counts], sum }),
  }
}

export type Tallies = {
  of(name: string): Tally
  read(): ReadonlyMap<string, Tallied>
}

/** One for each name, as they come; those beyond `namesMax` are counted together as `others`. */
export function tallies(bounds: readonly number[], namesMax: number): Tallies {
  const all = new Map<string, Tally>()
  function of(name: string): Tally {
    const known = all.get(name)
    if (known) return known
    if (all.size >= namesMax && name !== others) return of(others)
    const made = tally(bounds)
    all.set(name, made)
    return made
  }
  return { of, read: () => new Map(Array.from(all, ([name, each]) => [name, each.read()])) }
}

/** How they are called that have no name of their own. */
export const others = 'others'
