/** The ways in, each where it is set up. */
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Content } from '../ports/content.ts'
import type { Mailbox } from '../ports/mailbox.ts'
import type { Passkeys } from '../ports/passkeys.ts'
import type { PasswordHash } from '../ports/password-hash.ts'
import type { Store } from '../ports/store.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { Arrive } from './arrive.ts'
import { attempts } from './attempts.ts'
import { emailLink, type EmailLink } from './email-link.ts'
import { ownIdentities } from './own-identities.ts'
import { passkeyDoor } from './passkey.ts'
import { passwords } from './password.ts'
import { posting } from './posting.ts'
import { hashOf } from './secrets.ts'
import { telegramJoin, type TelegramJoin } from './telegram-join.ts'
import { telegramLogin, type TelegramLogin } from './telegram-login.ts'

type Parts = {
  readonly store: Pick<Store, 'doors' | 'identities' | 'sessions'>
  readonly arrive: Arrive
  readonly content: Content
  readonly clock: Clock
  readonly hash: PasswordHash
  readonly passkeys: Passkeys
  /** Null where no mail server was set. */
  readonly mailbox: Mailbox | null
  /** The bot's; null where there is none. */
  readonly telegramToken: string | null
  /** Null where nobody said. */
  readonly publicUrl: string | null
  /** Hears of letters that were not sent. */
  readonly report: (error: unknown) => void
}

export type Doors = ReturnType<typeof doors>

export function doors({ store, arrive, content, clock, hash, passkeys, mailbox, telegramToken, publicUrl, report }: Parts) {
  const tried = attempts({ ...store.doors, clock })
  const post = mailbox && posting({ mailbox, clock, report })
  const links = post && publicUrl !== null ? emailLink({ links: store.doors.links, attempts: tried, arrive, posting: post, texts: content.in('cs').signIn, clock, publicUrl }) : null
  const telegram = telegramToken === null ? null : telegramLogin({ token: telegramToken, proofs: store.doors.proofs, arrive, clock })
  const joining = telegramToken === null ? null : telegramJoin({ token: telegramToken, proofs: store.doors.proofs, identities: store.identities, clock })
  return {
    identities: ownIdentities({ identities: store.identities, clock }),
    passwords: passwords({ doors: store.doors, sessions: store.sessions, attempts: tried, arrive, hash, clock }),
    passkeys: passkeyDoor({ store: store.doors.passkeys, passkeys, attempts: tried, arrive, clock }),

    /** Throws `unavailable` where letters cannot be sent. */
    email(): EmailLink {
      if (links === null) throw new Failure('unavailable', 'Letters are not sent here. Whoever runs this installation sets SMTP_URL and PUBLIC_URL.')
      return links
    },

    /** Throws `unavailable` where there is no bot. */
    telegram(): TelegramLogin {
      if (telegram === null) throw noBot()
      return telegram
    },

    /** Throws `unavailable` where there is no bot. */
    joining(): TelegramJoin {
      if (joining === null) throw noBot()
      return joining
    },

    /** By which Telegram's login page is opened; null where there is no bot. */
    bot: telegram && { botId: telegram.botId },

    /** Whether letters are sent. */
    hasEmail: links !== null,

    /** From now on this browser is one that they have signed in from. */
    know: (learnerId: LearnerId, device: string): Promise<void> => store.doors.devices.note(learnerId, hashOf(device), clock.now()),

    close: async (graceMs: number): Promise<void> => post?.close(graceMs),
  }
}

const noBot = (): Failure => new Failure('unavailable', 'There is no bot here. Whoever runs this installation sets TELEGRAM_BOT_TOKEN.')
