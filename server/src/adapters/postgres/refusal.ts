/**
 * What PostgreSQL and the way to it say when they refuse, without the values that were refused: a learner's words
 * travel as parameters and come back in messages and details, so neither is kept where it may hold them.
 */
import { Failure } from '../../domain/failure.ts'

/** A statement that PostgreSQL refused: for stores, which know what a broken constraint means, and else a bug. */
export class StatementError extends Error {
  override readonly name = 'StatementError'
  /** https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly sqlState: string
  readonly constraint: string | undefined

  constructor(sqlState: string, constraint: string | undefined, message: string) {
    super(message)
    this.sqlState = sqlState
    this.constraint = constraint
  }
}

export const isUniqueViolation = (error: unknown): boolean => error instanceof StatementError && error.sqlState === '23505'

/** What is referred to is not there. */
export const isForeignKeyViolation = (error: unknown): boolean => error instanceof StatementError && error.sqlState === '23503'

/** Serialization failure and deadlock: the same transaction, run again, may well succeed. */
export const isWorthRepeating = (error: unknown): boolean => error instanceof StatementError && /^40(001|P01)$/.test(error.sqlState)

export const isLockNotFree = (error: unknown): boolean => error instanceof StatementError && error.sqlState === '55P03'

export const isUnreachable = (error: unknown): boolean => unreachableCodes.has(codeOf(error)) || codeOf(error).startsWith('08')

/** Any error of postgres.js as a `Failure` for people or a `StatementError` for stores; others pass unchanged. */
export function withoutValues(error: unknown): unknown {
  const code = codeOf(error)
  if (isUnreachable(error)) return unreachable(code)
  if (code === '57014') return new Failure('unavailable', 'The database took too long to answer.', { cause: new StatementError(code, undefined, code) })
  if (cannotKeep.has(code)) return new Failure('unavailable', 'Nothing can be kept at the moment: the database has no room. What you said is not lost; try again in a little while.', { cause: new StatementError(code, undefined, code), retryAfterMs: 5_000 })
  if (!(error instanceof Error) || !/^[0-9A-Z]{5}$/.test(code)) return error
  const { constraint_name: constraint } = error as { constraint_name?: string }
  return new StatementError(code, constraint, quotesNoValues(code) ? `${code}: ${error.message}` : code)
}

export const unreachable = (code: string): Failure =>
  new Failure('unavailable', 'The database cannot be reached.', { cause: new StatementError(code, undefined, code) })

/** No answer came in time. */
export const silence = (): Error => Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

/** Constraints (23), transaction states (25, 40), wrong SQL (42), limits and locks (53 to 55): their messages name tables, columns and types only. */
const quotesNoValues = (code: string): boolean => /^(0A|23|25|40|42|53|54|55)/.test(code)

/** Disk full, out of memory, a limit of the server's; a disk that cannot be written to. */
const cannotKeep = new Set(['53000', '53100', '53200', '53400', '58030'])

const unreachableCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'EACCES', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT',
  'CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED',
  // too many connections; shut down; crashed; starting up; database dropped; idle in a transaction; wrong user, password or database
  '53300', '57P01', '57P02', '57P03', '57P04', '25P03', '28000', '28P01', '3D000',
])
