/**
 * Errors, told of to whatever speaks Sentry's protocol: one envelope each, by one POST. What goes is made of what the log may print, and of less: its kind, a code, where it was
 * thrown, what was going on. No message goes, since a message may quote somebody, nor whose request it was, nor this machine's name or folders.
 */
import type { ErrorsAt, Fate, Fates } from '../../domain/watching.ts'
import { factsOf } from '../../log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ErrorReports } from '../../ports/error-reports.ts'
import { forAtMost, posted } from '../in-time.ts'
import { envelopeOf, eventOf } from './event.ts'

export type SentryOptions = {
  readonly at: ErrorsAt
  readonly environment: string
  readonly version: string
  /** The folder that this program is in: files are named from there. */
  readonly root: string
  readonly clock: Pick<Clock, 'now' | 'monotonicMs' | 'sleep'>
}
export type Sentry = ErrorReports & {
  fates(): Fates
  /** Sends what waits, for as long as a stop may take for it. */
  close(): Promise<void>
}

/** What goes wrong goes wrong many times: the first of them tell enough. */
const perMinuteMax = 30
const minuteMs = 60_000
const requestMsMax = 5_000
const closingMsMax = 2_000
/** Asked to be left alone, and not for how long. */
const quietMs = 60_000
const quietMsMax = 3_600_000

export function sentry({ at, environment, version, root, clock }: SentryOptions): Sentry {
  const counts: Record<Fate, number> = { sent: 0, full: 0, refused: 0, unreachable: 0 }
  const closing = new AbortController()
  const sending = new Set<Promise<void>>()
  let [minute, told] = [clock.monotonicMs(), 0]
  let quietUntilMs = 0

  function isTooMuch(): boolean {
    const nowMs = clock.monotonicMs()
    if (nowMs - minute >= minuteMs) [minute, told] = [nowMs, 0]
    return nowMs < quietUntilMs || (told += 1) > perMinuteMax
  }

  async function post(body: string): Promise<Fate> {
    const headers = { 'content-type': 'application/x-sentry-envelope', 'x-sentry-auth': `Sentry sentry_version=7, sentry_client=mluv/${version}, sentry_key=${at.key}` }
    // There is nobody to tell that nobody can be told: it is counted.
    return await posted({ url: at.url, headers, body, msMax: requestMsMax, over: closing.signal }, answered, clock) ?? 'unreachable'
  }

  async function answered(response: Response): Promise<Fate> {
    await response.body?.cancel()
    if (response.status === 429) quietUntilMs = clock.monotonicMs() + Math.min(quietMsMax, Number(response.headers.get('retry-after')) * 1000 || quietMs)
    return response.ok ? 'sent' : 'refused'
  }

  return {
    report(event, error, circumstances, here) {
      if (closing.signal.aborted || isTooMuch()) return void (counts.full += 1)
      const sent = post(envelopeOf(eventOf({ event, error: factsOf(error), circumstances, here, nowMs: clock.now() }, { environment, version, root }))).then((fate) => {
        counts[fate] += 1
        sending.delete(sent)
      })
      sending.add(sent)
    },
    fates: () => ({ ...counts }),
    async close() {
      await forAtMost(closingMsMax, Promise.all(sending), clock)
      closing.abort()
      await Promise.all(sending)
    },
  }
}
