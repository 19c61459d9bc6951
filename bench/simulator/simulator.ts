/**
 * A provider of models to test and measure against: a real HTTP server that speaks vendors' wire protocols, each in a
 * file of its own.
 *
 * It hears what it is sent, answers what it is asked, speaks what it is given, fails and dawdles as it is told, and
 * counts what it would charge. It knows nothing of the tutor. What was said is forgotten unless `remember` is set.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { messages } from './anthropic.ts'
import { endpoints, wellBehaved, type Behaviour, type Endpoint, type Sleep, type Told } from './behaviour.ts'
import { newCall, parsed, type Answer, type Call, type Knowledge } from './call.ts'
import type { Rule } from './chat.ts'
import { listen, listenOn, speak } from './deepgram.ts'
import { voices } from './elevenlabs.ts'
import { embed, generate } from './google.ts'
import { hearing } from './hearing.ts'
import { drawn, realSleep } from './latency.ts'
import { lineTo, type Line } from './line.ts'
import { chat, embeddings, speech, transcribe } from './openai.ts'
import { models } from './models.ts'
import { placeOf, wrongKey } from './protocol.ts'
import { askedIn, rates, type Rates } from './rates.ts'
import { prefixCache, realTokens, roughTokens } from './tokens.ts'
import { readWav, type Sound } from './wav.ts'

export type SimulatorOptions = {
  readonly port?: number
  readonly key?: string
  readonly remember?: boolean
  /** Counts tokens as OpenAI does, not roughly. */
  readonly realTokens?: boolean
  /** The time by which prompts are kept, in milliseconds. */
  readonly now?: () => number
  /** How time passes that an answer is to take. */
  readonly sleep?: Sleep
}

export type Simulator = {
  /** What goes before `/chat/completions` and `/messages`, such as `http://127.0.0.1:4010/v1`. */
  readonly url: string
  readonly key: string
  /** How endpoints behave from here on. What is not said of one that is named, is as it was at the start. */
  set(behaviours: Partial<Readonly<Record<Endpoint, Partial<Behaviour>>>>): void
  rules(rules: readonly Rule[]): void
  teach(sound: Sound, text: string): void
  /** The latest calls, oldest first; `usedBy` says what each would be charged for. */
  calls(): readonly Call[]
  forget(): void
  stop(): Promise<void>
}

const bodyBytesMax = 30 * 1024 * 1024
const callsMax = 100_000

const answers: Readonly<Record<Endpoint, Answer>> = { transcriptions: transcribe, chat, speech, embeddings, messages, generate, embed, listen, speak, voices, models }

type Inside = {
  readonly key: string
  readonly knowledge: Knowledge
  readonly behaviours: Record<Endpoint, Told>
  readonly calls: Call[]
  readonly rates: Rates
  readonly sleep: Sleep
}

export async function startSimulator({ port = 0, key = 'sk-simulated', remember = false, realTokens: areReal = false, now = () => performance.now(), sleep = realSleep }: SimulatorOptions = {}): Promise<Simulator> {
  const knowledge: Knowledge & { rules: readonly Rule[] } = { ear: hearing(), rules: [], remember, tokens: areReal ? await realTokens() : roughTokens, prefixes: prefixCache(), now }
  const behaviours = Object.fromEntries(endpoints.map((endpoint) => [endpoint, wellBehaved])) as Record<Endpoint, Told>
  const inside: Inside = { key, knowledge, behaviours, calls: [], rates: rates(now), sleep }
  const controls: Omit<Simulator, 'url' | 'key' | 'stop'> = {
    set(changes) {
      for (const endpoint of endpoints) {
        const told = changes[endpoint] && { ...wellBehaved, ...changes[endpoint] }
        if (told) behaviours[endpoint] = { ...told, firstByteMs: drawn(told.firstByteMs), perPieceMs: drawn(told.perPieceMs) }
      }
    },
    rules: (given) => void (knowledge.rules = given),
    teach: knowledge.ear.teach,
    calls: () => inside.calls,
    forget: () => void (inside.calls.length = 0),
  }
  const server = createServer((request, response) => {
    const answering = request.url?.startsWith(controlPath) ? control(controls, request, response) : serve(inside, request, response)
    answering.catch(() => response.destroy())
  })
  // A line that is closed for having been idle may be just what a busy machine sends its next request on.
  server.keepAliveTimeout = 0
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => upgrade(inside, sockets, request, stream, head))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    ...controls,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    key,
    stop: () => new Promise((resolve) => {
      for (const socket of sockets.clients) socket.terminate()
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

async function serve({ key, knowledge, behaviours, calls, rates: all, sleep }: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = addressed(request)
  const place = placeOf(request.method, url, request.headers)
  if (!place) return void response.writeHead(404).end()
  const call = begun(calls, place.endpoint)
  const gone = new AbortController()
  let line: Line | null = null
  response.on('close', () => {
    call.status = response.headersSent ? response.statusCode : 0
    call.aborted = !response.writableFinished && !line?.wasCut
    call.state = 'over'
    gone.abort()
  })
  const lineOf = (behaviour: Told) => lineTo({ response, behaviour, refusal: place.protocol.refusal, gone: gone.signal, call, sleep })
  if (!behaviours[place.endpoint].takesChunks && request.headers['transfer-encoding'] !== undefined) return lineOf(behaviours[place.endpoint]).refuse(411, 'length_required')
  const body = await wholeBody(request)
  line = lineOf(takeBehaviour(behaviours, place.endpoint, body))
  if (!body) return line.refuse(413, 'too_large')
  const shown = place.protocol.key(request.headers)
  if (shown !== key) return line.refuse(wrongKey(place).status, wrongKey(place).code)
  const { fault, rate } = line.behaviour
  if (rate) {
    const { model, tokens } = askedIn(body, parsed(body))
    const stood = all.take(`${shown} ${model}`, rate, tokens)
    for (const [name, value] of Object.entries(place.protocol.told?.(stood, model) ?? {})) response.setHeader(name, value)
    if (stood.waitMs > 0) return line.refuse(429, 'rate_limit_exceeded', Math.ceil(stood.waitMs / 1_000))
  }
  if (!(await line.began())) return
  if (fault?.kind === 'status') return line.refuse(fault.status, fault.code, fault.retryAfterS)
  if (fault?.kind === 'stall' && !fault.afterPieces) return void (call.state = 'silent')
  if (fault?.kind === 'cut' && !fault.afterPieces) return line.cut()
  return answers[place.endpoint]({ headers: request.headers, url, body, line, call, owner: shown }, knowledge)
}

/** A line that stays open, or a refusal before it is. */
function upgrade({ key, knowledge, behaviours, calls, sleep }: Inside, sockets: WebSocketServer, request: IncomingMessage, stream: Duplex, head: Buffer): void {
  const url = addressed(request)
  const place = placeOf(request.method, url, request.headers)
  if (place?.endpoint !== 'listen') return void stream.end('HTTP/1.1 404 Not Found\r\n\r\n')
  const call = begun(calls, place.endpoint)
  const behaviour = takeBehaviour(behaviours, place.endpoint, null)
  const refuse = (status: number, code?: string, retryAfterS?: number) => {
    call.status = status
    call.state = 'over'
    const body = JSON.stringify(place.protocol.refusal({ status, code }))
    const later = retryAfterS === undefined ? '' : `retry-after: ${retryAfterS}\r\n`
    stream.end(`HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${later}\r\n${body}`)
  }
  if (place.protocol.key(request.headers) !== key) return refuse(wrongKey(place).status, wrongKey(place).code)
  const { fault } = behaviour
  if (fault?.kind === 'status') return refuse(fault.status, fault.code, fault.retryAfterS)
  sockets.handleUpgrade(request, stream, head, (socket) => listenOn(socket, { url, behaviour, call, sleep }, knowledge))
}

const addressed = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://simulated')

function begun(calls: Call[], endpoint: Endpoint): Call {
  const call = newCall(endpoint)
  if (calls.length === callsMax) calls.shift()
  calls.push(call)
  return call
}

/** How to behave in this call; a fault that was to meet so many calls has met one more. */
function takeBehaviour(behaviours: Record<Endpoint, Told>, endpoint: Endpoint, body: Uint8Array | null): Told {
  const behaviour = behaviours[endpoint]
  if (behaviour.where !== null && !Buffer.from(body ?? []).includes(behaviour.where)) return wellBehaved
  if (!behaviour.fault || behaviour.faultyCalls === null) return behaviour
  if (behaviour.faultyCalls <= 0) return { ...behaviour, fault: null }
  behaviours[endpoint] = { ...behaviour, faultyCalls: behaviour.faultyCalls - 1 }
  return behaviour
}

const controlPath = '/simulator/'

/** What a test does by calling, a bench in another process does by posting: `set`, `rules`, `teach {wav, text}`, `calls`, `forget`. */
async function control(controls: Omit<Simulator, 'url' | 'key' | 'stop'>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await wholeBody(request)
  const given = body && body.length > 0 ? parsed(body) : null
  const name = request.url!.slice(controlPath.length)
  if (name === 'set' && given) controls.set(given)
  else if (name === 'rules' && given) controls.rules(given as readonly Rule[])
  else if (name === 'teach' && given) teach(controls, given as { readonly wav: string; readonly text: string })
  else if (name === 'forget') controls.forget()
  else if (name !== 'calls') return void response.writeHead(404).end()
  response.setHeader('content-type', 'application/json').end(JSON.stringify(name === 'calls' ? controls.calls() : {}))
}

/** `wav` is a WAV file in base64. */
function teach({ teach: learn }: Pick<Simulator, 'teach'>, { wav, text }: { readonly wav: string; readonly text: string }): void {
  const sound = readWav(Buffer.from(wav, 'base64'))
  if (sound) learn(sound, text)
}

async function wholeBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length > bodyBytesMax) return null
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}
