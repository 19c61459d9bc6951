/**
 * Signing in with Telegram: by its login page, which one goes to and comes back from, or within Telegram, which opens this page. Without
 * any script of Telegram's.
 */
import type { SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import { ApiTrouble, ask } from '../api.ts'

const loginPage = 'https://oauth.telegram.org/auth'
/** Kept in this tab: whether it was here that somebody set out. What comes unasked may be somebody else's. */
const setOutPlace = 'mluv.telegram'

/** Leaves the page, and comes back with `#tgAuthResult=`. */
export function goToTelegram({ botId }: NonNullable<Ways['telegram']>): void {
  sessionStorage.setItem(setOutPlace, 'yes')
  location.assign(`${loginPage}?${new URLSearchParams({ bot_id: botId, origin: location.origin, return_to: location.origin + location.pathname }).toString()}`)
}

/** Signs in with what Telegram put behind the address. Whoever did not set out here is asked before anything of theirs becomes another's. */
export async function fromTelegram(hash: string, merges: boolean): Promise<void> {
  const given = new URLSearchParams(hash.slice(1))
  const initData = given.get('tgWebAppData')
  if (initData !== null) {
    await ask<SignedIn>('POST', '/session/telegram/mini-app', { initData, framed: window.self !== window.top, merges })
    return
  }
  const hasSetOut = sessionStorage.getItem(setOutPlace) !== null
  await ask<SignedIn>('POST', '/session/telegram', { fields: fieldsIn(given.get('tgAuthResult') ?? ''), ...((merges || !hasSetOut) && { merges }) })
  sessionStorage.removeItem(setOutPlace)
}

/** The fields are JSON in base64url, in UTF-8; `false` is from whoever thought better of it. */
function fieldsIn(result: string): object {
  try {
    const bytes = Uint8Array.from(atob(result.replaceAll(/[- ]/g, '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
    const fields: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof fields === 'object' && fields !== null) return fields
  } catch {
    // Cut off, or never whole: as refused as the rest.
  }
  throw new ApiTrouble({ code: 'unauthorized', detail: null })
}
