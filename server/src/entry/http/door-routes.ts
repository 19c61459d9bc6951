/** The ways in. */
import {
  EmailConfirmRequest, EmailLook, EmailLookRequest, EmailRequest, InvitationList, InvitationMade, InvitationRequest,
  PasskeyAnswer, PasskeyList, PasskeyOptions, PasskeyRequest, PasskeyView, PasswordRequest, PasswordSet, PasswordSetRequest, SignedIn, Ways,
} from '@mluv/protocol/sign-in.ts'
import type { FastifyRequest } from 'fastify'
import type { House } from '../house.ts'
import { emailLinks } from './email-link.ts'
import { invitations } from './invitations.ts'
import { hasPasskeys, passkeys } from './passkeys.ts'
import { password } from './password.ts'
import { ByText, type Routes } from './route.ts'

export function doorRoutes(house: House): Routes {
  const { ask, look, confirm } = emailLinks(house)
  const { signIn, set } = password(house)
  const { begin, register, list, beginSignIn, signIn: signInByPasskey } = passkeys(house)
  const { make, list: listInvitations, drop } = invitations(house)
  const ways = async (request: FastifyRequest) => ({ telegram: house.doors.bot, email: house.doors.hasEmail, signUp: house.signUp, passkey: hasPasskeys(house, request) })
  return {
    'GET /session/ways': { says: 'Which ways in there are', who: 'anyone', gives: { 200: Ways }, answer: ways },
    'POST /session/email': { says: 'Ask for a letter with a link that signs in; whether somebody has the address is not told', who: 'anyone', body: EmailRequest, gives: { 202: null }, answer: ask },
    'POST /session/email/look': { says: 'Whose link it is, and whether this browser asked for it; it stays unused', who: 'anyone', body: EmailLookRequest, gives: { 200: EmailLook }, answer: look },
    'POST /session/email/confirm': { says: 'Sign in with the link of a letter, once, within 15 minutes', who: 'anyone', body: EmailConfirmRequest, gives: { 201: SignedIn }, answer: confirm },

    'POST /session/password': { says: 'Sign in with a name and a password', who: 'anyone', body: PasswordRequest, gives: { 201: SignedIn }, answer: signIn },
    'PUT /learner/password': {
      says: 'Set the name and the password that you sign in with. Where you had others, all your other sessions and tokens end', scope: 'account', body: PasswordSetRequest, gives: { 200: PasswordSet }, answer: set,
    },

    'POST /passkeys/options': { says: 'What `navigator.credentials.create` takes (`PublicKeyCredential.parseCreationOptionsFromJSON`)', scope: 'account', gives: { 200: PasskeyOptions }, answer: begin },
    'POST /passkeys': { says: 'Keep the passkey that the browser made', scope: 'account', body: PasskeyRequest, gives: { 201: PasskeyView }, answer: register },
    'GET /passkeys': { says: 'Your passkeys, oldest first', scope: 'account', gives: { 200: PasskeyList }, answer: list },
    'POST /session/passkey/options': { says: 'What `navigator.credentials.get` takes (`PublicKeyCredential.parseRequestOptionsFromJSON`)', who: 'anyone', gives: { 200: PasskeyOptions }, answer: beginSignIn },
    'POST /session/passkey': { says: 'Sign in with a passkey', who: 'anyone', body: PasskeyAnswer, gives: { 201: SignedIn }, answer: signInByPasskey },

    'POST /admin/invitations': { says: 'Invite so many newcomers, for so many days', who: 'operator', body: InvitationRequest, gives: { 201: InvitationMade }, answer: make },
    'GET /admin/invitations': { says: 'Invitations, newest first, and how often they were used', who: 'operator', gives: { 200: InvitationList }, answer: listInvitations },
    'DELETE /admin/invitations/:id': { says: 'Take an invitation back; who came with it stays', who: 'operator', params: ByText, gives: { 204: null }, answer: drop },
  }
}
