/** Messages as letters: to learners from what authors wrote, in their own tongue; to operators plainly. */
import type { ToldKind } from '../../domain/channel.ts'
import { Failure, ProviderFailure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import { letterOf, operatorLetterOf, type Letter } from '../../domain/letter.ts'
import type { Content } from '../../ports/content.ts'
import type { Mailbox } from '../../ports/mailbox.ts'
import type { Notifier } from '../../ports/notifier.ts'
import type { Message, OperatorMessage } from '../../ports/outbox.ts'

/**
 * `publicUrl` is where the letter leads back to, null where nobody said; `unsubscribeUrl` where a learner has such letters ended, null where
 * nothing of ours can be reached.
 */
type Desk = { readonly content: Content; readonly publicUrl: string | null; readonly unsubscribeUrl: (learnerId: LearnerId, kind: ToldKind) => Promise<string | null> }

export const mailNotifier = ({ mailbox, ...desk }: Desk & { readonly mailbox: Mailbox }): Notifier => ({
  channel: 'mail',
  reaches: ({ address }) => address !== null,
  async send(message, options) {
    const { address, messageId } = message
    if (address === null) throw new Failure('internal', 'There is no address to send a letter to.')
    const off = message.kind === 'operator-budget' ? null : await desk.unsubscribeUrl(message.learnerId, message.kind)
    try {
      await mailbox.send({ to: address, ...written(message, desk, off), letterId: messageId, ...(off !== null && { unsubscribeUrl: off }) }, options)
    } catch (error) {
      if (error instanceof ProviderFailure && error.called === 'address') return { taken: false, closed: [address] }
      throw error
    }
    return { taken: true, closed: [] }
  },
})

function written(message: Message | OperatorMessage, { content, publicUrl }: Desk, off: string | null): Letter {
  if (message.kind === 'operator-budget') return operatorLetterOf(message, publicUrl)
  const { personas, notices } = content.in('cs')
  const address = personas.get(message.settings.persona)?.address ?? 'ty'
  return letterOf(message, notices, address, { page: publicUrl, off })
}
