/** Where somebody is signed in, and tokens for programs of theirs. */
import Type from 'typebox'
import { closed, Id, Instant } from './scalars.ts'

const TokenScope = Type.Enum(['read', 'learn', 'account'], { description: 'read: look at what is yours. learn: speak, review, keep cards. account: settings of the account, export and erase.' })

export const SessionList = Type.Object({
  items: Type.Array(Type.Object({
    sessionId: Id,
    name: Type.Union([Type.String(), Type.Null()], { description: 'The browser, or what you called the token.' }),
    scopes: Type.Union([Type.Array(TokenScope), Type.Null()], { description: 'Null: everything.' }),
    createdAt: Instant,
    expiresAt: Instant,
    isThis: Type.Boolean({ description: 'The one that asks.' }),
  })),
})
export type SessionList = Type.Static<typeof SessionList>

export const TokenRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
  scopes: Type.Array(TokenScope, { minItems: 1, maxItems: 3, uniqueItems: true }),
  days: Type.Integer({ minimum: 1, maximum: 365, description: 'How long it lasts, used or not.' }),
}, closed)
export const TokenMade = Type.Object({ sessionId: Id, token: Type.String({ description: 'Shown once.' }), expiresAt: Instant })
export type TokenMade = Type.Static<typeof TokenMade>
