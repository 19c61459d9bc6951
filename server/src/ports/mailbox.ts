/** Sends letters by e-mail. */
export type Letter = {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Unique to the letter and the same whenever it is sent again: it becomes its Message-ID. */
  readonly letterId: string
  /** Where whoever gets it can have such letters ended, by one request and without signing in (RFC 8058). */
  readonly unsubscribeUrl?: string
}

export type Mailbox = {
  /**
   * Resolves when the mail server has taken the letter. Rejects with a `ProviderFailure` otherwise: `rejected-request` when
   * it never will, `rejected-key` when it does not know us, `busy` when it asks to come back, `unreachable` when nobody
   * answered in time. Ends soon after `signal` aborts.
   */
  send(letter: Letter, options: { readonly signal: AbortSignal }): Promise<void>
}
