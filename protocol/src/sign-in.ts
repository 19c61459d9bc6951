/** Ways in, and what each takes and gives. */
import Type from 'typebox'
import { closed, Id, MotherTongue, TimeZone } from './scalars.ts'

export const SignedIn = Type.Object({
  learnerId: Id,
  token: Type.String({ description: 'A bearer token; the same session is set as a cookie.' }),
  how: Type.Enum(['back', 'linked', 'new'], { description: 'back: they were known. linked: it belongs from now on to whoever they were here. new: a new learner.' }),
})
export type SignedIn = Type.Static<typeof SignedIn>

export const Ways = Type.Object({ email: Type.Boolean({ description: 'Whether letters are sent here.' }) })
export type Ways = Type.Static<typeof Ways>

export const EmailRequest = Type.Object({ email: Type.String({ minLength: 3, maxLength: 320 }), timeZone: Type.Optional(TimeZone), motherTongue: Type.Optional(MotherTongue) }, closed)

const LinkToken = Type.String({ minLength: 1, maxLength: 200, description: 'What stands behind `#sign-in=` in the link.' })
export const EmailLookRequest = Type.Object({ token: LinkToken }, closed)
export const EmailLook = Type.Object({ email: Type.String(), isHere: Type.Boolean({ description: 'Whether the letter was asked for in this browser.' }) })
export type EmailLook = Type.Static<typeof EmailLook>
export const EmailConfirmRequest = Type.Object({ token: LinkToken }, closed)
