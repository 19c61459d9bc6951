/**
 * What vendors say of their rates in the headers of every answer, each in its own words:
 *
 *     OpenAI, Groq      x-ratelimit-{limit,remaining,reset}-{requests,tokens}
 *     Cerebras          x-ratelimit-{limit,remaining}-{requests,tokens}-minute
 *     Mistral           x-ratelimit-{limit,remaining}-{req,tokens}-minute
 *     Anthropic         anthropic-ratelimit-{requests,tokens}-{limit,remaining}, tokens rounded to thousands
 *
 * Google, Deepgram and ElevenLabs say nothing before they refuse.
 */
import { minuteMs, type Left, type Room } from '../../domain/rate.ts'
import type { Clock } from '../../ports/clock.ts'

/** Keeps what was last said. */
export type Gauge = {
  hear(headers: Headers): void
  room(): Room | null
}

export function gauge(clock: Pick<Clock, 'monotonicMs'>): Gauge {
  let room: Room | null = null
  return {
    hear: (headers) => void (room = roomIn(headers, clock.monotonicMs()) ?? room),
    room: () => room,
  }
}

export function roomIn(headers: Headers, atMs: number): Room | null {
  const [requests, tokens] = [leftOf(headers, 'requests'), leftOf(headers, 'tokens')]
  return requests || tokens ? { atMs, requests, tokens } : null
}

function leftOf(headers: Headers, what: 'requests' | 'tokens'): Left | null {
  return minutely(headers, (each) => `anthropic-ratelimit-${what}-${each}`)
    ?? minutely(headers, (each) => `x-ratelimit-${each}-${what}-minute`)
    ?? minutely(headers, (each) => `x-ratelimit-${each}-${what === 'requests' ? 'req' : what}-minute`)
    ?? refilled(headers, what)
}

function minutely(headers: Headers, named: (each: 'limit' | 'remaining') => string): Left | null {
  const [limit, left] = [countIn(headers.get(named('limit'))), countIn(headers.get(named('remaining')))]
  return limit !== null && left !== null && limit > 0 ? { limit, left } : null
}

/** Of what: it is not said whether of a minute or of a day. `reset` is how long it takes until all of it is there again, so that what is missing tells. */
function refilled(headers: Headers, what: 'requests' | 'tokens'): Left | null {
  const found = minutely(headers, (each) => `x-ratelimit-${each}-${what}`)
  const resetMs = durationIn(headers.get(`x-ratelimit-reset-${what}`))
  if (!found || resetMs === null) return null
  const { limit, left } = found
  const wholeMs = (resetMs * limit) / (limit - left)
  return wholeMs > minuteMs / slack && wholeMs < minuteMs * slack ? found : null
}
/** Durations are rounded, and those of a small part much. The next longer time that vendors count by is an hour. */
const slack = 4

const countIn = (text: string | null): number | null => (text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null)

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: minuteMs, h: 60 * minuteMs, d: 1_440 * minuteMs }

/** `6m0s`, `1.5s`, `12ms`, `1h2m3s`. */
function durationIn(text: string | null): number | null {
  if (text === null || !/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return null
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * unitsMs[unit!]!, 0)
}
