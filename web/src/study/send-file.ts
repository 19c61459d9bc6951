/** Sends one file as a form. */
import { ApiTrouble } from '../api.ts'
import type { Trouble } from '../api.ts'

/** A file goes up as slowly as a slow line is. */
const answerMsMax = 120_000

/** Resolves with the answer; rejects with `ApiTrouble` only. */
export async function sendFile<Answer>(path: string, file: File): Promise<Answer> {
  const body = new FormData()
  body.append('file', file)
  const response = await fetch(`/api/v1${path}`, { method: 'POST', credentials: 'same-origin', headers: { accept: 'application/json' }, body, signal: AbortSignal.timeout(answerMsMax) }).catch((error: unknown) => {
    throw new ApiTrouble({ code: 'offline', detail: null }, { cause: error })
  })
  const answer = (await response.json().catch(() => ({}))) as Answer & Partial<Trouble>
  if (!response.ok) throw new ApiTrouble({ code: answer.code ?? 'internal', detail: answer.detail ?? null })
  return answer
}
