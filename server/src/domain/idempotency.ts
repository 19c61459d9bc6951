/** What a client sends twice under one key happens once; under the same key another body is refused. */
import { Failure } from './failure.ts'

/** Throws `conflict` unless the key was used for this very body. */
export function sameBody(kept: string | null, asked: string): void {
  if (kept !== asked) throw new Failure('conflict', 'This Idempotency-Key was used for another request. Use a new key.')
}
