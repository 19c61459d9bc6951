/** What the simulated model answers: by rules that a test sets, and otherwise something that follows from the request. */
export type ChatMessage = { readonly role: string; readonly content: unknown }
export type ChatRequest = {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly stream?: boolean
  readonly stream_options?: { readonly include_usage?: boolean }
  readonly response_format?: { readonly type: string; readonly json_schema?: { readonly schema: JsonSchema } }
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
}
export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
}

/** Says `say` (an object as JSON) where the last user message contains `when`; `schema` keeps it to structured requests or to others. */
export type Rule = { readonly when: string; readonly say: string | object; readonly structured?: boolean }

export function answerTo(request: ChatRequest, rules: readonly Rule[]): string {
  const asked = lastUserText(request)
  const structured = request.response_format !== undefined
  const rule = rules.find(({ when, structured: only }) => asked.toLowerCase().includes(when.toLowerCase()) && (only ?? structured) === structured)
  if (rule) return typeof rule.say === 'string' ? rule.say : JSON.stringify(rule.say)
  if (structured) return JSON.stringify(fitting(request.response_format?.json_schema?.schema ?? {}))
  const words = asked.replace(/<notes>.*<\/notes>|<[^>]*>/gs, ' ').match(/\p{L}+/gu)?.slice(-8).join(' ') ?? 'nic'
  return `Aha, ${words}. To je zajímavé! A co bylo potom?`
}

export function lastUserText({ messages }: ChatRequest): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '').join('') : ''
}

/** What an answer is streamed in: words with the space after them, about what a token is. */
export const piecesOf = (answer: string): string[] => answer.match(/\S+\s*/g) ?? []

/** About a token for four letters, as Latin text has it. */
export const tokensIn = ({ messages }: ChatRequest): number => Math.ceil(JSON.stringify(messages).length / 4)

/** The smallest value that fits a schema. */
function fitting(schema: JsonSchema): unknown {
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return fitting(schema.anyOf.at(-1)!)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.at(-1)
  if (type === 'array') return []
  if (type === 'string') return ''
  if (type === 'number' || type === 'integer') return 0
  if (type === 'boolean') return false
  if (type === 'null') return null
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) ?? true)
  return Object.fromEntries(properties.map(([name, each]) => [name, fitting(each)]))
}
