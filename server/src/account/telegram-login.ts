/**
 * Signing in with what Telegram says of somebody: by its login page, or as it opens our page within itself. Both are signed with the bot's
 * token (https://core.telegram.org/widgets/login#checking-authorization, https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
 *
 * Whatever is wrong is refused with the same words. What is right holds once, and not for long.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { ProofStore } from '../ports/door-store.ts'
import type { Arrive, Arrived, Coming } from './arrive.ts'
import { hashOf } from './secrets.ts'

/** How old it may be: Telegram's clock and ours may differ by as much as it may be ahead. */
const oldMsMax = 15 * 60_000
const aheadMsMax = 60_000
const fieldsMax = 20

type Parts = { readonly token: string; readonly proofs: ProofStore; readonly arrive: Arrive; readonly clock: Clock }
/** Each field once, as it was received. */
type Fields = ReadonlyMap<string, string>
type Proved = { readonly subject: string; readonly motherTongue: string | null }

export type TelegramLogin = ReturnType<typeof telegramLogin>

export function telegramLogin({ token, proofs, arrive, clock }: Parts) {
  const loginKey = createHash('sha256').update(token).digest()
  const pageKey = createHmac('sha256', 'WebAppData').update(token).digest()

  async function enter(fields: Fields, key: Uint8Array, readUser: (fields: Fields) => Proved, coming: Coming): Promise<Arrived> {
    const atMs = whenSigned(fields, key)
    const nowMs = clock.now()
    if (atMs === null || nowMs - atMs > oldMsMax || atMs - nowMs > aheadMsMax) throw refused()
    const { subject, motherTongue } = readUser(fields)
    const proofHash = hashOf(fields.get('hash')!)
    if (!(await proofs.use(proofHash, atMs + oldMsMax + aheadMsMax))) throw refused()
    try {
      return await arrive({ provider: 'telegram', subject, isVerified: true, given: motherTongue === null ? {} : { motherTongue } }, coming)
    } catch (error) {
      // Nobody has come in by it: whoever is asked something first comes again with it.
      await proofs.giveBack(proofHash)
      throw error
    }
  }

  return {
    /** The bot's number, by which Telegram's login page knows it. */
    botId: token.split(':')[0]!,

    /** `fields`: all that Telegram's login page gave, whatever they are called. */
    login: (fields: Readonly<Record<string, string | number>>, coming: Coming): Promise<Arrived> =>
      enter(new Map(Object.entries(fields).map(([name, value]) => [name, String(value)])), loginKey, (all) => ({ subject: numberIn(all.get('id')), motherTongue: null }), coming),

    /** `initData`: as Telegram hands it to our page, a query. */
    miniApp: async (initData: string, coming: Coming): Promise<Arrived> => enter(fieldsIn(initData), pageKey, userIn, coming),
  }
}

const refused = (): Failure => new Failure('unauthorized', 'Telegram has not said so, or not just now. Begin again.')

/**
 * When Telegram signed this; null where it did not. What is signed is every field but the hash, each on a line, in the order of their names: one that
 * holds a line's end could be read as two.
 */
function whenSigned(fields: Fields, key: Uint8Array): number | null {
  if ([...fields].some(([name, value]) => !/^[a-z_]+$/.test(name) || value.includes('\n'))) return null
  const signed = [...fields].filter(([name]) => name !== 'hash').toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => `${name}=${value}`).join('\n')
  const expected = createHmac('sha256', key).update(signed).digest()
  const given = fields.get('hash') ?? ''
  if (!/^[0-9a-f]{64}$/.test(given) || !timingSafeEqual(expected, Buffer.from(given, 'hex'))) return null
  const at = fields.get('auth_date') ?? ''
  return /^\d{1,12}$/.test(at) ? Number(at) * 1000 : null
}

/** Of a name that comes twice nobody knows which was meant. */
function fieldsIn(query: string): Fields {
  const pairs = [...new URLSearchParams(query)]
  const fields = new Map(pairs)
  if (fields.size !== pairs.length || pairs.length > fieldsMax) throw refused()
  return fields
}

function userIn(fields: Fields): Proved {
  try {
    const { id, language_code: tongue } = JSON.parse(fields.get('user') ?? '') as { readonly id?: unknown; readonly language_code?: unknown }
    return { subject: numberIn(String(id)), motherTongue: typeof tongue === 'string' && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tongue) ? tongue : null }
  } catch {
    // Whatever it is, it is nobody.
    throw refused()
  }
}

function numberIn(text: string | undefined): string {
  if (text === undefined || !/^[1-9]\d{0,18}$/.test(text)) throw refused()
  return text
}
