/**
 * A provider of models to test and measure against: a real HTTP server that speaks the OpenAI wire protocol.
 *
 * It hears what it is sent, answers what it is asked, speaks what it is given, and fails and dawdles as it is told. It
 * knows nothing of the tutor. What was said is forgotten unless `remember` is set; counts are kept.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answers, parsed, type Call } from './answering.ts'
import { endpoints, wellBehaved, type Behaviour, type Endpoint } from './behaviour.ts'
import type { Rule } from './chat.ts'
import { hearing } from './hearing.ts'
import { lineTo, refuse } from './line.ts'
import { readWav, type Sound } from './wav.ts'

export type SimulatorOptions = { readonly port?: number; readonly key?: string; readonly remember?: boolean }

export type Simulator = {
  /** What goes before `/chat/completions`, such as `http://127.0.0.1:4010/v1`. */
  readonly url: string
  readonly key: string
  /** How endpoints behave from here on. What is not said of one that is named, is as it was at the start. */
  set(behaviours: Partial<Readonly<Record<Endpoint, Partial<Behaviour>>>>): void
  rules(rules: readonly Rule[]): void
  teach(sound: Sound, text: string): void
  /** The latest calls, oldest first. */
  calls(): readonly Call[]
  forget(): void
  stop(): Promise<void>
}

const bodyBytesMax = 30 * 1024 * 1024
const callsMax = 100_000

export async function startSimulator({ port = 0, key = 'sk-simulated', remember = false }: SimulatorOptions = {}): Promise<Simulator> {
  const ear = hearing()
  const calls: Call[] = []
  const behaviours: Record<Endpoint, Behaviour> = { transcriptions: wellBehaved, chat: wellBehaved, speech: wellBehaved }
  let rules: readonly Rule[] = []

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = endpointOf(request)
    if (!endpoint) return refuse(response, 404, 'not_found')
    const call: Call = { endpoint, status: 0, inputTokens: 0, outputTokens: 0, soundMs: 0, aborted: false, request: null }
    if (calls.length === callsMax) calls.shift()
    calls.push(call)
    const gone = new AbortController()
    const line = lineTo(response, takeBehaviour(behaviours, endpoint), gone.signal)
    response.on('close', () => {
      call.status = response.headersSent ? response.statusCode : 0
      call.aborted = !response.writableFinished && !line.wasCut
      gone.abort()
    })
    const body = await wholeBody(request)
    if (!body) return refuse(response, 413, 'too_large')
    if (request.headers.authorization !== `Bearer ${key}`) return refuse(response, 401, 'invalid_api_key')
    if (!(await line.began())) return
    const { fault } = line.behaviour
    if (fault?.kind === 'status') return refuse(response, fault.status, fault.code ?? 'simulated', fault.retryAfterS)
    if (fault?.kind === 'stall' && !fault.afterPieces) return
    if (fault?.kind === 'cut' && !fault.afterPieces) return line.cut()
    return answers[endpoint]({ headers: request.headers, body, line, call }, { ear, rules, remember })
  }

  const controls: Omit<Simulator, 'url' | 'key' | 'stop'> = {
    set(changes) {
      for (const endpoint of endpoints) if (changes[endpoint]) behaviours[endpoint] = { ...wellBehaved, ...changes[endpoint] }
    },
    rules: (given) => void (rules = given),
    teach: ear.teach,
    calls: () => calls,
    forget: () => void (calls.length = 0),
  }
  const server = createServer((request, response) => {
    const answering = request.url?.startsWith(controlPath) ? control(controls, request, response) : serve(request, response)
    answering.catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    ...controls,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    key,
    stop: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

function endpointOf({ method, url }: IncomingMessage): Endpoint | null {
  if (method !== 'POST') return null
  if (url === '/v1/audio/transcriptions') return 'transcriptions'
  if (url === '/v1/chat/completions') return 'chat'
  return url === '/v1/audio/speech' ? 'speech' : null
}

/** How to behave in this call; a fault that was to meet so many calls has met one more. */
function takeBehaviour(behaviours: Record<Endpoint, Behaviour>, endpoint: Endpoint): Behaviour {
  const behaviour = behaviours[endpoint]
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
  else if (name !== 'calls') return refuse(response, 404, 'not_found')
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
