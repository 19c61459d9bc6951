/** The events of a turn are its log: what could not be done, and how long it took. */
import { codeOf } from '../domain/failure.ts'
import type { Log } from '../log.ts'
import type { NumberedEvent } from '../tutor/course.ts'

export function logTurn(log: Log, event: NumberedEvent, turnId: string): void {
  if (event.type === 'faltered' && event.error !== null) log.error('turn-faltered', event.error, { turnId, part: event.degraded.part })
  if (event.type === 'failed' && codeOf(event.error) === 'internal') log.error('turn-failed', event.error, { turnId })
  if (event.type === 'remembered') log.info('turn-remembered', { turnId, events: event.seq })
}
