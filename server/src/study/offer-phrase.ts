/** Offers a phrase to those who asked for one a day. */
import type { Language } from '../domain/language.ts'
import { isWanted, sending } from '../domain/notice.ts'
import { phraseOf } from '../domain/phrase.ts'
import type { ZoneDay } from '../domain/task.ts'
import { isTooLate } from '../domain/timetable.ts'
import type { Clock } from '../ports/clock.ts'
import type { Content } from '../ports/content.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Rounds } from '../ports/rounds.ts'

type Parts = { readonly rounds: Rounds; readonly outbox: Outbox; readonly clock: Clock; readonly content: Content; readonly language: Language }

export async function offerPhrase({ rounds, outbox, clock, content, language }: Parts, { timeZone, day }: ZoneDay, signal: AbortSignal): Promise<void> {
  const { phrases } = content.in(language)
  for await (const learners of rounds.visit(timeZone, null)) {
    signal.throwIfAborted()
    const nowMs = clock.now()
    if (isTooLate('offer-phrase', { timeZone, day }, nowMs)) return
    const postings = learners.flatMap(({ learnerId, settings }) => {
      const phrase = isWanted('phrase', settings) ? phraseOf(learnerId, day, settings.level, phrases) : null
      return phrase === null ? [] : [{ notice: { learnerId, kind: 'phrase' as const, facts: { day, phrase }, about: day }, ...sending('phrase', settings, nowMs) }]
    })
    await outbox.post(postings, nowMs)
  }
}
