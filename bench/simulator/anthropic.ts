/** Anthropic's Messages: whole or as events, with the beginning of a prompt kept where it is marked. */
import { isWrongAtOnce } from './behaviour.ts'
import { parsed, type Answer, type Call } from './call.ts'
import { answerTo, misfit, textOf, type JsonSchema } from './chat.ts'
import { isKept, piecesOf, type PrefixCache, type Tokens } from './tokens.ts'

type Block = { readonly type: string; readonly text?: string; readonly cache_control?: unknown }
type MessagesRequest = {
  readonly model: string
  readonly max_tokens: number
  readonly system?: string | readonly Block[]
  readonly messages: readonly { readonly role: string; readonly content: string | readonly Block[] }[]
  readonly stream?: boolean
  readonly output_config?: { readonly format?: { readonly type: string; readonly schema: JsonSchema } }
}

export const messages: Answer = async ({ headers, body, line, call, owner }, { rules, remember, tokens, prefixes, now }) => {
  const request = parsed(body) as MessagesRequest | null
  if (!request || !isWhole(request) || headers['anthropic-version'] === undefined) return line.refuse(400, 'invalid_request_error')
  if (remember) call.request = request
  call.model = request.model
  countPrompt(call, request, tokens, (prompt) => prefixes.kept(`${owner} ${request.model}`, prompt, now()))
  const schema = request.output_config?.format?.schema
  const isMisfit = line.behaviour.fault?.kind === 'wrong-schema' && schema !== undefined
  const answer = isMisfit ? misfit : answerTo({ asked: textOf(request.messages.findLast(({ role }) => role === 'user')?.content), schema }, rules)
  const message = { id: 'msg_simulated', type: 'message', role: 'assistant', model: request.model }
  if (!request.stream) {
    call.outputTokens = tokens.written(answer)
    return line.json({ ...message, content: [{ type: 'text', text: answer }], stop_reason: 'end_turn', stop_sequence: null, usage: usageOf(call) }, isMisfit)
  }
  const event = (data: { readonly type: string; readonly [name: string]: unknown }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
  const { response, behaviour } = line
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (isWrongAtOnce(behaviour, 'malformed')) return void response.end('event: message_start\ndata: {"type": "message_st\n\n')
  if (isWrongAtOnce(behaviour, 'wrong-schema') && schema === undefined) return void response.end(event({ type: 'message_start', poem: true }))
  response.write(event({ type: 'message_start', message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage: { ...usageOf(call), output_tokens: 1 } } }))
  response.write(event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }))
  response.write(event({ type: 'ping' }))
  let written = ''
  for (const text of piecesOf(answer)) {
    if (!(await line.piece(event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })))) return
    written += text
    call.outputTokens = tokens.written(written)
  }
  response.write(event({ type: 'content_block_stop', index: 0 }))
  response.write(event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: call.outputTokens } }))
  response.end(event({ type: 'message_stop' }))
}

const isWhole = ({ model, max_tokens: limit, messages: given }: MessagesRequest): boolean =>
  typeof model === 'string' && Number.isInteger(limit) && limit > 0 && Array.isArray(given) && given[0]?.role === 'user'

/** What is read from what was kept, what is kept from now on, and the rest: the longest marked beginning counts. */
function countPrompt(call: Call, { system = [], messages: given }: MessagesRequest, tokens: Tokens, kept: (prompt: Parameters<PrefixCache['kept']>[1]) => boolean): void {
  const blocks: readonly Block[] = [system, ...given.map(({ content }) => content)].flatMap((content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content))
  const prompt: (number | string)[] = []
  const marked: number[] = []
  for (const { text = '', cache_control: mark } of blocks) {
    prompt.push(...tokens.of(text))
    if (mark !== undefined && isKept(prompt.length)) marked.push(prompt.length)
  }
  const known = marked.filter((length) => kept(prompt.slice(0, length)))
  call.inputTokens = prompt.length
  call.cachedInputTokens = Math.max(0, ...known)
  call.cacheWrittenTokens = Math.max(call.cachedInputTokens, ...marked) - call.cachedInputTokens
}

const usageOf = ({ inputTokens, cachedInputTokens, cacheWrittenTokens, outputTokens }: Call) => ({
  input_tokens: inputTokens - cachedInputTokens - cacheWrittenTokens,
  cache_creation_input_tokens: cacheWrittenTokens,
  cache_read_input_tokens: cachedInputTokens,
  output_tokens: outputTokens,
})
