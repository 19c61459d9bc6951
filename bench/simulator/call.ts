/** One call as the simulator sees it, and what a vendor would charge for it. */
import type { IncomingHttpHeaders } from 'node:http'
import { nothingUsed, type Used } from '../../server/src/domain/price.ts'
import type { CallState, Endpoint } from './behaviour.ts'
import type { Rule } from './chat.ts'
import type { Hearing } from './hearing.ts'
import type { Line } from './line.ts'
import type { PrefixCache, Tokens } from './tokens.ts'

export type Call = {
  readonly endpoint: Endpoint
  model: string
  /** What was answered; 0 while nothing is. */
  status: number
  inputTokens: number
  cachedInputTokens: number
  cacheWrittenTokens: number
  /** What was written until the caller went away, whether or not the caller has it. */
  outputTokens: number
  spokenCharacters: number
  soundMs: number
  /** Whether the caller went away before the end. */
  aborted: boolean
  state: CallState
  /** The request as it was understood, where the simulator was asked to remember. */
  request: unknown
}

export const newCall = (endpoint: Endpoint): Call =>
  ({ endpoint, model: '', status: 0, inputTokens: 0, cachedInputTokens: 0, cacheWrittenTokens: 0, outputTokens: 0, spokenCharacters: 0, soundMs: 0, aborted: false, state: 'open', request: null })

const heard: readonly Endpoint[] = ['transcriptions', 'listen']

/** What is charged for: of a call that was refused nothing, of one that was left what was done by then. */
export function usedBy(call: Call): Used {
  if (call.status >= 400) return nothingUsed
  const { inputTokens, cachedInputTokens, cacheWrittenTokens, outputTokens, spokenCharacters, soundMs } = call
  const isHeard = heard.includes(call.endpoint)
  const written = cacheWrittenTokens > 0 ? { cacheWrittenTokens } : {}
  return { inputTokens, cachedInputTokens, ...written, outputTokens, spokenCharacters, heardMs: isHeard ? soundMs : 0, spokenMs: isHeard ? 0 : soundMs }
}

export type Asked = {
  readonly headers: IncomingHttpHeaders
  readonly url: URL
  readonly body: Uint8Array<ArrayBuffer>
  readonly line: Line
  readonly call: Call
  /** Whose key it is: caches are not shared. */
  readonly owner: string
}

export type Knowledge = {
  readonly ear: Hearing
  readonly rules: readonly Rule[]
  readonly remember: boolean
  readonly tokens: Tokens
  readonly prefixes: PrefixCache
  /** Milliseconds, from some moment on. */
  readonly now: () => number
}

export type Answer = (asked: Asked, knowledge: Knowledge) => Promise<void>

export function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
}
