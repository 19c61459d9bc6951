/** Everything else that an installation talks to, tried once, and what to say of it. */
import { acquaintances } from '../adapters/models/catalog.ts'
import type { Acquaintance } from '../adapters/models/acquaintance.ts'
import { vendors } from '../adapters/models/vendors.ts'
import { smtpFault } from '../adapters/notify/smtp.ts'
import { modelsOf, type Config } from '../config.ts'
import type { ProviderFault } from '../domain/failure.ts'
import type { Cache } from '../ports/cache.ts'
import type { Clock } from '../ports/clock.ts'

export type Trial = { readonly whom: string; readonly isWell: boolean; readonly says: string }

const telegramMsMax = 10_000
/** What Telegram answers to a token that it does not know. */
const unknownBot: ReadonlySet<number> = new Set([401, 404])

/** In the order in which somebody would mend them. */
export async function tried(config: Config, cache: Pick<Cache, 'shared'>, clock: Clock): Promise<readonly Trial[]> {
  const known = acquaintances(modelsOf(config), clock).then((all) => all.map(ofVendor))
  return (await Promise.all([redis(cache), known, mail(config), telegram(config)])).flat()
}

async function redis(cache: Pick<Cache, 'shared'>): Promise<readonly Trial[]> {
  const state = await cache.shared()
  return state === 'none' ? [] : [{ whom: 'Redis', isWell: state === 'ok', says: state === 'ok' ? 'answers' : 'does not answer: is REDIS_URL right, and does it run? Each process remembers for itself until it does.' }]
}

function ofVendor({ name, answer, missing }: Acquaintance): Trial {
  const key = vendors[name]?.key ?? 'MLUV_CHAT_KEY, MLUV_STT_KEY and MLUV_TTS_KEY, or OPENAI_API_KEY, which counts where they are not set'
  const says = {
    well: missing.length === 0 ? 'answers, and has what is asked of it' : `answers, but has no ${missing.join(', ')}: a word misspelt, or a model that is gone?`,
    refused: `refuses the key: look at ${key}`,
    silent: 'answers, and does not say whether it would do what is asked of it',
    unreachable: 'cannot be reached from here: does it run, and is its address right?',
  }[answer]
  return { whom: name, isWell: answer === 'silent' || (answer === 'well' && missing.length === 0), says }
}

async function mail({ SMTP_URL: url }: Config): Promise<readonly Trial[]> {
  if (url === null) return []
  const fault = await smtpFault(url)
  return [{ whom: 'mail', isWell: fault === null, says: fault === null ? 'the server takes letters' : saysOf(fault, 'SMTP_URL') }]
}

async function telegram({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_URL: apiRoot }: Config): Promise<readonly Trial[]> {
  if (token === null) return []
  const { Api, GrammyError } = await import('grammy')
  try {
    const { username } = await new Api(token, { apiRoot: apiRoot!.replace(/\/+$/, '') }).getMe(AbortSignal.timeout(telegramMsMax) as Parameters<InstanceType<typeof Api>['getMe']>[0])
    return [{ whom: 'Telegram', isWell: true, says: `knows the bot as @${username}` }]
  } catch (error) {
    return [{ whom: 'Telegram', isWell: false, says: saysOf(error instanceof GrammyError ? (unknownBot.has(error.error_code) ? 'rejected-key' : 'busy') : 'unreachable', 'TELEGRAM_BOT_TOKEN') }]
  }
}

const saysOf = (fault: ProviderFault, setting: string): string => (fault === 'unreachable' ? 'cannot be reached from here' : fault === 'busy' ? 'answers, and has no time just now' : `refuses us: look at ${setting}`)
