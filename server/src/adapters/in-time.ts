/** What is waited for no longer than was said. */
import type { Clock } from '../ports/clock.ts'

type Sleeping = Pick<Clock, 'sleep'>

/** Resolves with `work`, or after `msMax`: whatever is earlier. Throws what `work` throws until then. */
export async function forAtMost(msMax: number, work: Promise<unknown>, clock: Sleeping): Promise<void> {
  const over = new AbortController()
  try {
    await Promise.race([work, clock.sleep(msMax, over.signal)])
  } finally {
    over.abort()
  }
}

export type Post = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly msMax: number; readonly over: AbortSignal }

/** What `read` makes of the answer, redirections not followed; null where there was none that could be read within `msMax`, or before `over` aborts. */
export async function posted<Answer>({ url, headers, body, msMax, over }: Post, read: (response: Response) => Promise<Answer>, clock: Sleeping): Promise<Answer | null> {
  const answered = new AbortController()
  const late = new AbortController()
  void clock.sleep(msMax, answered.signal).then(() => late.abort())
  try {
    return await read(await fetch(url, { method: 'POST', body, headers, redirect: 'error', signal: AbortSignal.any([late.signal, over]) }))
  } catch {
    return null
  } finally {
    answered.abort()
  }
}
