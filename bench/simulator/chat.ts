/** What the simulated model answers: by rules that a test sets, and otherwise something that follows from the request. */

/** What is asked, whatever the protocol. */
export type Question = {
  /** What the learner says last. */
  readonly asked: string
  /** Undefined where any text will do. */
  readonly schema?: JsonSchema | undefined
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

/** An answer in JSON that fits no schema of ours. */
export const misfit = '{"poem":["not","what","was","asked"]}'

export function answerTo({ asked, schema }: Question, rules: readonly Rule[]): string {
  const structured = schema !== undefined
  const rule = rules.find(({ when, structured: only }) => asked.toLowerCase().includes(when.toLowerCase()) && (only ?? structured) === structured)
  if (rule) return typeof rule.say === 'string' ? rule.say : JSON.stringify(rule.say)
  if (structured) return JSON.stringify(fitting(schema))
  const words = asked.replace(/<notes>.*<\/notes>|<[^>]*>/gs, ' ').match(/\p{L}+/gu)?.slice(-8).join(' ') ?? 'nic'
  return `Aha, ${words}. To je zajímavé! A co bylo potom?`
}

/** The text of a message's content, which is a string or a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '').join('') : ''
}

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
