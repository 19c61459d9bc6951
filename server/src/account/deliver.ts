/** Takes one message to its learner, if they still want it, or to the operator: by the first channel that reaches them. */
import { codeOf, Failure, ProviderFailure, type FailureCode, type ProviderFault } from '../domain/failure.ts'
import { waitsUntilMs, whyNotSent } from '../domain/notice.ts'
import type { Clock } from '../ports/clock.ts'
import type { Notifier, Told } from '../ports/notifier.ts'
import type { Message, OperatorMessage, Outbox } from '../ports/outbox.ts'

export type Channels = {
  /** In the order in which they are tried. */
  readonly ways: readonly Notifier[]
  /** Says that there was something to say, where nobody is reached. */
  readonly otherwise: Notifier
}

/** `lastTry` is the last run of the job: a message that fails then is dead. `heldUntilMs` is what it was held back for. */
export type Delivery = { readonly messageId: string; readonly lastTry: boolean; readonly heldUntilMs?: number | undefined }

type Parts = { readonly outbox: Outbox; readonly channels: Channels; readonly clock: Clock }

/**
 * Sends a message once, as far as one can know: a process that dies between sending and noting it sends it again, under
 * the same name.
 */
export async function deliver({ outbox, channels, clock }: Parts, { messageId, lastTry, heldUntilMs }: Delivery, signal: AbortSignal): Promise<void> {
  const message = await outbox.take(messageId)
  if (message === null) return
  if (message.kind !== 'operator-budget') {
    const why = whyNotSent(message, clock.now())
    if (why !== null) return outbox.dropped(messageId, why, clock.now())
    const untilMs = waitsUntilMs(message.settings, clock.now())
    // By this machine's clock the job began a little early: the next try finds the moment come.
    if (untilMs !== null && untilMs === heldUntilMs) throw new Failure('busy', 'The hours are still quiet.')
    if (untilMs !== null) return outbox.held(messageId, untilMs)
  }
  let failed: Failed | null = null
  for (const way of channels.ways.filter((each) => isOpenTo(message, each))) {
    const tried = await attempt(way, message, signal)
    if ('taken' in tried) {
      if (tried.closed.length > 0 && message.kind !== 'operator-budget') await outbox.closed(message.learnerId, way.channel, tried.closed, clock.now())
      if (tried.taken) return outbox.sent(messageId, way.channel, clock.now())
      continue
    }
    failed = tried
    // It may have arrived, or may with the next try: told by another channel, it could be told twice.
    if (!isFinal(tried) && !(lastTry && refusing.has(tried.fault))) break
  }
  if (failed === null) return tellNobody({ outbox, channels, clock }, message, signal)
  if (isFinal(failed) || lastTry) await outbox.dead(messageId, failed.channel, failed.fault, clock.now())
  // What will never be taken needs no other try.
  if (!isFinal(failed)) throw failed.error
}

type Failed = { readonly channel: string; readonly fault: ProviderFault | FailureCode; readonly error: unknown }

const isFinal = ({ fault }: Failed): boolean => fault === 'rejected-request'

/** Who answers so has surely not taken it. */
const refusing: ReadonlySet<string> = new Set(['busy', 'rejected-key'] satisfies ProviderFault[])

/** Operators are told by whatever reaches them; learners by what they want it by. */
const isOpenTo = (message: Message | OperatorMessage, { channel, reaches }: Notifier): boolean =>
  (message.kind === 'operator-budget' || (message.settings.notices[message.kind] as readonly string[]).includes(channel)) && reaches(message)

async function attempt(way: Notifier, message: Message | OperatorMessage, signal: AbortSignal): Promise<Told | Failed> {
  try {
    return await way.send(message, { signal })
  } catch (error) {
    return { channel: way.channel, fault: error instanceof ProviderFailure ? error.fault : codeOf(error), error }
  }
}

async function tellNobody({ outbox, channels, clock }: Parts, message: Message | OperatorMessage, signal: AbortSignal): Promise<void> {
  await channels.otherwise.send(message, { signal })
  // For an operator the log is a channel.
  if (message.kind === 'operator-budget') await outbox.sent(message.messageId, channels.otherwise.channel, clock.now())
  else await outbox.dropped(message.messageId, 'no-channel', clock.now())
}
