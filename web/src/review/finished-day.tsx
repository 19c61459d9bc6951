/** A day on which nothing is left to review: what was done, what comes, and where to go from here. */
import { useEffect, useRef } from 'react'
import { PlaceLink } from '../rooms/place-link.tsx'
import { useReviewWords } from '../words/review/words.ts'
import { useWords } from '../words/words.ts'
import { daysToNext } from './desk.ts'
import type { Desk } from './desk.ts'
import { inDays } from './spans.ts'

export function FinishedDay({ desk, done, nowMs }: { readonly desk: Desk; readonly done: number; readonly nowMs: number }) {
  const { tongue } = useWords()
  const { done: says } = useReviewWords()
  const title = useRef<HTMLHeadingElement>(null)
  // Whoever answered the last card has lost the button under their finger.
  useEffect(() => void (done > 0 && title.current?.focus()), [done])
  const days = daysToNext(desk, nowMs)
  return (
    <section className="grid justify-items-center gap-3 rounded-2xl border border-line bg-surface px-5 py-8 text-center">
      <span className="tutor-face size-20" />
      {done > 0 && <h2 ref={title} tabIndex={-1} className="font-display text-2xl font-bold outline-none">{says.title}</h2>}
      <p className="max-w-prose">{done > 0 ? says.reviewed(done) : says.nothing}</p>
      {days !== null && days > 0 && <p className="text-soft">{says.next(inDays(tongue, days))}</p>}
      <PlaceLink to={null} className="mt-2 inline-flex min-h-11 items-center rounded-xl bg-brick px-5 py-2 font-semibold text-on-brick hover:bg-brick-deep">{says.talk}</PlaceLink>
    </section>
  )
}
