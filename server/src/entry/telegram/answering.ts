/** Takes what is kept and has it answered: of many chats at once, of one chat one after the other; what failed again, a little later each time. */
import { BotError, GrammyError } from 'grammy'
import { Failure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Inbox, Series, Taken } from '../../ports/inbox.ts'
import type { Trace } from '../../ports/trace.ts'
import type { Log } from '../../log.ts'
import type { Seen } from '../metrics/seen.ts'
import { excuseDue, type Progress } from './sending.ts'

/** Updates that are answered at once. */
const atOnceMax = 200
const leaseMs = 20_000
const renewMs = 6_000
/** How often it is looked for what other processes have put into the inbox; and after something new, which may have had to wait for what comes before it. */
const lookMs = 1_000
const lookAgainMs = 600
const triesMax = 6
const againMsMin = 500
const againMsMax = 60_000

export type Answering = {
  /** How much of the answer to an update is out. */
  progressOf(updateId: number): Progress
  /** There is something new. */
  stir(): void
  /** Answers until `signal` aborts. */
  run(act: Acting, signal: AbortSignal): Promise<void>
  /** Resolves when nothing is being answered any more, or after `msMax`. */
  settle(msMax: number): Promise<void>
}

/** `excuse` is for what is let go without a word having gone out. */
export type Acting = { answer(update: unknown): Promise<void>; excuse(update: unknown): Promise<void> }
/** `isLost`: this process stood still until another one took the update over. `giveUp`: an excuse is made instead of an answer. */
type Holding = Progress & { readonly isLost: boolean; giveUp(): void }
type Parts = { readonly inbox: Inbox; readonly holder: string; readonly clock: Clock; readonly log: Log; readonly trace: Trace | null; readonly seen: Pick<Seen, 'update' | 'refused'> }

export function answering(parts: Parts): Answering {
  const { inbox, holder, clock, log } = parts
  const running = new Map<number, { readonly progress: Holding; over: Promise<void> }>()
  let news = Promise.withResolvers<void>()
  let isNew = false
  const stir = (): void => {
    isNew = true
    news.resolve()
  }
  const failed = (error: unknown): void => log.error('telegram-inbox-failed', error)

  async function take(room: number): Promise<Taken[]> {
    const nowMs = clock.now()
    try {
      return await inbox.take({ holder, nowMs, leaseUntilMs: nowMs + leaseMs, limit: room })
    } catch (error) {
      failed(error)
      return []
    }
  }

  async function renew(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(renewMs, signal)
      await inbox.renew([...running.keys()], holder, clock.now() + leaseMs).catch(failed)
    }
  }

  return {
    stir,
    progressOf: (updateId) => running.get(updateId)!.progress,
    async run(act, signal) {
      signal.addEventListener('abort', stir, { once: true })
      const renewing = renew(signal)
      while (!signal.aborted) {
        news = Promise.withResolvers()
        const waitMs = isNew ? lookAgainMs : lookMs
        isNew = false
        const room = atOnceMax - running.size
        const taken = room > 0 ? await take(room) : []
        for (const each of taken) {
          // A process that stood still for longer than its leases finds its own.
          if (running.has(each.updateId)) continue
          const entry = { progress: progressing(each, parts), over: Promise.resolve() }
          running.set(each.updateId, entry)
          entry.over = entered(parts, each, () => answered(parts, each, entry.progress, act, signal)).catch(failed).finally(() => {
            running.delete(each.updateId)
            stir()
          })
        }
        // Where there was room for more, there is no more.
        if (taken.length < room || room === 0) await Promise.race([news.promise, clock.sleep(waitMs, signal)])
      }
      await renewing
    },
    async settle(msMax) {
      const waited = new AbortController()
      await Promise.race([Promise.all([...running.values()].map(({ over }) => over)), clock.sleep(msMax, waited.signal)])
      waited.abort(null)
    },
  }
}

function progressing({ updateId, ...gone }: Taken, { inbox, holder }: Pick<Parts, 'inbox' | 'holder'>): Holding {
  const progress = {
    sent: gone.sent,
    sendingAfter: gone.sendingAfter,
    isLost: false,
    async leaving(sent: number, series: Series) {
      const after = await inbox.leaving(updateId, holder, sent, series)
      progress.isLost = after === null
      if (progress.isLost) throw new Failure('internal', 'Another process answers this update by now.')
      Object.assign(progress, { sent, sendingAfter: after })
    },
    giveUp() {
      Object.assign(progress, { sent: excuseDue, sendingAfter: null })
    },
    async left(sent: number, series: Series) {
      Object.assign(progress, { sent, sendingAfter: null })
      await inbox.left(updateId, holder, sent, series)
    },
  }
  return progress
}

/** Each begins a trace: Telegram says nothing of one. */
async function entered({ trace }: Parts, { tries }: Taken, answer: () => Promise<void>): Promise<void> {
  const update = trace?.enter({ kind: 'update', name: 'update', facts: { attempt: tries } }, null)
  if (!update) return answer()
  await update.within(answer).finally(() => update.end('done'))
}

async function answered({ inbox, holder, clock, log, seen }: Parts, { updateId, body, tries }: Taken, progress: Holding, { answer, excuse }: Acting, closing: AbortSignal): Promise<void> {
  const beganMs = clock.monotonicMs()
  try {
    if (progress.sent >= 0) await answer(body)
  } catch (thrown) {
    if (progress.isLost) return
    if (closing.aborted) return inbox.putBack(updateId, holder, clock.now())
    const error: unknown = thrown instanceof BotError ? thrown.error : thrown
    seen.refused('telegram', error)
    log.error('telegram-update-failed', error, { tries, ...(error instanceof GrammyError && { status: error.error_code, method: error.method }) })
    // A chat that is closed to the bot is no chat any more, and what was refused will be again.
    if (!isRefused(error) && tries < triesMax) return inbox.putBack(updateId, holder, clock.now() + Math.min(againMsMax, againMsMin * 2 ** tries))
    if (progress.sent === 0 && !isClosed(error)) progress.giveUp()
  }
  if (progress.sent === excuseDue) await excuse(body).catch((unsaid: unknown) => log.error('telegram-excuse-failed', unsaid))
  seen.update('telegram', clock.monotonicMs() - beganMs)
  await inbox.done(updateId, holder, clock.now())
}

const isClosed = (error: unknown): boolean => error instanceof GrammyError && error.error_code === 403
const isRefused = (error: unknown): boolean => error instanceof GrammyError && error.error_code >= 400 && error.error_code < 500 && error.error_code !== 429
