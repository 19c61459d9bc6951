/** Tells a learner or an operator something, where they are when they are not here. */
import type { Message, OperatorMessage } from './outbox.ts'

/** Whether the channel has taken the message, and where it found that nothing will ever be taken any more: such an address need not be tried again. */
export type Told = { readonly taken: boolean; readonly closed: readonly string[] }

export type Notifier = {
  readonly channel: string
  /** Whether there is an address to send it to. */
  reaches(message: Message | OperatorMessage): boolean
  /**
   * Resolves when the channel has taken the message, or every address of it is closed. Rejects with a `ProviderFailure` otherwise: `rejected-request` when
   * this message will never be taken, anything else when it may be later. Ends soon after `signal` aborts.
   */
  send(message: Message | OperatorMessage, options: { readonly signal: AbortSignal }): Promise<Told>
}
