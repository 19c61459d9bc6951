/** For an installation without a mail server, and learners without an address: the log says that there was something to say. */
import type { Log } from '../../log.ts'
import type { Notifier } from '../../ports/notifier.ts'

export const consoleNotifier = (log: Log): Notifier => ({
  channel: 'console',
  send: async ({ kind, messageId, learnerId }) => log.info('notice', { kind, messageId, learnerId }),
})
