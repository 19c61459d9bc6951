/** What a messenger brings, kept from the moment that it is taken until it is answered: each once, those of one chat in their order. */

export type Brought = { readonly updateId: number; readonly chatId: number; readonly body: unknown }

/**
 * How much of an answer is out. `sent`: messages that are, or, below 0, that there will be no answer but an excuse: −2 before it is out, −1 after.
 * `sendingAfter`: null, or one more may be, whose number in its chat would be above this.
 */
export type Gone = { readonly sent: number; readonly sendingAfter: number | null }

/** What numbers messages: one supergroup, by its chat's number, or by 0 all other chats together. `latest`: a number that it has come to. */
export type Series = { readonly chatId: number; readonly latest: number }

/** `tries`: which try this is, from 1. */
export type Taken = Brought & Gone & { readonly tries: number }

/** Of an update that somebody else has by now, nothing is changed. */
export type Inbox = {
  /** Keeps those that are not known; gives how many that were. */
  keep(brought: readonly Brought[], nowMs: number): Promise<number>
  /**
   * Of each chat the oldest that is not answered, where nobody has one of that chat; a lease that has run out is taken over. The longest kept first. Where a number is
   * missing, what follows it waits a moment for it.
   */
  take(taking: { readonly holder: string; readonly nowMs: number; readonly leaseUntilMs: number; readonly limit: number }): Promise<Taken[]>
  /** These take longer. */
  renew(updateIds: readonly number[], holder: string, leaseUntilMs: number): Promise<void>
  /** One more than `sent` messages may be out from now on. Gives the highest number that is known of the series, by whichever process; null where somebody else has the update by now. */
  leaving(updateId: number, holder: string, sent: number, series: Series): Promise<number | null>
  /** `sent` messages are out, and no other. The series has come so far, whoever has the update. */
  left(updateId: number, holder: string, sent: number, series: Series): Promise<void>
  /** It is answered, or never will be. What it held is forgotten. */
  done(updateId: number, holder: string, nowMs: number): Promise<void>
  /** It is for whoever takes it next, from `dueAtMs` on. */
  putBack(updateId: number, holder: string, dueAtMs: number): Promise<void>
  /** Ends all leases: for an installation that this process alone holds. */
  release(nowMs: number): Promise<void>
}
