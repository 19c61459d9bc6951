/** How each endpoint is told to behave: how long it takes, how much it takes, and what goes wrong. */

/** What a turn over the OpenAI protocol asks for. */
export const turnEndpoints = ['transcriptions', 'chat', 'speech'] as const
/** `messages` is Anthropic's, `generate` and `embed` are Google's, `listen` and `speak` Deepgram's, `voices` ElevenLabs', `models` lists what each of them has; the others are OpenAI's. */
export const endpoints = [...turnEndpoints, 'embeddings', 'messages', 'generate', 'embed', 'listen', 'speak', 'voices', 'models'] as const
export type Endpoint = (typeof endpoints)[number]

/**
 * - status: answers with this status, and `Retry-After` where it is given; `code` is the vendor's own word for it
 * - stall: sends nothing more, and leaves the line open
 * - cut: closes the line in the middle of the answer
 * - ended: ends in the middle of the answer as if that were all
 * - error: says in the middle of a stream, in the vendor's words, that it goes no further
 * - malformed: answers with what is not JSON (chat, transcriptions) or not sound (speech); so do streams, which may begin well
 * - wrong-schema: answers with JSON of another shape; where structured output was asked for, with JSON that does not fit it
 */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number; readonly code?: string }
  | { readonly kind: 'stall' | 'cut' | 'ended'; readonly afterPieces?: number }
  | { readonly kind: 'error'; readonly status: number; readonly code?: string; readonly afterPieces: number }
  | { readonly kind: 'malformed' | 'wrong-schema'; readonly afterPieces?: number }

/** A lognormal distribution by two of its quantiles; the same seed draws the same times. */
export type Spread = { readonly p50Ms: number; readonly p95Ms: number; readonly seed: number }

export type DelayMs = number | (() => number) | Spread

export type Limit = { readonly limit: number; readonly windowMs: number }
export type Rate = { readonly requests?: Limit; readonly tokens?: Limit }

export type Behaviour = {
  /** Between the whole request and the first byte of the answer. */
  readonly firstByteMs: DelayMs
  /** Before every further piece: a token of chat, a block of sound. */
  readonly perPieceMs: DelayMs
  /** What becomes of speech that is asked for in Opus: it is given by pages of a tenth of a second or of a whole one, refused, or given as WAV. */
  readonly opus: 'short-pages' | 'long-pages' | 'refused' | 'wav'
  /** Whether it takes a body whose length it is not told beforehand. */
  readonly takesChunks: boolean
  /** What it takes within a minute or another time, of each key and model; it says so with each answer, and refuses more. Null where it says nothing. */
  readonly rate: Rate | null
  readonly fault: Fault | null
  /** How many calls the fault meets; null: all. */
  readonly faultyCalls: number | null
  /** Behaves so towards requests whose body holds this, and well towards others; null: towards all. */
  readonly where: string | null
}

/** Silent while nothing is sent and nothing is being made: it stalls, or takes the time it is to take. */
export type CallState = 'open' | 'silent' | 'over'

/** How time passes. Ends early where the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/** A spread that is being drawn from. */
export type Drawn = number | (() => number)
export type Told = Omit<Behaviour, 'firstByteMs' | 'perPieceMs'> & { readonly firstByteMs: Drawn; readonly perPieceMs: Drawn }

export const wellBehaved: Told = { firstByteMs: 0, perPieceMs: 0, opus: 'short-pages', takesChunks: true, rate: null, fault: null, faultyCalls: null, where: null }

/** Whether an answer is wrong from its beginning on. */
export const isWrongAtOnce = ({ fault }: Told, kind: 'malformed' | 'wrong-schema'): boolean => fault?.kind === kind && fault.afterPieces === undefined
