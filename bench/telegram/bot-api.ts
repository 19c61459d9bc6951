/**
 * Telegram, for bots to be tested and measured against: a real HTTP server that speaks the Bot API, and people in chats who say,
 * press and block what they are told to.
 *
 * It refuses what Telegram refuses, in its words, and delivers updates as it does: again and again until they are taken. It knows
 * nothing of any bot. It stands for one bot, whose token it gives.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { User, UserFromGetMe } from 'grammy/types'
import type { Sleep } from '../simulator/behaviour.ts'
import { realSleep } from '../simulator/latency.ts'
import { asTelegramDoes, changed, msOf, type Told, type Trouble } from './behaviour.ts'
import { chats } from './chats.ts'
import { obeyed } from './control.ts'
import { deliveries } from './deliveries.ts'
import type { Call, Someone, Telegram, TelegramOptions } from './door.ts'
import { files } from './files.ts'
import { methods, setAllowed } from './methods.ts'
import { person } from './people.ts'
import { sendingRates } from './rates.ts'
import { Refusal } from './refusal.ts'
import { askedOf, parametersIn, readAsked, wholeBody, type Asked } from './request.ts'
import type { Result, Telegram as Inside } from './sending.ts'

const callsMax = 100_000
const pollMsMax = 50_000
const pollUpdatesMax = 100

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6

type State = { readonly inside: Inside; readonly token: string; readonly calls: Call[]; told: Told; readonly met: Map<Trouble, number>; readonly sleep: Sleep }

export async function startTelegram({ port = 0, token = '1234567:simulated', username = 'zkouseny_bot', readsGroups = false, now = monotonicMs, sleep = realSleep }: TelegramOptions = {}): Promise<Telegram> {
  const world = chats(botOf(token, username, readsGroups))
  const inside: Inside = {
    chats: world, files: files(), now, queries: new Set(), take: sendingRates(now), rates: () => state.told.rates, commands: new Map(),
    deliveries: deliveries({ now, sleep, answered: (body) => answeredInReply(inside, body) }),
  }
  const state: State = { inside, token, calls: [], told: asTelegramDoes, met: new Map(), sleep }
  const server = createServer((request, response) => {
    const answering = request.url?.startsWith(controlPath) ? control(telegram, request, response) : serve(state, request, response)
    answering.catch(() => response.destroy())
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const telegram: Telegram = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    chat(id, someone = {}) {
      const from = userOf(id, someone)
      const room = world.room(id, from, someone.title)
      return { ...person(inside, room, from), messages: () => room.shown }
    },
    file: (fileId) => inside.files.byId(fileId)?.bytes ?? null,
    calls: () => state.calls,
    deliveries: inside.deliveries.log,
    pending: inside.deliveries.pending,
    set(changes) {
      state.told = changed(state.told, changes)
      if (changes.updates) inside.deliveries.set(state.told.updates)
    },
    forget() {
      state.calls.length = 0
      inside.deliveries.forget()
      for (const { shown } of world.all()) shown.length = 0
    },
    stop: () => new Promise((resolve) => {
      inside.deliveries.stop()
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
  return telegram
}

function botOf(token: string, username: string, readsGroups: boolean): UserFromGetMe {
  return {
    id: Number(token.split(':')[0]), is_bot: true, first_name: 'Zkoušený', username, can_join_groups: true, can_read_all_group_messages: readsGroups, supports_inline_queries: false,
    can_connect_to_business: false, has_main_web_app: false, has_topics_enabled: false, allows_users_to_create_topics: false, can_manage_bots: false, supports_join_request_queries: false,
  }
}

/** In a chat with one person that one's id is the chat's. */
function userOf(chatId: number, { id = Math.abs(chatId), firstName = 'Jana', username, languageCode = 'cs' }: Someone): User {
  return { id: chatId > 0 ? chatId : id, is_bot: false, first_name: firstName, language_code: languageCode, ...(username === undefined ? {} : { username }) }
}

const controlPath = '/control/'

async function control(telegram: Telegram, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await wholeBody(request)
  try {
    const answer = obeyed(telegram, request.url!.slice(controlPath.length), body.toString('utf8'))
    response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' }).end(answer ?? '')
  } catch (error) {
    response.writeHead(400).end(String(error))
  }
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulated')
  const [, kind, token, rest] = /^\/(bot|file\/bot)([^/]+)\/(.+)$/.exec(url.pathname) ?? []
  if (rest === undefined || token === undefined) return refuse(response, new Refusal(404, 'Not Found'))
  if (decodeURIComponent(token) !== state.token) return refuse(response, new Refusal(401, 'Unauthorized'))
  if (kind === 'bot') return call(state, rest, url, request, response)
  const kept = state.inside.files.byPath(rest)
  if (!kept) return refuse(response, new Refusal(404, 'Not Found'))
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': kept.bytes.length }).end(kept.bytes)
}

async function call(state: State, method: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { inside, calls, sleep } = state
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  let asked = askedOf({})
  let refusal: Refusal | null = null
  const atMs = inside.now()
  try {
    asked = await readAsked(request, url)
    const trouble = troubleFor(state, method)
    const isPoll = method.toLowerCase() === 'getupdates'
    const beforeMs = isPoll ? 0 : msOf(state.told.answerMs)
    if (beforeMs > 0) await sleep(beforeMs, gone.signal)
    if (trouble?.kind === 'stall') return
    if (trouble?.kind === 'status') throw troubled(trouble)
    const saidMs = isPoll ? 0 : msOf(state.told.saidMs)
    const result = trouble?.kind === 'cut' ? null : isPoll ? await polled(inside, asked, gone.signal) : resultOf(inside, method, asked)
    if (saidMs > 0) await sleep(saidMs, gone.signal)
    if (trouble?.kind === 'unsaid') return
    if (trouble) response.destroy()
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, ...result }))
  } catch (error) {
    refusal = error instanceof Refusal ? error : new Refusal(500, `Internal Server Error: ${String(error)}`)
    refuse(response, refusal)
  } finally {
    if (calls.length === callsMax) calls.shift()
    const status = response.writableEnded && !gone.signal.aborted ? response.statusCode : 0
    calls.push({ method, parameters: asked.parameters, atMs, answeredMs: inside.now(), status, description: refusal?.message ?? '' })
  }
}

function resultOf(inside: Inside, name: string, asked: Asked): Result {
  const method = methods[name.toLowerCase()]
  if (!method) throw new Refusal(404, 'Not Found: method not found')
  return method(inside, asked)
}

async function polled({ deliveries: all }: Inside, asked: Asked, gone: AbortSignal): Promise<Result> {
  setAllowed(all, asked)
  const limit = Math.min(pollUpdatesMax, Math.max(1, asked.whole('limit') ?? pollUpdatesMax))
  const waitMs = Math.min(pollMsMax, Math.max(0, (asked.whole('timeout') ?? 0) * 1000))
  return { result: await all.poll({ offset: asked.whole('offset') ?? 0, limit, waitMs }, gone) }
}

/** A bot may ask for one thing in its answer to a webhook; it does not learn what became of it. */
function answeredInReply(inside: Inside, body: string): void {
  try {
    const { method = '', ...parameters } = parametersIn(body)
    if (method !== '' && !/^(get|setwebhook|deletewebhook)/i.test(method)) resultOf(inside, method, askedOf(parameters))
  } catch {
    // Nobody is told.
  }
}

/** What goes wrong in this call; what was to meet so many calls has met one more. */
function troubleFor({ told, met }: State, method: string): Trouble | null {
  const trouble = told.troubles[method]
  if (!trouble) return null
  const before = met.get(trouble) ?? 0
  met.set(trouble, before + 1)
  return trouble.calls === undefined || before < trouble.calls ? trouble : null
}

const words: Readonly<Record<number, string>> = { 401: 'Unauthorized', 403: 'Forbidden', 500: 'Internal Server Error', 502: 'Bad Gateway', 504: 'Gateway Timeout' }

function troubled({ status, description, retryAfterS }: Trouble & { readonly kind: 'status' }): Refusal {
  const said = description ?? (retryAfterS === undefined ? (words[status] ?? 'Bad Request') : `Too Many Requests: retry after ${retryAfterS}`)
  return new Refusal(status, said, retryAfterS === undefined ? undefined : { retry_after: retryAfterS })
}

function refuse(response: ServerResponse, { status, message, parameters }: Refusal): void {
  if (parameters?.retry_after !== undefined) response.setHeader('retry-after', String(parameters.retry_after))
  const body = { ok: false, error_code: status, description: message, ...(parameters ? { parameters } : {}) }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
