/**
 * Who is let in while there are more people than this process can serve: as many as it serves in time; others are asked to come back.
 *
 * How late the event loop is, and how long a connection to the database is waited for, tell how long whatever comes waits. Where that is too long again and
 * again, fewer are let in, until it is not; then more, little by little. Whoever was let in lately is sent away last, and nothing that was begun is given up.
 */
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'

/** Looks of which the middle one counts: a second. One that is late is the machine's, and passes (as in CoDel, RFC 8289, the standing queue is what counts). */
const looksMax = 11
/** A look at a time, fewer are let in by this part, or more by that share: half as many after a second, all again after ten. */
const fewerBy = 0.93
const moreBy = 0.01
/** Where it is late by less than this part of what is too late, there is room. */
const roomBelow = 0.5
/** Some get in, or nobody would find out that there is room. */
const shareMin = 0.02
/** Of the share, what is above is for those who come; only below it is anybody sent away who is here. */
const newcomersAbove = 0.5
/** Whoever was let in within this is here. */
const hereMs = 5 * 60_000
/** So few people are not what makes a machine late. */
const fewMax = 20
/** More are forgotten, the oldest first: a flood must not fill the memory. */
const namesMax = 100_000
/** How long whoever is sent away stays so, while there is as little room: then it is the turn of others. */
const roundMs = 60_000
/** When they may ask again; not all of them at once. */
const retryMsMin = 2_000
const retryMsMax = 10_000

export type CrowdFigures = {
  /** Of those who come, how many are let in: 1 where there is room for all. */
  readonly share: number
  /** Calls and turns that were not taken. */
  readonly sentAway: number
}

export type Crowd = {
  /** Throws `unavailable` with the time to wait where there is no room. `name`: by which the same person is known again; null for whoever has none. */
  admit(name: string | null): void
  /** Somebody is here now by this name. */
  meet(name: string): void
  /** How late the event loop was for what was due, at even intervals. */
  look(lateMs: number): void
  /** What else whatever comes waits for, and how long it did since that was asked before. */
  also(waitedMs: () => number): void
  read(): CrowdFigures
}

/** `lateMsMax` 0: everybody is let in, always. */
export function crowd(options: { readonly lateMsMax: number; readonly clock: Pick<Clock, 'monotonicMs'> }): Crowd {
  const { lateMsMax, clock } = options
  const looks: number[] = []
  /** When each was let in last, the longest ago first. */
  const here = new Map<number, number>()
  let alsoMs = () => 0
  let share = 1
  let sentAway = 0
  let nameless = 0

  function meet(id: number): void {
    here.delete(id)
    here.set(id, clock.monotonicMs())
    if (here.size > namesMax) here.delete(here.keys().next().value!)
  }
  function forget(): void {
    const sinceMs = clock.monotonicMs() - hereMs
    for (const [id, ms] of here) {
      if (ms > sinceMs) break
      here.delete(id)
    }
  }

  return {
    admit(name) {
      if (lateMsMax === 0) return
      const id = name === null ? null : hashOf(name)
      if (share < 1) {
        forget()
        const isHere = id !== null && here.has(id)
        const room = isHere ? share / newcomersAbove : (share - newcomersAbove) / (1 - newcomersAbove)
        // Of the nameless, every so-manieth: they are nobody again and again.
        const place = id === null ? (nameless = (nameless + goldenRatio) % 1) : placeOf(id, Math.floor(clock.monotonicMs() / roundMs))
        if (here.size >= fewMax && place >= Math.max(room, shareMin)) {
          sentAway += 1
          throw new Failure('unavailable', 'More people are practising than there is room for. Try again in a moment.', { retryAfterMs: retryMsMin + place * (retryMsMax - retryMsMin) })
        }
      }
      if (id !== null) meet(id)
    },
    meet: (name) => meet(hashOf(name)),
    look(lateMs) {
      looks.push(lateMs + alsoMs())
      if (looks.length > looksMax) looks.shift()
      const usualMs = looks.toSorted((one, other) => one - other)[looksMax >> 1] ?? 0
      if (usualMs > lateMsMax) share = Math.max(shareMin, share * fewerBy)
      else if (usualMs < lateMsMax * roomBelow) share = Math.min(1, share + moreBy)
    },
    also: (waitedMs) => void (alsoMs = waitedMs),
    read: () => ({ share, sentAway }),
  }
}

/** Multiples of it, without their whole part, are spread as evenly as can be, however many there are. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

/** FNV-1a, 32 bits (draft-eastlake-fnv): names are tokens, which nobody keeps longer than they need to. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** From 0 to 1, another in each round: MurmurHash3's last mixing of 32 bits. */
function placeOf(id: number, round: number): number {
  let mixed = id ^ Math.imul(round, 0x9e3779b9)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}
