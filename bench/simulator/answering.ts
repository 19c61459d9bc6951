/** What each endpoint does with a request that was let in. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Endpoint } from './behaviour.ts'
import { answerTo, piecesOf, tokensIn, type ChatRequest, type Rule } from './chat.ts'
import type { Hearing } from './hearing.ts'
import { refuse, type Line } from './line.ts'
import { tonesOf } from './tones.ts'
import { littleEndian, readWav, writeWav } from './wav.ts'

export type Call = {
  readonly endpoint: Endpoint
  /** What was answered; 0 while nothing is. */
  status: number
  inputTokens: number
  outputTokens: number
  soundMs: number
  /** Whether the caller went away before the end. */
  aborted: boolean
  /** The request as it was understood, where the simulator was asked to remember. */
  request: unknown
}

export type Asked = { readonly headers: IncomingHttpHeaders; readonly body: Uint8Array<ArrayBuffer>; readonly line: Line; readonly call: Call }
export type Knowledge = { readonly ear: Hearing; readonly rules: readonly Rule[]; readonly remember: boolean }

export const answers: Readonly<Record<Endpoint, (asked: Asked, knowledge: Knowledge) => Promise<void>>> = { transcriptions: transcribe, chat, speech: speak }

const speechRateHz = 24_000
/** An odd number, so that samples are split between blocks as they are on real lines. */
const speechBlockBytes = 4801

async function transcribe({ headers, body, line, call }: Asked, { ear, remember }: Knowledge): Promise<void> {
  const form = await new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData().catch(() => null)
  const file = form?.get('file')
  if (!form || !(file instanceof File) || !form.get('model')) return refuse(line.response, 400, 'invalid_request')
  const sound = readWav(new Uint8Array(await file.arrayBuffer()))
  if (!sound) return refuse(line.response, 400, 'invalid_audio')
  const text = ear.hear(sound)
  call.soundMs = (sound.samples.length * 1000) / sound.sampleRateHz
  call.outputTokens = piecesOf(text).length
  if (remember) call.request = { ...Object.fromEntries([...form].filter(([name]) => name !== 'file')), text }
  await line.json({ text })
}

async function chat({ body, line, call }: Asked, { rules, remember }: Knowledge): Promise<void> {
  const request = parsed(body) as ChatRequest | null
  if (!request || !Array.isArray(request.messages) || typeof request.model !== 'string') return refuse(line.response, 400, 'invalid_request')
  if (remember) call.request = request
  call.inputTokens = tokensIn(request)
  const misfit = line.behaviour.fault?.kind === 'wrong-schema' && request.response_format !== undefined
  const pieces = piecesOf(misfit ? '{"poem":["not","what","was","asked"]}' : answerTo(request, rules))
  const head = { id: 'chatcmpl-simulated', created: 0, model: request.model }
  if (request.stream) return stream(pieces, head, request, line, call)
  call.outputTokens = pieces.length
  const choices = [{ index: 0, message: { role: 'assistant', content: pieces.join('') }, finish_reason: 'stop' }]
  await line.json({ ...head, object: 'chat.completion', choices, usage: usageOf(call) }, misfit)
}

async function stream(pieces: readonly string[], head: object, request: ChatRequest, line: Line, call: Call): Promise<void> {
  const chunk = (choices: unknown, more = {}) => `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`
  const { response, behaviour } = line
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (behaviour.fault?.kind === 'malformed') return void response.end('data: {"choices": [{"del\n\n')
  if (behaviour.fault?.kind === 'wrong-schema' && !request.response_format) return void response.end('data: {"poem": true}\n\ndata: [DONE]\n\n')
  for (const content of pieces) {
    if (!(await line.piece(chunk([{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }])))) return
    call.outputTokens += 1
  }
  response.write(chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]))
  if (request.stream_options?.include_usage) response.write(chunk([], { usage: usageOf(call) }))
  response.end('data: [DONE]\n\n')
}

const usageOf = ({ inputTokens, outputTokens }: Call) => ({ prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens })

async function speak({ body, line, call }: Asked, { remember }: Knowledge): Promise<void> {
  const request = parsed(body) as { input?: unknown; voice?: unknown; response_format?: unknown; speed?: unknown } | null
  if (typeof request?.input !== 'string' || request.input === '' || typeof request.voice !== 'string') return refuse(line.response, 400, 'invalid_request')
  if (remember) call.request = request
  call.inputTokens = piecesOf(request.input).length
  const { kind } = line.behaviour.fault ?? {}
  if (kind === 'malformed' || kind === 'wrong-schema') return line.json({})
  const sound = tonesOf(request.input, { sampleRateHz: speechRateHz, speed: typeof request.speed === 'number' ? request.speed : 1 })
  call.soundMs = (sound.samples.length * 1000) / sound.sampleRateHz
  const wav = request.response_format === 'wav'
  const bytes = wav ? writeWav(sound) : littleEndian(sound.samples)
  line.response.writeHead(200, { 'content-type': wav ? 'audio/wav' : 'audio/pcm' })
  for (let at = 0; at < bytes.length; at += speechBlockBytes) if (!(await line.piece(bytes.subarray(at, at + speechBlockBytes)))) return
  line.response.end()
}

export function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
}
