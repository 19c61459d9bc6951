/**
 * From whatever a provider's call threw to the one thing routing reads: why it failed.
 *
 * Knows the errors of the AI SDK by their shape, those of `fetch` by their names, and statuses by their numbers. Carries
 * nothing of a request or an answer along: both hold the learner's words.
 */
import { ProviderFailure, type ProviderFault } from '../../domain/failure.ts'

/** What a provider answered instead of an answer. */
export type Refusal = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

export function failureOf(provider: string, error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error
  const refusal = refusalIn(error)
  if (refusal) return refused(provider, refusal)
  const code = codeIn(error)
  const fault = code === null ? faultByName(error) : (faultByCode(code) ?? faultByName(error))
  return new ProviderFailure(provider, fault, { cause: new Error(nameOf(error)), uncharged: wasNeverReached(error), called: wordOf(code) ?? nodeCodeIn(error, anyCode) ?? nameOf(error) })
}

export function refused(provider: string, { status, headers, body }: Refusal): ProviderFailure {
  const fault = faultByStatus(status, body)
  const retryAfterMs = fault === 'busy' ? retryAfter(headers) : null
  // Whoever waited in vain for another may have begun what is asked for.
  const uncharged = status !== 408 && status !== 504 && status !== 524
  const word = wordOf(codeIn(parsed(body)))
  return new ProviderFailure(provider, fault, { cause: new Error(`HTTP ${status}`), uncharged, called: word === null ? `${status}` : `${status}:${word}`, ...(retryAfterMs === null ? {} : { retryAfterMs }) })
}

/** A vendor's code, where it is one: what it says in a sentence may quote somebody. */
const wordOf = (code: string | null): string | null => /^([\w.-]{1,60})( [\w.-]{1,60})?$/.exec(code ?? '')?.[1] ?? null

function parsed(body: string): unknown {
  try {
    const given: unknown = JSON.parse(body)
    return typeof given === 'object' ? given : null
  } catch {
    // A page of a server in between has no code.
    return null
  }
}

const exhausted = /insufficient_quota|insufficient_credit|insufficient_balance|billing_hard_limit|credit balance|quota_exceeded|payment_required/i
/** Google answers 400 to a key that it does not know. */
const unknownKey = /API_KEY_INVALID/

function faultByStatus(status: number, body: string): ProviderFault {
  if (status === 402 || exhausted.test(body)) return 'out-of-credit'
  if (status === 401 || status === 403 || (status === 400 && unknownKey.test(body))) return 'rejected-key'
  if (status === 429 || status === 503 || status === 529) return 'busy'
  if (status === 408 || status === 504) return 'unreachable'
  return status >= 400 && status < 500 ? 'rejected-request' : 'broken'
}

/** Vendors' own words for a fault, as they come in the middle of a stream. */
function faultByCode(code: string): ProviderFault | null {
  if (exhausted.test(code)) return 'out-of-credit'
  if (/invalid_api_key|authentication|permission/i.test(code)) return 'rejected-key'
  if (/rate_limit|overloaded|too_many|capacity/i.test(code)) return 'busy'
  return /context_length|invalid_request|content_filter/i.test(code) ? 'rejected-request' : null
}

/** Nothing was sent to anybody. A line that broke may have been heard of at its other end. */
const unreachedCodes = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/

const wasNeverReached = (error: unknown): boolean => nodeCodeIn(error, unreachedCodes) !== null

/** What Node calls it. */
function nodeCodeIn(error: unknown, which: RegExp): string | null {
  for (const each of causesOf(error)) if ('code' in each && typeof each.code === 'string' && which.test(each.code)) return each.code
  return null
}

/** An error, and what it came from. */
function* causesOf(error: unknown): Generator<Error> {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) yield each
}

/** Time that ran out and lines that broke are the network's; what could not be understood is the provider's. */
const networkNames = /^(TimeoutError|AbortError|SocketError|ConnectTimeoutError|HeadersTimeoutError|BodyTimeoutError)$/
const networkCodes = /^(ECONN|ENOTFOUND|EAI_|EPIPE|EHOST|ENET|ETIMEDOUT|UND_ERR_|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/
const anyCode = /^[A-Z][A-Z0-9_]{1,60}$/

function faultByName(error: unknown): ProviderFault {
  if (isUnanswered(error) || nodeCodeIn(error, networkCodes) !== null) return 'unreachable'
  for (const each of causesOf(error)) {
    if (networkNames.test(each.name)) return 'unreachable'
    // `fetch` says no more than this where a line broke in the middle of an answer.
    if (each instanceof TypeError && (each.message === 'terminated' || each.message === 'fetch failed')) return 'unreachable'
  }
  return 'broken'
}

/** An error of the AI SDK about a call that got no status: it never reached anybody. */
const isUnanswered = (error: unknown): boolean => error instanceof Error && 'isRetryable' in error && 'url' in error && (error as { statusCode?: number }).statusCode === undefined

/** A status in an error of the AI SDK: on success, too, where the answer could not be read, and in the middle of a stream, where it is no `Error`. */
function refusalIn(error: unknown): Refusal | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error) || typeof error.statusCode !== 'number' || error.statusCode < 400) return null
  const { responseHeaders = {}, responseBody } = error as { responseHeaders?: Record<string, string>; responseBody?: string }
  return { status: error.statusCode, headers: responseHeaders, body: responseBody ?? (error instanceof Error ? '' : JSON.stringify(error)) }
}

/** What a vendor calls it: in an error that came down a stream, or in what came instead of a piece of an answer. */
function codeIn(error: unknown): string | null {
  if (typeof error === 'string') return error
  const told = error instanceof Error && 'value' in error ? error.value : error
  if (told instanceof Error || typeof told !== 'object' || told === null) return null
  const { code, type } = ('error' in told && typeof told.error === 'object' && told.error !== null ? told.error : told) as { code?: unknown; type?: unknown }
  return [code, type].filter((each) => typeof each === 'string').join(' ') || null
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

/** Nobody is waited for longer than this. */
const retryAfterMsMax = 3_600_000

/** `Retry-After` in seconds or as a date, which is read against the answer's own `Date`. */
function retryAfter(headers: Readonly<Record<string, string>>): number | null {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN)
  const given = headers['retry-after'] ?? ''
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.parse(headers['date'] ?? '')
  const wanted = Number.isFinite(ms) ? ms : seconds
  return Number.isFinite(wanted) ? Math.min(retryAfterMsMax, Math.max(0, wanted)) : null
}
