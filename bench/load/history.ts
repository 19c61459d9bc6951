/** Whether all that was answered is kept, once; and nothing that nobody said. */

/** By key: the turn's id as it was answered; null where no answer came, of which nobody knows whether it is kept. */
export type Said = ReadonlyMap<string, string | null>
export type Kept = { readonly key: string; readonly turnId: string; readonly isFinished: boolean }
export type History = {
  readonly answered: number
  /** Answered, and not kept, or not whole. */
  readonly lost: readonly string[]
  /** Kept more than once. */
  readonly twice: readonly string[]
  /** Kept under another id than it was answered with. */
  readonly other: readonly string[]
  /** Kept, and never said here. */
  readonly unsaid: readonly string[]
  /** Said, not answered, and kept nevertheless: allowed, and counted. */
  readonly keptUnanswered: number
  /** Began, and is not finished. */
  readonly unfinished: number
}

export function historyOf(said: Said, kept: readonly Kept[]): History {
  const byKey = Map.groupBy(kept, ({ key }) => key)
  const answered = [...said].flatMap(([key, turnId]) => (turnId === null ? [] : [{ key, turnId, rows: byKey.get(key) ?? [] }]))
  const keysWhere = (holds: (each: (typeof answered)[number]) => boolean) => answered.filter(holds).map(({ key }) => key)
  return {
    answered: answered.length,
    lost: keysWhere(({ rows }) => !rows.some(({ isFinished }) => isFinished)),
    other: keysWhere(({ rows, turnId }) => rows.length > 0 && !rows.some((row) => row.turnId === turnId)),
    twice: [...byKey].filter(([, rows]) => rows.length > 1).map(([key]) => key),
    unsaid: [...byKey.keys()].filter((key) => !said.has(key)),
    keptUnanswered: [...byKey.keys()].filter((key) => said.get(key) === null).length,
    unfinished: kept.filter(({ isFinished }) => !isFinished).length,
  }
}

/** What is added up in one place and counted in another, and is not the same. */
export type Sums = readonly { readonly what: string; readonly differing: number }[]

export const isSound = ({ lost, twice, other, unsaid }: History): boolean => [lost, twice, other, unsaid].every((each) => each.length === 0)
