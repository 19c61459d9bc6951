/** Which vendor's protocol an endpoint belongs to: where it is, how a key is shown, and how it refuses. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Endpoint } from './behaviour.ts'
import { toldByAnthropic, toldByOpenAi, type Stood } from './rates.ts'

export type Refused = { readonly status: number; readonly code?: string | undefined }
type Protocol = {
  readonly paths: Readonly<Partial<Record<Endpoint, RegExp>>>
  readonly key: (headers: IncomingHttpHeaders) => string | undefined
  readonly refusal: (refused: Refused) => object
  /** The headers in which it says what it still takes; absent where it does not say. */
  readonly told?: (stood: Stood, model: string) => Readonly<Record<string, string>>
}

const bearer = ({ authorization = '' }: IncomingHttpHeaders): string | undefined => /^Bearer (.+)$/.exec(authorization)?.[1]
const given = (header: string | readonly string[] | undefined): string | undefined => (typeof header === 'string' ? header : undefined)

/** Anthropic's and Google's own words for a status. */
const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error', 401: 'authentication_error', 402: 'billing_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error', 500: 'api_error', 529: 'overloaded_error',
}
const googleStatuses: Readonly<Record<number, string>> = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE' }

const openAi: Protocol = {
  paths: { transcriptions: /^\/v1\/audio\/transcriptions$/, chat: /^\/v1\/chat\/completions$/, speech: /^\/v1\/audio\/speech$/, embeddings: /^\/v1\/embeddings$/, models: /^\/v1\/models$/ },
  key: bearer,
  refusal: ({ status, code }) => ({ error: { message: `simulated ${status}`, type: 'simulated', param: null, code: code ?? 'simulated' } }),
  told: toldByOpenAi,
}
const anthropic: Protocol = {
  paths: { messages: /^\/v1\/messages$/, models: /^\/v1\/models$/ },
  key: (headers) => given(headers['x-api-key']) ?? bearer(headers),
  refusal: ({ status, code }) => ({ type: 'error', error: { type: code ?? anthropicTypes[status] ?? 'api_error', message: `simulated ${status}` }, request_id: 'req_simulated' }),
  told: toldByAnthropic,
}
const google: Protocol = {
  paths: { generate: /^\/v1beta\/models\/[^/:]+:(generateContent|streamGenerateContent)$/, embed: /^\/v1beta\/models\/[^/:]+:(embedContent|batchEmbedContents)$/, models: /^\/v1beta\/models$/ },
  key: (headers) => given(headers['x-goog-api-key']),
  // Google answers 400 to a key that it does not know.
  refusal: ({ status, code }) => ({
    error: { code: status, message: `simulated ${status}`, status: googleStatuses[status] ?? 'UNKNOWN', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code ?? 'SIMULATED', domain: 'googleapis.com' }] },
  }),
}
const deepgram: Protocol = {
  paths: { listen: /^\/v1\/listen$/, speak: /^\/v1\/speak$/, models: /^\/v1\/projects$/ },
  key: ({ authorization = '' }) => /^Token (.+)$/.exec(authorization)?.[1],
  refusal: ({ status, code }) => ({ err_code: code ?? 'SIMULATED', err_msg: `simulated ${status}`, request_id: 'simulated' }),
}
const elevenLabs: Protocol = {
  paths: { voices: /^\/v1\/text-to-speech\/[^/]+\/stream$/, models: /^\/v1\/models$/ },
  key: (headers) => given(headers['xi-api-key']),
  refusal: ({ status, code }) => ({ detail: { status: code ?? 'simulated', message: `simulated ${status}` } }),
}

export type Place = { readonly endpoint: Endpoint; readonly protocol: Protocol }

/** Only lists are got. Three of them are at the same address: whose it is shows by a version, or by how the key is shown. */
export function placeOf(method: string | undefined, { pathname }: URL, headers: IncomingHttpHeaders): Place | null {
  const places = [openAi, anthropic, google, deepgram, elevenLabs].flatMap((protocol) =>
    Object.entries(protocol.paths).flatMap(([endpoint, path]) => (path.test(pathname) ? [{ endpoint: endpoint as Endpoint, protocol }] : [])))
  if (method === 'POST') return places.find(({ endpoint }) => endpoint !== 'models') ?? null
  if (method !== 'GET') return null
  const lists = places.filter(({ endpoint }) => endpoint === 'models' || endpoint === 'listen')
  const isAnthropics = headers['anthropic-version'] !== undefined
  return lists.find(({ protocol }) => isAnthropics === (protocol === anthropic) && protocol.key(headers) !== undefined) ?? lists[0] ?? null
}

/** What a vendor answers to a key that it does not know. */
export const wrongKey = ({ protocol }: Place): Refused => (protocol === google ? { status: 400, code: 'API_KEY_INVALID' } : { status: 401, code: protocol === openAi || protocol === elevenLabs ? 'invalid_api_key' : undefined })
