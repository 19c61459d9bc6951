/** The ways in. */
import { EmailConfirmRequest, EmailLook, EmailLookRequest, EmailRequest, PasswordRequest, PasswordSet, PasswordSetRequest, SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import type { House } from '../house.ts'
import { emailLinks } from './email-link.ts'
import { password } from './password.ts'
import type { Routes } from './route.ts'

export function doorRoutes(house: House): Routes {
  const { ask, look, confirm } = emailLinks(house)
  const { signIn, set } = password(house)
  return {
    'GET /session/ways': { says: 'Which ways in there are', who: 'anyone', gives: { 200: Ways }, answer: () => house.doors.open },
    'POST /session/email': { says: 'Ask for a letter with a link that signs in; whether somebody has the address is not told', who: 'anyone', body: EmailRequest, gives: { 202: null }, answer: ask },
    'POST /session/email/look': { says: 'Whose link it is, and whether this browser asked for it; it stays unused', who: 'anyone', body: EmailLookRequest, gives: { 200: EmailLook }, answer: look },
    'POST /session/email/confirm': { says: 'Sign in with the link of a letter, once, within 15 minutes', who: 'anyone', body: EmailConfirmRequest, gives: { 201: SignedIn }, answer: confirm },

    'POST /session/password': { says: 'Sign in with a name and a password', who: 'anyone', body: PasswordRequest, gives: { 201: SignedIn }, answer: signIn },
    'PUT /learner/password': {
      says: 'Set the name and the password that you sign in with. Where you had others, all your other sessions and tokens end', scope: 'account', body: PasswordSetRequest, gives: { 200: PasswordSet }, answer: set,
    },
  }
}
