/** Requests at a given pace, or as fast as they are answered. */
import { setTimeout as pause } from 'node:timers/promises'
import { caller, type Answered } from './caller.ts'

export type Load = { readonly tookMs: readonly number[]; readonly errors: number; readonly perSecond: number }
/** The next request, as it goes over the wire. */
export type Asking = () => string

/** More than this many unanswered at once, and the next ones are errors: whoever is so far behind is not at the pace. */
const unansweredMax = 1_000

/** `perSecond` requests begin each second, whoever is still being answered; each is timed from when it was due. */
export async function paced(url: string, next: Asking, perSecond: number, forMs: number): Promise<Load> {
  const free: ReturnType<typeof caller>[] = []
  const all = new Set<ReturnType<typeof caller>>()
  const tookMs: number[] = []
  let errors = 0
  const one = async (dueMs: number) => {
    if (free.length === 0 && all.size >= unansweredMax) return void (errors += 1)
    const mine = free.pop() ?? caller(url)
    all.add(mine)
    if (isError(await mine.ask(next()).catch(() => lost))) errors += 1
    tookMs.push(performance.now() - dueMs)
    free.push(mine)
  }
  const beganMs = performance.now()
  const running: Promise<void>[] = []
  for (let sent = 0, nowMs = beganMs; nowMs < beganMs + forMs; nowMs = performance.now()) {
    for (; sent < ((nowMs - beganMs) * perSecond) / 1000; sent += 1) running.push(one(beganMs + (sent * 1000) / perSecond))
    await pause(1)
  }
  await Promise.all(running)
  for (const each of all) each.close()
  return { tookMs, errors, perSecond: (tookMs.length * 1000) / (performance.now() - beganMs) }
}

/** Each of these, once. Throws where one is answered by an error. */
export async function everyOne(url: string, requests: readonly string[], callers: number): Promise<void> {
  let [next, errors] = [0, 0]
  await Promise.all(Array.from({ length: callers }, async () => {
    const mine = caller(url)
    while (next < requests.length) if (isError(await mine.ask(requests[next++]!))) errors += 1
    mine.close()
  }))
  if (errors > 0) throw new Error(`${errors} of ${requests.length} calls were answered by an error.`)
}

/** Whether an answer is none. */
const isError = ({ status }: Answered): boolean => status < 200 || status >= 400
const lost: Answered = { status: 0, head: '', body: Buffer.alloc(0) }

/** So many callers, each asking again as soon as it is answered. */
export async function saturated(url: string, next: Asking, callers: number, forMs: number): Promise<Load> {
  const tookMs: number[] = []
  let errors = 0
  const beganMs = performance.now()
  await Promise.all(Array.from({ length: callers }, async () => {
    const mine = caller(url)
    while (performance.now() < beganMs + forMs) {
      const askedMs = performance.now()
      if (isError(await mine.ask(next()).catch(() => lost))) errors += 1
      tookMs.push(performance.now() - askedMs)
    }
    mine.close()
  }))
  return { tookMs, errors, perSecond: (tookMs.length * 1000) / (performance.now() - beganMs) }
}
