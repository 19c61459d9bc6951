/**
 * A log that cannot print speech, names or keys: an entry is a fixed event and facts about it, and a fact is a number,
 * a boolean, or a word that looks like an identifier. Of an error it prints its kind and where it was thrown; its
 * message may quote somebody, so only messages of ours are printed.
 */
import pino from 'pino'
import { Failure, ProviderFailure } from './domain/failure.ts'

export type Fact = number | boolean | string | null | undefined
export type Log = {
  info(event: string, facts?: Readonly<Record<string, Fact>>): void
  warn(event: string, facts?: Readonly<Record<string, Fact>>): void
  error(event: string, error: unknown, facts?: Readonly<Record<string, Fact>>): void
}

/** Ids, codes, routes, versions: one word of ASCII without spaces. */
const identifier = /^[A-Za-z0-9_.:/@+-]{1,120}$/
const framesMax = 8

export function openLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent', destination?: { write(line: string): void }): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label: string) => ({ level: label }) } }
  const print = destination ? pino(options, destination) : pino(options)
  return {
    info: (event, facts = {}) => print.info({ event, ...plainFacts(facts) }),
    warn: (event, facts = {}) => print.warn({ event, ...plainFacts(facts) }),
    error: (event, error, facts = {}) => print.error({ event, ...plainFacts(facts), ...factsOf(error) }),
  }
}

function plainFacts(facts: Readonly<Record<string, Fact>>): Record<string, Fact> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact !== 'string' || identifier.test(fact) ? fact : `(${fact.length} characters)`]),
  )
}

/** What may be printed of an error. */
export type ErrorFacts = {
  readonly error: string
  readonly at?: readonly string[]
  readonly code?: string
  readonly sqlState?: unknown
  readonly provider?: string
  readonly fault?: string
  readonly reason?: string
  readonly cause?: ErrorFacts
}

export function factsOf(error: unknown, causesMax = 4): ErrorFacts {
  if (!(error instanceof Error)) return { error: typeof error }
  const facts: { -readonly [Fact in keyof ErrorFacts]: ErrorFacts[Fact] } & { error: string } = { error: error.name, at: framesOf(error) }
  if ('code' in error && typeof error.code === 'string' && identifier.test(error.code)) facts.code = error.code
  if ('sqlState' in error) facts.sqlState = error.sqlState
  if (error instanceof ProviderFailure) Object.assign(facts, { provider: error.provider, fault: error.fault })
  if (error instanceof Failure) facts.reason = error.message
  if (error.cause !== undefined && causesMax > 0) facts.cause = factsOf(error.cause, causesMax - 1)
  return facts
}

/** Where it was thrown. The message stands before the frames and may look like one: what is left of it is cut off, and only lines that end in a place count. */
function framesOf({ stack = '', message }: Error): string[] {
  const lines = stack.slice(stack.includes(message) ? stack.indexOf(message) + message.length : 0).split('\n')
  const above = lines.findLastIndex((line) => !frame.test(line))
  return lines.slice(above + 1, above + 1 + framesMax).map((line) => line.trim())
}

const frame = /^ {4}at (?:.{1,200} \()?(?:(?:file:|node:|\/)\S+:\d+:\d+|<anonymous>|index \d+|native)\)?$/
