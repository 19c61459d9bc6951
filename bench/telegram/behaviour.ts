/** How the server is told to behave: what it takes, how long it takes, and what goes wrong. */
import type { DelayMs, Drawn, Limit } from '../simulator/behaviour.ts'
import { drawn } from '../simulator/latency.ts'

/**
 * - status: refuses with this status in these words; nothing happens
 * - cut: closes the line before anything happens
 * - lost: does what it was asked, and closes the line instead of saying so
 * - stall: does nothing and leaves the line open
 * - unsaid: does what it was asked, and leaves the line open
 */
export type Trouble = {
  /** How many calls it meets; without it all. */
  readonly calls?: number
} & ({ readonly kind: 'status'; readonly status: number; readonly description?: string; readonly retryAfterS?: number } | { readonly kind: 'cut' | 'lost' | 'stall' | 'unsaid' })

/** What may be sent and edited; null: as much as there is. */
export type Rates = {
  /** In one chat with one person. */
  readonly chat: Limit | null
  readonly group: Limit | null
  /** In all chats together. */
  readonly all: Limit | null
  /** What is said in `retry_after`; null: how long it is really, in whole seconds. */
  readonly retryAfterS: number | null
}

export type UpdateBehaviour = {
  /** Before each is sent to the webhook. */
  readonly beforeMs: DelayMs
  /**
   * - by-chat: of a chat one after the other, and the next only when the one before was taken; of several chats at once
   * - at-once: all that there are
   * - reversed: of a chat one after the other, the latest first
   * Presses of buttons are in a row of their own for each person, so that they may overtake what the same person said.
   * What is polled is always in order.
   */
  readonly order: 'by-chat' | 'at-once' | 'reversed'
  /** Whether what was taken comes again, as it does when the answer is lost on its way; or twice at the same time. */
  readonly again: 'never' | 'after' | 'at-once'
  /** Nothing is sent or polled while they are held. */
  readonly held: boolean
  /** How long after a first, second … delivery that was not taken it is tried again; the last is for all after it. `Retry-After` goes before. */
  readonly retryMs: readonly number[]
  /** How long a webhook may take to answer. */
  readonly answerMsMax: number
}

export type Behaviour = {
  readonly rates: Rates
  /** By the name of a method, as `sendMessage`. */
  readonly troubles: Readonly<Record<string, Trouble>>
  /** Before each method but `getUpdates` answers. */
  readonly answerMs: DelayMs
  /** Between what was asked for and the word that it is done. */
  readonly saidMs: DelayMs
  readonly updates: UpdateBehaviour
}

/** What is named is as it says from here on; what it does not say is as it was at the start. */
export type Changes = {
  readonly rates?: Partial<Rates>
  readonly troubles?: Readonly<Record<string, Trouble>>
  readonly answerMs?: DelayMs
  readonly saidMs?: DelayMs
  readonly updates?: Partial<UpdateBehaviour>
}

/** A spread that is being drawn from. */
export type Told = Omit<Behaviour, 'answerMs' | 'saidMs' | 'updates'> & { readonly answerMs: Drawn; readonly saidMs: Drawn; readonly updates: Omit<UpdateBehaviour, 'beforeMs'> & { readonly beforeMs: Drawn } }

/** As the FAQ for bots and the published server have it; how short a burst may be is not said there. */
export const asTelegramDoes: Told = {
  rates: { chat: { limit: 5, windowMs: 5_000 }, group: { limit: 20, windowMs: 60_000 }, all: { limit: 30, windowMs: 1_000 }, retryAfterS: null },
  troubles: {},
  answerMs: 0,
  saidMs: 0,
  updates: { beforeMs: 0, order: 'by-chat', again: 'never', held: false, retryMs: [0, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000], answerMsMax: 60_000 },
}

/** For benches: takes as much as there is. */
export const unlimited: Rates = { chat: null, group: null, all: null, retryAfterS: null }

export function changed(told: Told, { rates, troubles, answerMs, saidMs, updates }: Changes): Told {
  const updated = updates && { ...asTelegramDoes.updates, ...updates }
  return {
    rates: rates ? { ...asTelegramDoes.rates, ...rates } : told.rates,
    troubles: troubles ?? told.troubles,
    answerMs: answerMs === undefined ? told.answerMs : drawn(answerMs),
    saidMs: saidMs === undefined ? told.saidMs : drawn(saidMs),
    updates: updated ? { ...updated, beforeMs: drawn(updated.beforeMs) } : told.updates,
  }
}

export const msOf = (delay: Drawn): number => (typeof delay === 'function' ? delay() : delay)
