/** What passes between the server and the thread that works on packages. */
import type { LoggedCard } from '../../domain/card.ts'
import type { FailureCode } from '../../domain/failure.ts'
import type { PackageRead } from './read-package.ts'

export type PackageJob =
  | { readonly task: 'read'; readonly bytes: Uint8Array; readonly nowMs: number }
  | { readonly task: 'write'; readonly cards: readonly LoggedCard[]; readonly nowMs: number }

export type PackageAnswer =
  | { readonly read: PackageRead }
  | { readonly written: Uint8Array }
  | { readonly failure: { readonly code: FailureCode; readonly message: string } }
