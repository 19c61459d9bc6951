/** How much a vendor takes from this installation within a minute: requests, and tokens of prompts and answers together. */
import type { SpendingTask } from './price.ts'

/** Null is no limit. */
export type Rate = { readonly requestsPerMinute: number | null; readonly tokensPerMinute: number | null }
/** By vendor, or `vendor/model` where a model has a rate of its own; a server of one's own is named by where it is. */
export type Rates = ReadonlyMap<string, Rate>

/** Of one thing that a vendor counts: how much it takes within a minute, and how much of that is left. */
export type Left = { readonly limit: number; readonly left: number }
/** What a vendor says of its rate with an answer, and when, by the monotonic clock; null for what it says nothing of. */
export type Room = { readonly atMs: number; readonly requests: Left | null; readonly tokens: Left | null }

export const minuteMs = 60_000

/** Who is served first where not all can be: what the voice waits for, then corrections, then what nobody waits for. */
export const urgencyOf = {
  transcribe: 0, reply: 0, speak: 0, correct: 1, summarise: 2, embed: 2,
} as const satisfies Record<SpendingTask, 0 | 1 | 2>
export type Urgency = (typeof urgencyOf)[SpendingTask]

const countIn = (text: string | undefined): number | null | undefined => (text === undefined || text === 'none' ? null : /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined)

/** `openai=500/200000 groq=30 anthropic/some-model=none/40000`: requests and tokens a minute. Null where it does not read like that. */
export function ratesIn(text: string): Rates | null {
  const rates = new Map<string, Rate>()
  for (const entry of text.split(/\s+/).filter((part) => part !== '')) {
    const [, name, requests, tokens] = /^([a-z0-9][a-z0-9.:-]*(?:\/[^=\s]+)?)=([^/=]+)(?:\/([^/=]+))?$/.exec(entry) ?? []
    const [requestsPerMinute, tokensPerMinute] = [countIn(requests), countIn(tokens)]
    if (name === undefined || requestsPerMinute === undefined || tokensPerMinute === undefined || rates.has(name)) return null
    rates.set(name, { requestsPerMinute, tokensPerMinute })
  }
  return rates
}

/** What one of so many equal processes may take, so that together they take no more; null where there would be nothing for each. */
export function partOf(rates: Rates, processes: number): Rates | null {
  const part = (count: number | null) => (count === null ? null : Math.floor(count / processes))
  const parts = [...rates].map(([name, { requestsPerMinute, tokensPerMinute }]) => [name, { requestsPerMinute: part(requestsPerMinute), tokensPerMinute: part(tokensPerMinute) }] as const)
  return parts.some(([, { requestsPerMinute, tokensPerMinute }]) => requestsPerMinute === 0 || tokensPerMinute === 0) ? null : new Map(parts)
}

/** Those that are of nobody who is asked: misspelt, most likely. */
export function idleIn(rates: Rates, asked: readonly { readonly provider: string; readonly model: string }[]): readonly string[] {
  const names = new Set(asked.flatMap(({ provider, model }) => [provider, `${provider}/${model}`]))
  return [...rates.keys()].filter((name) => !names.has(name))
}
