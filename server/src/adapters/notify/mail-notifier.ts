/** Messages as letters: to learners from what authors wrote, in their own tongue; to operators plainly. */
import { Failure } from '../../domain/failure.ts'
import { letterOf, operatorLetterOf, type Letter } from '../../domain/letter.ts'
import type { Content } from '../../ports/content.ts'
import type { Mailbox } from '../../ports/mailbox.ts'
import type { Notifier } from '../../ports/notifier.ts'
import type { Message, OperatorMessage } from '../../ports/outbox.ts'

/** `publicUrl` is where the letter leads back to; null where nobody said. */
type Desk = { readonly content: Content; readonly publicUrl: string | null }

export const mailNotifier = ({ mailbox, ...desk }: Desk & { readonly mailbox: Mailbox }): Notifier => ({
  channel: 'mail',
  async send(message, options) {
    if (message.address === null) throw new Failure('internal', 'There is no address to send a letter to.')
    await mailbox.send({ to: message.address, ...written(message, desk), letterId: message.messageId }, options)
  },
})

function written(message: Message | OperatorMessage, { content, publicUrl }: Desk): Letter {
  if (message.kind === 'operator-budget') return operatorLetterOf(message, publicUrl)
  const { personas, notices } = content.in('cs')
  const address = personas.get(message.settings.persona)?.address ?? 'ty'
  return letterOf(message, notices, address, publicUrl)
}
