/** Google's Gemini: whole or as events, and its embeddings. */
import { parsed, type Answer, type Call } from './call.ts'
import { answerTo, misfit, textOf, type JsonSchema } from './chat.ts'
import { vectorOf } from './openai.ts'
import { piecesOf } from './tokens.ts'

type Content = { readonly role?: string; readonly parts: readonly { readonly text?: string }[] }
type GenerateRequest = {
  readonly contents: readonly Content[]
  readonly systemInstruction?: Content
  readonly generationConfig?: { readonly responseMimeType?: string; readonly responseJsonSchema?: JsonSchema; readonly responseSchema?: JsonSchema }
}

const modelIn = ({ pathname }: URL): string => /\/models\/([^/:]+):/.exec(pathname)![1]!

export const generate: Answer = async ({ url, body, line, call, owner }, { rules, remember, tokens, prefixes, now }) => {
  const request = parsed(body) as GenerateRequest | null
  if (!Array.isArray(request?.contents) || request.contents.length === 0) return line.refuse(400)
  if (remember) call.request = request
  call.model = modelIn(url)
  const prompt = tokens.of([request.systemInstruction, ...request.contents].map((content) => textOf(content?.parts)).join('\n'))
  call.inputTokens = prompt.length
  call.cachedInputTokens = prefixes.seen(`${owner} ${call.model}`, prompt, now())
  const { responseMimeType, responseJsonSchema, responseSchema } = request.generationConfig ?? {}
  const schema = responseMimeType === 'application/json' ? (responseJsonSchema ?? responseSchema ?? {}) : undefined
  const isMisfit = line.behaviour.fault?.kind === 'wrong-schema' && schema !== undefined
  const answer = isMisfit ? misfit : answerTo({ asked: textOf((request.contents as Content[]).findLast(({ role }) => role !== 'model')?.parts), schema }, rules)
  const answered = (text: string, finishReason?: string) => {
    const candidate = { content: { role: 'model', parts: [{ text }] }, ...(finishReason ? { finishReason } : {}), index: 0 }
    return { candidates: [candidate], usageMetadata: usageOf(call), modelVersion: call.model }
  }
  if (!url.pathname.endsWith(':streamGenerateContent')) {
    call.outputTokens = tokens.written(answer)
    return line.json(answered(answer, 'STOP'), isMisfit)
  }
  const { response, behaviour } = line
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (behaviour.fault?.kind === 'malformed') return void response.end('data: {"candidates": [{"con\r\n\r\n')
  if (behaviour.fault?.kind === 'wrong-schema' && schema === undefined) return void response.end('data: {"poem": true}\r\n\r\n')
  const pieces = piecesOf(answer)
  let written = ''
  for (const [at, text] of pieces.entries()) {
    const outputTokens = tokens.written(written + text)
    const before = call.outputTokens
    call.outputTokens = outputTokens
    if (!(await line.piece(`data: ${JSON.stringify(answered(text, at === pieces.length - 1 ? 'STOP' : undefined))}\r\n\r\n`))) {
      call.outputTokens = before
      return
    }
    written += text
  }
  response.end()
}

const usageOf = ({ inputTokens, cachedInputTokens, outputTokens }: Call) => ({
  promptTokenCount: inputTokens, candidatesTokenCount: outputTokens, totalTokenCount: inputTokens + outputTokens, ...(cachedInputTokens > 0 ? { cachedContentTokenCount: cachedInputTokens } : {}),
})

type EmbedRequest = { readonly content: Content; readonly requests?: readonly { readonly content: Content }[] }

export const embed: Answer = async ({ url, body, line, call }, { remember, tokens }) => {
  const request = parsed(body) as EmbedRequest | null
  const texts = (request?.requests ?? [request]).map((each) => textOf(each?.content?.parts))
  if (texts.includes('')) return line.refuse(400)
  if (remember) call.request = request
  call.model = modelIn(url)
  call.inputTokens = texts.reduce((sum, text) => sum + tokens.of(text).length, 0)
  const vectors = texts.map((text) => ({ values: vectorOf(text) }))
  await line.json(request?.requests ? { embeddings: vectors } : { embedding: vectors[0] })
}
