/** Who is speaking: guests, their way back, and operators. */
import Type from 'typebox'
import { closed, Id, Invitation, Level, MotherTongue, TimeZone } from './scalars.ts'

export const GuestRequest = Type.Object({ timeZone: Type.Optional(TimeZone), motherTongue: Type.Optional(MotherTongue), level: Type.Optional(Level), invitation: Type.Optional(Invitation) }, closed)
export const GuestSession = Type.Object({
  learnerId: Id,
  token: Type.String({ description: 'A bearer token; the same session is set as a cookie.' }),
  recoveryCode: Type.String({ description: 'Shown once: brings everything back on another device.' }),
})
export type GuestSession = Type.Static<typeof GuestSession>

export const RecoverRequest = Type.Object({ recoveryCode: Type.String({ minLength: 1, maxLength: 64 }) }, closed)
export const RecoveredSession = Type.Object({ learnerId: Id, token: Type.String() })

export const OperatorRequest = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) }, closed)
export const OperatorSession = Type.Object({ role: Type.Literal('operator'), token: Type.String() })
