/** What a messenger brings, kept from the moment that it is taken until it is answered: each once, those of one chat in their order. */

export type Brought = { readonly updateId: number; readonly chatId: number; readonly body: unknown }

/** How much of an answer is out. `sent`: messages that are; `sendingAfter`: null, or one more may be, whose number in its chat would be above this. */
export type Gone = { readonly sent: number; readonly sendingAfter: number | null }

/** `tries`: which try this is, from 1. */
export type Taken = Brought & Gone & { readonly tries: number }

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
  note(updateId: number, gone: Gone): Promise<void>
  /** It is answered, or never will be. What it held is forgotten. */
  done(updateId: number, nowMs: number): Promise<void>
  /** It is for whoever takes it next, from `dueAtMs` on. */
  putBack(updateId: number, dueAtMs: number): Promise<void>
  /** Ends all leases: for an installation that this process alone holds. */
  release(nowMs: number): Promise<void>
}
