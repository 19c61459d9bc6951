/**
 * The ways things go wrong, in words every door can translate.
 *
 * A door turns `code` into its own dialect (HTTP status, socket close code, Telegram sentence) and may show
 * `message` to the learner. Anything that is not a `Failure` is a bug: it is logged, reported as `internal`,
 * and its text is shown to nobody.
 */
export type FailureCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'unsupported'
  | 'too-large'
  | 'unheard'
  | 'exhausted'
  | 'busy'
  | 'unavailable'
  | 'internal'

/** One field of a request and what is wrong with it. `field` is a JSON pointer, such as `/text`. */
export type FieldFault = { readonly field: string; readonly detail: string }

export type FailureOptions = ErrorOptions & { readonly retryAfterMs?: number; readonly fields?: readonly FieldFault[] }

export class Failure extends Error {
  override readonly name: string = 'Failure'
  readonly code: FailureCode
  readonly retryAfterMs: number | undefined
  readonly fields: readonly FieldFault[]

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options)
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.fields = options.fields ?? []
  }
}

/** Why a provider failed. `busy`, `unreachable` and `broken` are worth trying elsewhere at once. `over-budget`: it was not asked, since what it may cost is not there to spend. */
export type ProviderFault = 'rejected-key' | 'rejected-request' | 'out-of-credit' | 'busy' | 'unreachable' | 'broken' | 'over-budget'

export class ProviderFailure extends Failure {
  override readonly name = 'ProviderFailure'
  readonly provider: string
  readonly fault: ProviderFault
  /** Whether it surely did no work that it could charge for: it refused, or was never reached. */
  readonly uncharged: boolean
  /** Whether it was not even asked, so that nothing follows about how it fares. */
  readonly unasked: boolean
  /** What it was called by whom it happened to: a status, a code of the vendor's or of the network's. One word, and nobody's. */
  readonly called: string | null

  constructor(provider: string, fault: ProviderFault, options: FailureOptions & { readonly uncharged?: boolean; readonly unasked?: boolean; readonly called?: string | null } = {}) {
    super('unavailable', `${provider}: ${fault}`, options)
    this.provider = provider
    this.fault = fault
    this.unasked = options.unasked ?? fault === 'over-budget'
    this.uncharged = options.uncharged ?? this.unasked
    this.called = options.called ?? null
  }
}

export const codeOf = (error: unknown): FailureCode => (error instanceof Failure ? error.code : 'internal')
