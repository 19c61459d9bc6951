/** The HTTP half of the wire: asks, and turns whatever goes wrong into one kind of trouble that can be said. */
import type { Problem } from '@mluv/protocol/problem.ts'

/** A problem that the server described, or that nobody answered at all. */
export type Trouble = { readonly code: Problem['code'] | 'offline'; readonly detail: string | null }

export class ApiTrouble extends Error {
  override readonly name = 'ApiTrouble'
  readonly trouble: Trouble

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble.detail ?? trouble.code, options)
    this.trouble = trouble
  }
}

const answerMsMax = 20_000

/** Resolves with the answer's body, `undefined` where it has none; rejects with `ApiTrouble` only. `key` makes a repeated call happen once. */
export async function ask<Answer>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object, key?: string, msMax = answerMsMax): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' }
  const form = body instanceof FormData
  if (body && !form) headers['content-type'] = 'application/json'
  if (key) headers['idempotency-key'] = key
  const response = await fetch(`/api/v1${path}`, {
    method, headers, credentials: 'same-origin', signal: AbortSignal.timeout(msMax), ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
  }).catch((error: unknown) => {
    throw new ApiTrouble({ code: 'offline', detail: null }, { cause: error })
  })
  if (!response.ok) throw new ApiTrouble(await troubleOf(response))
  try {
    const text = await response.text()
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  } catch (error) {
    throw new ApiTrouble({ code: 'internal', detail: null }, { cause: error })
  }
}

/** What went wrong, from anything that was thrown. */
export const troubleIn = (error: unknown): Trouble => (error instanceof ApiTrouble ? error.trouble : { code: 'internal', detail: null })

async function troubleOf(response: Response): Promise<Trouble> {
  const problem = await (response.json() as Promise<Partial<Problem>>).catch((): Partial<Problem> => ({}))
  if (problem.code) return { code: problem.code, detail: problem.detail ?? null }
  return { code: response.status >= 502 ? 'offline' : response.status === 401 ? 'unauthorized' : 'internal', detail: null }
}
