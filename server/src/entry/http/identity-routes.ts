/** Signing in with Telegram, and what one signs in with. */
import { CodeMade, IdentityList, MiniAppRequest, TelegramLink, TelegramRequest, Unlinked } from '@mluv/protocol/identities.ts'
import { SignedIn } from '@mluv/protocol/sign-in.ts'
import type { House } from '../house.ts'
import { identities } from './identities.ts'
import { ByText, type Routes } from './route.ts'
import { telegramLogin } from './telegram-login.ts'

export function identityRoutes(house: House): Routes {
  const { login, miniApp } = telegramLogin(house)
  const { list, unlink, newCode, telegramLink } = identities(house)
  return {
    'POST /session/telegram': { says: 'Sign in with what Telegram’s login page gave, once, within 15 minutes', who: 'anyone', body: TelegramRequest, gives: { 201: SignedIn }, answer: login },
    'POST /session/telegram/mini-app': { says: 'Sign in with what Telegram gave the page that it opened', who: 'anyone', body: MiniAppRequest, gives: { 201: SignedIn }, answer: miniApp },

    'GET /identities': { says: 'What you sign in with', scope: 'account', gives: { 200: IdentityList }, answer: list },
    'DELETE /identities/:id': { says: 'Sign in with it no longer; where it was the last, with a recovery code instead', scope: 'account', params: ByText, gives: { 200: Unlinked }, answer: unlink },
    'POST /learner/telegram-link': { says: 'A link that opens the bot and makes its chat yours, once, within 15 minutes', scope: 'account', gives: { 201: TelegramLink }, answer: telegramLink },
    'POST /learner/recovery-code': { says: 'Another recovery code', scope: 'account', gives: { 200: CodeMade }, answer: newCode },
  }
}
