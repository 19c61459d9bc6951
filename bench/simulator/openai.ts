/** OpenAI's protocol, which Mistral, DeepSeek, Qwen, Groq and every server of one's own speak, too. */
import { isWrongAtOnce } from './behaviour.ts'
import { parsed, type Answer, type Call } from './call.ts'
import { answerTo, misfit, textOf, type JsonSchema } from './chat.ts'
import { spoken, spokenInOpus } from './sound.ts'
import { piecesOf } from './tokens.ts'
import { readWav, writeWav } from './wav.ts'

type ChatRequest = {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
  readonly stream?: boolean
  readonly stream_options?: { readonly include_usage?: boolean }
  readonly response_format?: { readonly type: string; readonly json_schema?: { readonly schema: JsonSchema } }
}

export const transcribe: Answer = async ({ headers, body, line, call }, { ear, remember, tokens }) => {
  const form = await new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData().catch(() => null)
  const file = form?.get('file')
  const model = form?.get('model')
  if (!form || !(file instanceof File) || typeof model !== 'string' || model === '') return line.refuse(400, 'invalid_request')
  const sound = readWav(new Uint8Array(await file.arrayBuffer()))
  if (!sound) return line.refuse(400, 'invalid_audio')
  const text = ear.hear(sound)
  call.model = model
  call.soundMs = (sound.samples.length * 1000) / sound.sampleRateHz
  call.outputTokens = tokens.written(text)
  if (remember) call.request = { ...Object.fromEntries([...form].filter(([name]) => name !== 'file')), text }
  await line.json({ text })
}

export const chat: Answer = async ({ body, line, call, owner }, { rules, remember, tokens, prefixes, now }) => {
  const request = parsed(body) as ChatRequest | null
  if (!request || !Array.isArray(request.messages) || typeof request.model !== 'string') return line.refuse(400, 'invalid_request')
  if (remember) call.request = request
  const prompt = tokens.of(JSON.stringify(request.messages))
  call.model = request.model
  call.inputTokens = prompt.length
  call.cachedInputTokens = prefixes.seen(`${owner} ${request.model}`, prompt, now())
  const isMisfit = line.behaviour.fault?.kind === 'wrong-schema' && request.response_format !== undefined
  const schema = request.response_format && (request.response_format.json_schema?.schema ?? {})
  const answer = isMisfit ? misfit : answerTo({ asked: textOf(request.messages.findLast(({ role }) => role === 'user')?.content), schema }, rules)
  const head = { id: 'chatcmpl-simulated', created: 0, model: request.model }
  if (!request.stream) {
    call.outputTokens = tokens.written(answer)
    const choices = [{ index: 0, message: { role: 'assistant', content: answer, refusal: null }, logprobs: null, finish_reason: 'stop' }]
    return line.json({ ...head, object: 'chat.completion', choices, usage: usageOf(call) }, isMisfit)
  }
  const chunk = (choices: unknown, more = {}) => `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`
  const { response, behaviour } = line
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (isWrongAtOnce(behaviour, 'malformed')) return void response.end('data: {"choices": [{"del\n\n')
  if (isWrongAtOnce(behaviour, 'wrong-schema') && !request.response_format) return void response.end('data: {"poem": true}\n\ndata: [DONE]\n\n')
  let written = ''
  for (const content of piecesOf(answer)) {
    if (!(await line.piece(chunk([{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }])))) return
    written += content
    call.outputTokens = tokens.written(written)
  }
  response.write(chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], tellsUnasked.test(request.model) ? { usage: usageOf(call) } : {}))
  if (request.stream_options?.include_usage) response.write(chunk([], { usage: usageOf(call) }))
  response.end('data: [DONE]\n\n')
}

/** Mistral tells what a stream took without being asked, and at its end. */
const tellsUnasked = /^(mistral|ministral)-/

const usageOf = ({ inputTokens, cachedInputTokens, outputTokens }: Call) => ({
  prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedInputTokens }, completion_tokens_details: { reasoning_tokens: 0 },
})

export const speech: Answer = async ({ body, line, call }, { remember }) => {
  const request = parsed(body) as { model?: unknown; input?: unknown; voice?: unknown; response_format?: unknown; speed?: unknown; sample_rate?: number } | null
  if (typeof request?.input !== 'string' || request.input === '' || typeof request.voice !== 'string') return line.refuse(400, 'invalid_request')
  if (remember) call.request = request
  call.model = String(request.model)
  const wav = request.response_format === 'wav'
  const speed = typeof request.speed === 'number' ? request.speed : 1
  if (request.response_format === 'opus') return spokenInOpus(request.input, speed, line, call)
  await spoken(request.input, { speed, sampleRateHz: request.sample_rate ?? 24_000, type: wav ? 'audio/wav' : 'audio/pcm', ...(wav ? { inFile: writeWav } : {}) }, line, call)
}

export const embeddings: Answer = async ({ body, line, call }, { remember, tokens }) => {
  const request = parsed(body) as { model?: unknown; input?: unknown } | null
  const texts = [request?.input].flat()
  if (typeof request?.model !== 'string' || texts.length === 0 || !texts.every((text) => typeof text === 'string' && text !== '')) return line.refuse(400, 'invalid_request')
  if (remember) call.request = request
  call.model = request.model
  call.inputTokens = texts.reduce((sum: number, text) => sum + tokens.of(text as string).length, 0)
  const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text as string) }))
  await line.json({ object: 'list', data, model: request.model, usage: { prompt_tokens: call.inputTokens, total_tokens: call.inputTokens } })
}

const dimensions = 64

/** Texts that have words in common lie near each other. */
export function vectorOf(text: string): number[] {
  const vector = Array.from({ length: dimensions }, () => 0.01)
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const at = Array.from(word).reduce((hash, letter) => (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0, 7) % dimensions
    vector[at]! += 1
  }
  return vector
}
