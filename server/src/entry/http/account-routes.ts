/** Calls by which somebody says who they are, and sees and ends what is theirs. */
import { GuestRequest, GuestSession, OperatorRequest, OperatorSession, RecoveredSession, RecoverRequest } from '@mluv/protocol/session.ts'
import { SessionList, TokenMade, TokenRequest } from '@mluv/protocol/sessions.ts'
import type { House } from '../house.ts'
import { doorRoutes } from './door-routes.ts'
import { identityRoutes } from './identity-routes.ts'
import { ByText, type Routes } from './route.ts'
import { session } from './session.ts'
import { sessions } from './sessions.ts'

export function accountRoutes(house: House): Routes {
  const { guest, recover, operator, leave } = session(house)
  const { list, end, endOthers, makeToken } = sessions(house)
  return {
    'POST /session/guest': { says: 'Begin as a guest', who: 'anyone', body: GuestRequest, gives: { 201: GuestSession }, answer: guest },
    'POST /session/recover': { says: 'Come back with a recovery code', who: 'anyone', body: RecoverRequest, gives: { 201: RecoveredSession }, answer: recover },
    'POST /session/operator': { says: "Sign in with the operator's token", who: 'anyone', body: OperatorRequest, gives: { 201: OperatorSession }, answer: operator },
    'DELETE /session': { says: 'End this session', who: 'session', scope: 'read', gives: { 204: null }, answer: leave },

    ...doorRoutes(house),
    ...identityRoutes(house),

    'GET /sessions': { says: 'Where you are signed in, newest first', scope: 'account', gives: { 200: SessionList }, answer: list },
    'DELETE /sessions': { says: 'Sign out everywhere but here', scope: 'account', gives: { 204: null }, answer: endOthers },
    'DELETE /sessions/:id': { says: 'End one of your sessions or tokens', scope: 'account', params: ByText, gives: { 204: null }, answer: end },
    'POST /tokens': { says: 'Make a token for a program of yours, that does what you choose and has an end', scope: 'account', body: TokenRequest, gives: { 201: TokenMade }, answer: makeToken },
  }
}
