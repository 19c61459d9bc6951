/** The channels of an installation, in the order in which they are tried. */
import type { ToldKind } from '../../domain/channel.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { Log } from '../../log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Content } from '../../ports/content.ts'
import type { Mailbox } from '../../ports/mailbox.ts'
import type { Notifier } from '../../ports/notifier.ts'
import type { Reach } from '../../ports/reach.ts'
import { consoleNotifier } from './console-notifier.ts'
import { mailNotifier } from './mail-notifier.ts'
import { newVapidKeys, pushNotifier, type VapidKeys } from './push-notifier.ts'
import { telegramNotifier } from './telegram-notifier.ts'

export type ChannelParts = {
  readonly content: Content
  readonly log: Log
  readonly clock: Clock
  readonly reach: Pick<Reach, 'secret'>
  /** Null where no mail server was set. */
  readonly mailbox: Mailbox | null
  readonly unsubscribeToken: (learnerId: LearnerId, kind: ToldKind) => Promise<string>
}

/** As they were set. */
type Configured = Readonly<Record<'PUBLIC_URL' | 'OPERATOR_EMAIL' | 'TELEGRAM_BOT_TOKEN' | 'TELEGRAM_API_URL', string | null>>

export function channels(set: Configured, { content, log, clock, reach, mailbox, unsubscribeToken }: ChannelParts): { readonly ways: readonly Notifier[]; readonly otherwise: Notifier } {
  const { PUBLIC_URL: publicUrl, OPERATOR_EMAIL: operator, TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_URL: apiRoot } = set
  // Where whoever runs a browser's messages asks after us.
  const contact = publicUrl?.startsWith('https:') ? publicUrl : `mailto:${operator ?? 'mluv@localhost'}`
  const unsubscribeUrl = async (learnerId: LearnerId, kind: ToldKind) => publicUrl && new URL(`/unsubscribe/${await unsubscribeToken(learnerId, kind)}`, publicUrl).href
  return {
    ways: [
      ...(token === null ? [] : [telegramNotifier({ token, apiRoot: apiRoot!.replace(/\/+$/, ''), content })]),
      pushNotifier({ content, contact, keys: () => pushKeys(reach, clock) }),
      ...(mailbox === null ? [] : [mailNotifier({ mailbox, content, publicUrl, unsubscribeUrl })]),
    ],
    otherwise: consoleNotifier(log),
  }
}

/** The pair by which browsers know this installation: made when it is first asked for, and kept, since a browser that was told one takes nothing signed by another. */
export const pushKeys = async (reach: Pick<Reach, 'secret'>, clock: Clock): Promise<VapidKeys> =>
  JSON.parse(await reach.secret('push', async () => JSON.stringify(await newVapidKeys()), clock.now())) as VapidKeys
