/** For an installation without a mail server, and learners without an address: the log says that there was something to say. */
import type { Log } from '../../log.ts'
import type { Notifier } from '../../ports/notifier.ts'

export const consoleNotifier = (log: Log): Notifier => ({
  channel: 'console',
  reaches: () => true,
  send: async (message) => {
    const { kind, messageId } = message
    // What an operator should know stands in a log that shows warnings alone, too.
    if (message.kind === 'operator-budget') log.warn('budget', { messageId, ...message.facts })
    else log.info('notice', { kind, messageId, learnerId: message.learnerId })
    return { taken: true, closed: [] }
  },
})
