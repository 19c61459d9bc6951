/**
 * How often something may be tried. So many times freely, then after waits that double, and never for ever: whoever tries
 * in another's name makes the next try from elsewhere wait, not the one from where its owner has been before.
 */

/** What was tried so far; `lastAtMs` is the last try that was let through. */
export type Tally = { readonly tries: number; readonly lastAtMs: number }

/** `freely`: tries without a wait. After `forgottenMs` without one all is forgotten. */
export type Limit = { readonly freely: number; readonly firstMs: number; readonly waitMsMax: number; readonly forgottenMs: number }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** 2 to the power of this is more than any wait. */
const doublingsMax = 40

export const limits = {
  /** Passwords for one name from one network. */
  guessesFromNetwork: { freely: 5, firstMs: minuteMs, waitMsMax: 12 * hourMs, forgottenMs: dayMs },
  /** Passwords for one name from all browsers that never signed in with it. */
  guessesByStrangers: { freely: 20, firstMs: minuteMs, waitMsMax: hourMs, forgottenMs: dayMs },
  /** Passwords for one name from one browser that has signed in with it. */
  guessesOnKnownDevice: { freely: 10, firstMs: minuteMs, waitMsMax: hourMs, forgottenMs: dayMs },
  /** Passwords for any name from one network: a school has one address. */
  guessesOfNetwork: { freely: 60, firstMs: minuteMs, waitMsMax: hourMs, forgottenMs: dayMs },
  /** The password that is to be changed, and new ones. */
  passwordChanges: { freely: 10, firstMs: minuteMs, waitMsMax: hourMs, forgottenMs: dayMs },
  /** Letters to one mailbox that one network or known browser asks for. */
  lettersFromPlace: { freely: 4, firstMs: 10 * minuteMs, waitMsMax: 6 * hourMs, forgottenMs: 12 * hourMs },
  /** Letters to one mailbox that all strangers ask for. */
  lettersToMailbox: { freely: 12, firstMs: minuteMs, waitMsMax: 30 * minuteMs, forgottenMs: 6 * hourMs },
  /** Letters to anybody that one network asks for. */
  lettersOfNetwork: { freely: 40, firstMs: minuteMs, waitMsMax: hourMs, forgottenMs: dayMs },
  /** Challenges for passkeys, and answers to them, of one network or learner. */
  passkeysOfNetwork: { freely: 300, firstMs: 1_000, waitMsMax: 10 * minuteMs, forgottenMs: hourMs },
} as const satisfies Readonly<Record<string, Limit>>

/** The longest that any of them is remembered. */
export const attemptsKeptMs = dayMs

/** How long to wait before the next try; 0 where none is needed. */
export function waitMs(tally: Tally | null, { freely, firstMs, waitMsMax, forgottenMs }: Limit, nowMs: number): number {
  if (tally === null || tally.tries < freely) return 0
  const restMs = Math.min(waitMsMax, firstMs * 2 ** Math.min(doublingsMax, tally.tries - freely))
  return nowMs - tally.lastAtMs >= forgottenMs ? 0 : Math.max(0, tally.lastAtMs + restMs - nowMs)
}

export function withOneMore(tally: Tally | null, { forgottenMs }: Limit, nowMs: number): Tally {
  if (tally === null || nowMs - tally.lastAtMs >= forgottenMs) return { tries: 1, lastAtMs: nowMs }
  return { tries: tally.tries + 1, lastAtMs: nowMs }
}
