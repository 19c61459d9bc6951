/** Takes one message to its learner, if they still want it, or to the operator. */
import { codeOf, ProviderFailure } from '../domain/failure.ts'
import { whyNotSent } from '../domain/notice.ts'
import type { Clock } from '../ports/clock.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { Outbox } from '../ports/outbox.ts'

export type Channels = {
  /** By e-mail, to those who have a verified address; null where no mail server was set. */
  readonly mail: Notifier | null
  /** For everybody else. */
  readonly otherwise: Notifier
}

/** `lastTry` is the last run of the job: a message that fails then is dead. */
export type Delivery = { readonly messageId: string; readonly lastTry: boolean }

type Parts = { readonly outbox: Outbox; readonly channels: Channels; readonly clock: Clock }

/**
 * Sends a message once, as far as one can know: a process that dies between sending and noting it sends it again, under
 * the same name.
 */
export async function deliver({ outbox, channels, clock }: Parts, { messageId, lastTry }: Delivery, signal: AbortSignal): Promise<void> {
  const message = await outbox.take(messageId)
  if (message === null) return
  const why = message.kind === 'operator-budget' ? null : whyNotSent(message.kind, message.createdAtMs, message, clock.now())
  if (why !== null) return outbox.dropped(messageId, why, clock.now())
  const notifier = channels.mail !== null && message.address !== null ? channels.mail : channels.otherwise
  try {
    await notifier.send(message, { signal })
  } catch (error) {
    const fault = error instanceof ProviderFailure ? error.fault : codeOf(error)
    const isFinal = fault === 'rejected-request'
    if (isFinal || lastTry) await outbox.dead(messageId, notifier.channel, fault, clock.now())
    // What will never be taken needs no other try.
    if (isFinal) return
    throw error
  }
  await outbox.sent(messageId, notifier.channel, clock.now())
}
