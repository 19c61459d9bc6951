/** What somebody signs in with, and signing in with Telegram. */
import Type from 'typebox'
import { closed, Id, Instant } from './scalars.ts'

export const IdentityList = Type.Object({
  items: Type.Array(Type.Object({
    identityId: Id,
    provider: Type.Enum(['telegram', 'email', 'password', 'passkey']),
    subject: Type.String({ description: 'Who you are there: an address, a name, a number.' }),
    createdAt: Instant,
    isVerified: Type.Boolean(),
  })),
})
export type IdentityList = Type.Static<typeof IdentityList>

export const TelegramLink = Type.Object({ url: Type.String({ description: 'Opens the bot, which asks whether its chat is to be yours; once.' }), expiresAt: Instant })
export type TelegramLink = Type.Static<typeof TelegramLink>

export const Unlinked = Type.Object({ recoveryCode: Type.Union([Type.String(), Type.Null()], { description: 'Shown once, where it is all that is left to come back with.' }) })
export type Unlinked = Type.Static<typeof Unlinked>
export const CodeMade = Type.Object({ recoveryCode: Type.String({ description: 'Shown once; the one before is over.' }) })
export type CodeMade = Type.Static<typeof CodeMade>

const Merges = Type.Optional(Type.Boolean({
  description: 'Whether you were asked to become part of whom it belongs to. Left out, a guest does; true, an account, too; false, nobody who has said or kept anything, and nothing new is linked to them.',
}))
export const TelegramRequest = Type.Object({
  fields: Type.Record(Type.String({ pattern: '^[a-z_]{1,40}$' }), Type.Union([Type.String({ maxLength: 2000 }), Type.Integer()]), { maxProperties: 20, description: 'All that Telegram’s login page gave.' }),
  merges: Merges,
}, closed)
export const MiniAppRequest = Type.Object({
  initData: Type.String({ minLength: 1, maxLength: 8000, description: 'As Telegram gave it to the page.' }),
  framed: Type.Optional(Type.Boolean({ description: 'Whether the page is within another site’s.' })),
  merges: Merges,
}, closed)
