/** What is said of a call: who may make it, what it takes, what it gives. */
import type { TSchema } from 'typebox'
import Type from 'typebox'
import type { TokenScope } from '../../domain/session.ts'
import type { Who } from './identity.ts'

export type Route = {
  readonly says: string
  readonly who?: Who
  /** What a program needs to be given to make it: `read` for GET and `learn` for others where it does not say. */
  readonly scope?: TokenScope
  readonly body?: TSchema
  /** The body is this form, which its reader checks as it arrives. */
  readonly form?: TSchema
  readonly params?: TSchema
  readonly query?: TSchema
  readonly gives: Readonly<Record<number, TSchema | null>>
  /** The media type of what it gives, where that is not JSON. */
  readonly as?: string
  readonly answer: unknown
}

export type Routes = Readonly<Record<string, Route>>

export const ByText = Type.Object({ id: Type.String() })
export const Binary = (description: string) => Type.String({ contentMediaType: 'application/octet-stream', description })
