/** Tells a learner or an operator something, where they are when they are not here. */
import type { Message, OperatorMessage } from './outbox.ts'

export type Notifier = {
  readonly channel: string
  /**
   * Resolves when the channel has taken the message. Rejects with a `ProviderFailure` otherwise: `rejected-request` when
   * this message will never be taken, anything else when it may be later. Ends soon after `signal` aborts.
   */
  send(message: Message | OperatorMessage, options: { readonly signal: AbortSignal }): Promise<void>
}
