/** How each endpoint is told to behave: how long it takes, and what goes wrong. */
export const endpoints = ['transcriptions', 'chat', 'speech'] as const
export type Endpoint = (typeof endpoints)[number]

/**
 * - status: answers with this status, and `Retry-After` where it is given; `code` is the vendor's own word for it
 * - stall: sends nothing more, and leaves the line open
 * - cut: closes the line in the middle of the answer
 * - malformed: answers with what is not JSON (chat, transcriptions) or not sound (speech)
 * - wrong-schema: answers with JSON of another shape; where structured output was asked for, with JSON that does not fit it
 */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number; readonly code?: string }
  | { readonly kind: 'stall' | 'cut'; readonly afterPieces?: number }
  | { readonly kind: 'malformed' | 'wrong-schema' }

export type Behaviour = {
  /** Between the whole request and the first byte of the answer. A function draws from a distribution. */
  readonly firstByteMs: number | (() => number)
  /** Before every further piece: a token of chat, a block of sound. */
  readonly perPieceMs: number | (() => number)
  readonly fault: Fault | null
  /** How many calls the fault meets; null: all. */
  readonly faultyCalls: number | null
}

export const wellBehaved: Behaviour = { firstByteMs: 0, perPieceMs: 0, fault: null, faultyCalls: null }
