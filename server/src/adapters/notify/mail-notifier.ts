/** Messages as letters: written from what authors wrote, in the learner's own tongue. */
import { letterOf } from '../../domain/letter.ts'
import type { Content } from '../../ports/content.ts'
import type { Mailbox } from '../../ports/mailbox.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { Failure } from '../../domain/failure.ts'

/** `publicUrl` is where the letter leads back to; null where nobody said. */
export const mailNotifier = ({ mailbox, content, publicUrl }: { readonly mailbox: Mailbox; readonly content: Content; readonly publicUrl: string | null }): Notifier => ({
  channel: 'mail',
  async send(message, options) {
    if (message.address === null) throw new Failure('internal', 'There is no address to send a letter to.')
    const { personas, notices } = content.in('cs')
    const address = personas.get(message.settings.persona)?.address ?? 'ty'
    await mailbox.send({ to: message.address, ...letterOf(message, notices, address, publicUrl), letterId: message.messageId }, options)
  },
})
