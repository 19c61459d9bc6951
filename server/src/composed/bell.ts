/** By which ways learners are told of something. */
import { unsubscribing } from '../account/unsubscribe.ts'
import { pushKeys } from '../adapters/notify/channels.ts'
import { smtp } from '../adapters/notify/smtp.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { reach } from '../adapters/postgres/reach.ts'
import type { Tables } from '../adapters/postgres/tables.ts'
import type { Config } from '../config.ts'
import type { Bell, House } from '../entry/house.ts'
import type { Clock } from '../ports/clock.ts'
import type { Mailbox } from '../ports/mailbox.ts'

export function bellOf({ TELEGRAM_BOT_TOKEN, SMTP_URL }: Config, database: Database<Tables>, { learners }: House['store'], clock: Clock): Bell {
  const known = reach(database)
  return {
    reach: known, unsubscribing: unsubscribing({ reach: known, learners, clock }), offers: { telegram: TELEGRAM_BOT_TOKEN !== null, push: true, mail: SMTP_URL !== null },
    pushKey: async () => (await pushKeys(known, clock)).publicKey,
  }
}

/** Null where no mail server was set. */
export const mailboxOf = ({ SMTP_URL: url, MAIL_FROM: from }: Config): Mailbox | null => (url === null ? null : smtp({ url, from: from! }))
