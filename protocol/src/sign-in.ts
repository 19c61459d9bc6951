/** Ways in, and what each takes and gives. */
import Type from 'typebox'
import { closed, Id, Instant, Invitation, MotherTongue, orNull, TimeZone } from './scalars.ts'

export const SignedIn = Type.Object({
  learnerId: Id,
  token: Type.String({ description: 'A bearer token; the same session is set as a cookie.' }),
  how: Type.Enum(['back', 'linked', 'merged', 'new'], {
    description: 'back: they were known. linked: it belongs from now on to whoever they were here. merged: whoever they were here is from now on part of whom it belongs to. new: a new learner.',
  }),
})
export type SignedIn = Type.Static<typeof SignedIn>

export const Ways = Type.Object({
  telegram: Type.Union([Type.Object({ botId: Type.String() }), Type.Null()], { description: 'The bot by which Telegram’s login page is opened.' }),
  email: Type.Boolean({ description: 'Whether letters are sent here.' }),
  passkey: Type.Boolean({ description: 'Whether there can be passkeys at the address that was asked.' }),
  signUp: Type.Enum(['open', 'invite', 'closed'], { description: 'Who that is not known here may begin.' }),
})
export type Ways = Type.Static<typeof Ways>

export const EmailRequest = Type.Object({ email: Type.String({ minLength: 3, maxLength: 320 }), timeZone: Type.Optional(TimeZone), motherTongue: Type.Optional(MotherTongue) }, closed)

const LinkToken = Type.String({ minLength: 1, maxLength: 200, description: 'What stands behind `#sign-in=` in the link.' })
export const EmailLookRequest = Type.Object({ token: LinkToken }, closed)
export const EmailLook = Type.Object({ email: Type.String(), isHere: Type.Boolean({ description: 'Whether the letter was asked for in this browser.' }) })
export type EmailLook = Type.Static<typeof EmailLook>
export const EmailConfirmRequest = Type.Object({
  token: LinkToken, invitation: Type.Optional(Invitation),
  merges: Type.Optional(Type.Boolean({ description: 'Whether you were asked to become part of whom the address belongs to.' })),
}, closed)

const Password = Type.String({ minLength: 1, maxLength: 1024, description: '8 to 128 characters.' })
export const PasswordRequest = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), password: Password }, closed)
export const PasswordSetRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200, description: '3 to 40 letters, figures, dots, dashes or underscores; capitals do not count.' }),
  password: Password,
  current: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, description: 'The password until now, where there is one.' })),
}, closed)
export const PasswordSet = Type.Object({ name: Type.String(), sessionsEnded: Type.Integer({ description: 'Your other sessions, which ended with the password that you had.' }) })
export type PasswordSet = Type.Static<typeof PasswordSet>

export const PasskeyOptions = Type.Object({ challenge: Type.String() }, { description: 'As the WebAuthn standard has it in JSON.' })
export const PasskeyAnswer = Type.Object({
  id: Type.String({ maxLength: 1400 }), rawId: Type.String({ maxLength: 1400 }), type: Type.Literal('public-key'), response: Type.Object({ clientDataJSON: Type.String({ maxLength: 4096 }) }),
}, { description: 'What the browser gave, as its `toJSON()` has it.' })
export const PasskeyRequest = Type.Object({ name: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$' }), answer: PasskeyAnswer }, closed)
export const PasskeyView = Type.Object({ passkeyId: Id, name: Type.String(), createdAt: Instant, usedAt: orNull(Instant) })
export const PasskeyList = Type.Object({ items: Type.Array(PasskeyView) })
export type PasskeyList = Type.Static<typeof PasskeyList>

export const InvitationRequest = Type.Object({ uses: Type.Integer({ minimum: 1, maximum: 1000, description: 'How many newcomers it is for.' }), days: Type.Integer({ minimum: 1, maximum: 365 }) }, closed)
export const InvitationMade = Type.Object({ invitationId: Id, code: Type.String({ description: 'Shown once.' }), uses: Type.Integer(), expiresAt: Instant })
export type InvitationMade = Type.Static<typeof InvitationMade>
export const InvitationList = Type.Object({ items: Type.Array(Type.Object({ invitationId: Id, uses: Type.Integer(), used: Type.Integer(), createdAt: Instant, expiresAt: Instant })) })
