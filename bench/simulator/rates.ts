/** What a vendor takes within a time, and how it says so: of each key and model, refilled evenly, and counted when a request arrives. */
import type { Limit, Rate } from './behaviour.ts'

/** `fullMs`: how long until all of it is there again. */
export type Bucket = { readonly limit: number; readonly left: number; readonly fullMs: number }
export type Stood = { readonly requests: Bucket | null; readonly tokens: Bucket | null; /** How long until the request would fit; 0 where it did. */ readonly waitMs: number }

export type Rates = { take(name: string, rate: Rate, tokens: number): Stood }

export function rates(now: () => number): Rates {
  const known = buckets(now)
  return {
    take(name, { requests, tokens }, wanted) {
      const [byRequests, byTokens] = [requests && known.look(`${name} requests`, requests, 1), tokens && known.look(`${name} tokens`, tokens, wanted)]
      const waitMs = Math.max(byRequests?.waitMs ?? 0, byTokens?.waitMs ?? 0)
      return { requests: byRequests?.take(waitMs > 0 ? 0 : 1) ?? null, tokens: byTokens?.take(waitMs > 0 ? 0 : wanted) ?? null, waitMs }
    },
  }
}

/** Refilled evenly. Looking says how long until what is wanted would fit; taking takes it. */
export type Buckets = { look(name: string, limit: Limit, wanted: number): { readonly waitMs: number; take(taken: number): Bucket } }

export function buckets(now: () => number): Buckets {
  const known = new Map<string, { left: number; atMs: number }>()
  return {
    look(name, { limit, windowMs }, wanted) {
      const nowMs = now()
      const { left: before, atMs } = known.get(name) ?? { left: limit, atMs: nowMs }
      const left = Math.min(limit, before + ((nowMs - atMs) * limit) / windowMs)
      return {
        waitMs: Math.max(0, ((wanted - left) * windowMs) / limit),
        take: (taken) => {
          known.set(name, { left: left - taken, atMs: nowMs })
          return { limit, left: Math.max(0, Math.floor(left - taken)), fullMs: ((limit - left + taken) * windowMs) / limit }
        },
      }
    },
  }
}

/** Whom a request asks, and for how many tokens as a vendor takes them before it has counted: four bytes each, and all that may be answered. */
export function askedIn(body: Uint8Array, given: unknown): { readonly model: string; readonly tokens: number } {
  const request = given as { model?: string; max_tokens?: number; max_completion_tokens?: number } | null
  if (request) return { model: request.model ?? '', tokens: Math.ceil(body.length / 4) + (request.max_tokens ?? request.max_completion_tokens ?? 0) }
  return { model: /name="model"\r\n\r\n([^\r]+)/.exec(Buffer.from(body).toString('latin1'))?.[1] ?? '', tokens: 0 }
}

type Told = Readonly<Record<string, string>>

/** Durations as Go writes them. Mistral has words of its own, for minutes alone, and does not say when all is there again. */
export function toldByOpenAi(stood: Stood, model: string): Told {
  const each = ([what, bucket]: readonly ['requests' | 'tokens', Bucket | null]): [string, string][] => {
    if (!bucket) return []
    const { limit, left, fullMs } = bucket
    const short = what === 'requests' ? 'req' : what
    if (/^(mistral|ministral|voxtral)-/.test(model)) return [[`x-ratelimit-limit-${short}-minute`, String(limit)], [`x-ratelimit-remaining-${short}-minute`, String(left)]]
    return [[`x-ratelimit-limit-${what}`, String(limit)], [`x-ratelimit-remaining-${what}`, String(left)], [`x-ratelimit-reset-${what}`, durationOf(fullMs)]]
  }
  return Object.fromEntries((['requests', 'tokens'] as const).flatMap((what) => each([what, stood[what]])))
}

/** Tokens rounded to thousands, and moments. */
export function toldByAnthropic(stood: Stood): Told {
  const each = (what: 'requests' | 'tokens', bucket: Bucket | null, rounded: number): [string, string][] => (bucket === null ? [] : [
    [`anthropic-ratelimit-${what}-limit`, String(bucket.limit)],
    [`anthropic-ratelimit-${what}-remaining`, String(Math.round(bucket.left / rounded) * rounded)],
    [`anthropic-ratelimit-${what}-reset`, new Date(Date.now() + bucket.fullMs).toISOString().replace(/\.\d+Z$/, 'Z')],
  ])
  return Object.fromEntries([...each('requests', stood.requests, 1), ...each('tokens', stood.tokens, 1_000)])
}

function durationOf(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms % 60_000) / 1_000]
  return `${hours > 0 ? `${hours}h` : ''}${ms >= 60_000 ? `${minutes}m` : ''}${Number(seconds.toFixed(3))}s`
}
