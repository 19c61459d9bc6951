/**
 * Hands in what was spent, and fetches what is wanted of the allowances: by one loop behind everybody's back, one exchange
 * with the database at a time. Who needs more than is in hand waits for the next one, with all others who do.
 */
import type { Allowances, Entry } from '../ports/allowances.ts'
import type { Clock } from '../ports/clock.ts'
import { idleMsMax, type Slice, type Slices } from './slices.ts'

/** How long entries wait for others. What is not handed in when a process dies stays in its slices, which count as spent. */
const gatherMs = 200
const entriesAtOnceMax = 500
/** Kept while the database is away; beyond it nothing is spent. */
const entriesMax = 20_000
/** After an exchange that failed. */
const retryMs = 1_000
const closingTriesMax = 3

export type Exchange = {
  enter(entry: Entry, from: readonly Slice[]): void
  /** Whether nothing more may be spent, because it could not be entered. */
  isFull(): boolean
  /** Resolves when what is wanted was asked for. Rejects when the database cannot be asked. */
  fetch(): Promise<void>
  /** Hands in what was entered so far. */
  flush(): Promise<void>
  /** Hands in everything and gives everything back. */
  close(): Promise<void>
}

type Parts = { readonly allowances: Pick<Allowances, 'exchange'>; readonly clock: Clock; readonly holder: string; readonly report: (error: unknown) => void }
type Entered = { readonly entry: Entry; readonly from: readonly Slice[] }
type Waiting = { readonly resolve: () => void; readonly reject: (error: unknown) => void }

export function exchange(parts: Parts, slices: Slices): Exchange {
  const { clock } = parts
  const entries: Entered[] = []
  const waiting: Waiting[] = []
  let working: Promise<boolean> = Promise.resolve(true)
  let hasFailed = false
  let closed = false

  /** One exchange, after the one that is under way; whether it went well. Never rejects. */
  const once = (): Promise<boolean> => (working = working.then(async () => {
    hasFailed = !(await exchanged(parts, slices, entries, waiting.splice(0), closed))
    return !hasFailed
  }))

  /** How long the next exchange may wait; null where there is nothing in hand. */
  function restMs(): number | null {
    if (closed) return null
    if (hasFailed) return retryMs
    if (waiting.length > 0) return 0
    if (entries.length > 0 || slices.untold) return gatherMs
    return slices.any ? idleMsMax : null
  }
  const loop = restingBetween(clock, restMs, once)

  return {
    enter(entry, from) {
      entries.push({ entry, from })
      loop.stir()
    },
    isFull: () => closed || entries.length >= entriesMax,
    async fetch() {
      if (closed) return
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.push({ resolve, reject })
      loop.stir()
      await promise
    },
    async flush() {
      const last = entries.at(-1)
      for (let goesOn = true; goesOn;) goesOn = (await once()) && last !== undefined && entries.includes(last)
    },
    async close() {
      closed = true
      loop.stir()
      for (let failures = 0; failures < closingTriesMax;) {
        if (failures > 0) await clock.sleep(retryMs)
        if (!(await once())) failures += 1
        else if (entries.length === 0) return
      }
    },
  }
}

async function exchanged({ allowances, clock, holder, report }: Parts, slices: Slices, entries: Entered[], waiting: readonly Waiting[], closed: boolean): Promise<boolean> {
  const given = entries.slice(0, entriesAtOnceMax)
  const asked = slices.asked(spentOf(given), closed)
  try {
    const granted = given.length + asked.size > 0 ? await allowances.exchange(holder, { entries: given.map(({ entry }) => entry), slices: [...asked.values()] }, clock.now()) : []
    entries.splice(0, given.length)
    slices.granted(asked, granted)
    for (const { resolve } of waiting) resolve()
    return true
  } catch (error) {
    // What became of it is not known: the next exchange says again what is held.
    for (const slice of asked.keys()) slice.untold = true
    for (const { reject } of waiting) reject(error)
    report(error)
    return false
  }
}

function spentOf(given: readonly Entered[]): Map<Slice, number> {
  const spent = new Map<Slice, number>()
  for (const { entry, from } of given) for (const slice of from) spent.set(slice, (spent.get(slice) ?? 0) + entry.microUsd)
  return spent
}

/** Works after each rest, until there is nothing to rest for. Whoever stirs it has it look whether it may rest for less long. */
function restingBetween(clock: Clock, restMs: () => number | null, work: () => Promise<unknown>): { stir(): void } {
  let isUp = false
  let nap: { readonly ms: number; readonly end: AbortController } | null = null

  async function go(): Promise<void> {
    for (let ms = restMs(); ms !== null; ms = restMs()) {
      nap = { ms, end: new AbortController() }
      const { signal } = nap.end
      if (ms > 0) await clock.sleep(ms, signal)
      nap = null
      if (!signal.aborted) await work()
    }
    isUp = false
  }

  return {
    stir() {
      const ms = restMs()
      if (nap && (ms === null || ms < nap.ms)) nap.end.abort()
      if (isUp || ms === null) return
      isUp = true
      void go()
    },
  }
}
