/** What every call to a provider has: a deadline, an end that leaves nothing running, and a bound on what comes back. */
import type { Clock } from '../../ports/clock.ts'
import { ask, tell, type Telling } from './ask.ts'
import { refused } from './provider-fault.ts'
import type { Gauge } from './rate-headers.ts'

/** Where a provider is, what it is called in events and failures, and how long one answer may take. */
export type Line = {
  readonly name: string
  /** What goes before `/chat/completions` and its siblings. */
  readonly baseUrl: string
  /** Undefined for a server of one's own that asks for none. */
  readonly apiKey?: string | undefined
  readonly clock: Clock
  readonly answerMsMax?: number
  /** Who listens to what the vendor says of its rate. */
  readonly gauge?: Gauge
}

export const answerMsMaxDefault = 30_000

export type Call = { readonly signal: AbortSignal; end(): void }

/** A signal that aborts with the caller's, or `msMax` after `from`; `end` stops the waiting, and gives no reason: to make one, with its stack, costs more than the wait. */
export function beginCall(clock: Clock, msMax: number, caller: AbortSignal, from: Promise<void> = Promise.resolve()): Call {
  const ended = new AbortController()
  const late = new AbortController()
  void from.then(() => clock.sleep(msMax, ended.signal)).then(() => {
    if (!ended.signal.aborted) late.abort(new DOMException('The provider took too long.', 'TimeoutError'))
  })
  return { signal: AbortSignal.any([caller, late.signal]), end: () => ended.abort(null) }
}

/** `ask`, for those who ask by themselves. */
export const askOver = ({ gauge }: Pick<Line, 'gauge'>): typeof ask => async (address, question) => {
  const response = await ask(address, question)
  gauge?.hear(response.headers)
  return response
}

/** How most vendors want to be shown a key. */
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` })

export type Posted = { readonly body: Uint8Array; readonly type: string }

/** Posts JSON, or bytes of another type, to a provider. Throws a `ProviderFailure` for a refusal; anything else as `ask` throws it. */
export async function post(line: Line, path: string, given: Posted | string, signal: AbortSignal, shown: (key: string) => Record<string, string> = bearer): Promise<Response> {
  const { body, type } = typeof given === 'string' ? { body: given, type: 'application/json' } : given
  return answerIn(line, ask(addressOf(line, path), { method: 'POST', headers: headersOf(line, type, shown), body, signal }))
}

/** What a provider lists. Throws as `post` does. */
export async function get(line: Line, path: string, signal: AbortSignal, shown: (key: string) => Record<string, string> = bearer): Promise<Response> {
  return answerIn(line, ask(addressOf(line, path), { headers: line.apiKey ? shown(line.apiKey) : {}, signal }))
}

/** `tell`, to a provider. */
export const tellOver = (line: Line, path: string, type: string, signal: AbortSignal): Telling => tell(addressOf(line, path), { headers: headersOf(line, type, bearer), signal })

const addressOf = ({ baseUrl }: Line, path: string): string => baseUrl.replace(/\/+$/, '') + path
const headersOf = ({ apiKey }: Line, type: string, shown: (key: string) => Record<string, string>): Record<string, string> => ({ ...(apiKey ? shown(apiKey) : {}), 'content-type': type })

/** The answer, where it is none of those that `post` throws. */
export async function answerIn(line: Line, asked: Promise<Response>): Promise<Response> {
  const response = await asked
  line.gauge?.hear(response.headers)
  if (response.ok) return response
  throw refused(line.name, { status: response.status, headers: Object.fromEntries(response.headers), body: await textOf(response) })
}

/** An answer in text is never longer than this. */
const textBytesMax = 1024 * 1024

export async function textOf({ body }: { readonly body: AsyncIterable<Uint8Array> | null }): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length > textBytesMax) throw new RangeError('The answer is too long.')
    text += decoder.decode(part, { stream: true })
  }
  return text + decoder.decode()
}
