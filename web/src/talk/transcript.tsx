/** The conversation, oldest first: the opening, the turns, and what still waits to be heard. */
import { Suspense, useEffect, useRef, useState } from 'react'
import { lazily } from '../kit/lazily.tsx'
import { useWords } from '../words/words.ts'
import type { HearingBy } from './hearing-by.ts'
import { visibleWaiting } from './turn.ts'
import type { TurnView } from './turn.ts'
import { Tutor, TutorSays } from './tutor-says.tsx'
import type { TalkRoom } from './use-talk.ts'

/** Nothing is said before the first turn. */
export const Turns = lazily(() => import('./turns.tsx').then((file) => file.Turns))

/** `confused`: the turn (null: the opening) whose reply the learner did not understand. */
type TranscriptProps = { readonly room: TalkRoom; readonly confused: string | null | undefined; readonly hearingBy: HearingBy }

export function Transcript({ room, confused, hearingBy }: TranscriptProps) {
  const words = useWords()
  const { talk } = room
  const waiting = visibleWaiting(talk)
  const end = useFollowedEnd(`${talk.turns.length + waiting.length} ${confused}`)
  return (
    <section aria-label={words.talk.conversation} className="column grid gap-5 pb-6">
      {talk.earlier === null && <Tutor><TutorSays room={room} turnId={null} sentences={talk.opening} translated={confused === null} /></Tutor>}
      <Suspense>{(talk.earlier !== null || talk.turns.length + waiting.length > 0) && <Turns room={room} waiting={waiting} confused={confused} hearingBy={hearingBy} />}</Suspense>
      {talk.turns.length + waiting.length === 0 && (
        <div className="mx-auto grid max-w-md gap-2 text-center text-sm text-soft">
          <p>{words.talk.firstHint}</p>
          {talk.scene && talk.scene.hints.length > 0 && <ul aria-label={words.today.hints} className="grid gap-1 text-ink">{talk.scene.hints.map((hint) => <li key={hint}>{hint}</li>)}</ul>}
        </div>
      )}
      <div ref={end} />
      <Announced turn={talk.turns.findLast(({ key }) => key !== null)} />
    </section>
  )
}

/** How long a sentence stays where a screen reader picks it up, before only the transcript holds it. */
const announcedMs = 3000

/** Tells a screen reader each sentence of the newest reply as it arrives; history stays silent. */
function Announced({ turn }: { readonly turn: TurnView | undefined }) {
  const [past, setPast] = useState('')
  const sentences = turn?.sentences ?? []
  const now = turn ? `${turn.turnId} ${sentences.length}` : ''
  useEffect(() => {
    const timer = setTimeout(() => setPast(now), announcedMs)
    return () => clearTimeout(timer)
  }, [now])
  return (
    <div className="sr-only" aria-live="polite" lang="cs">
      {now !== past && sentences.map(({ text }, at) => <p key={`${turn?.turnId} ${at}`}>{text}</p>)}
    </div>
  )
}

/** Nearer to the end than this, the learner follows the talk; further up, they read. */
const followedPx = 160

/** Keeps the end in view while the learner is there, and goes there with everything new that is said. What they open stays where it is. */
function useFollowedEnd(news: string) {
  const end = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  useEffect(() => {
    const area = end.current?.parentElement?.parentElement
    if (!area || !end.current?.parentElement) return
    const follow = (): void => {
      if (following.current) area.scrollTo({ top: area.scrollHeight })
    }
    const look = (): void => void (following.current = area.scrollHeight - area.scrollTop - area.clientHeight < followedPx)
    const stay = (): void => void (following.current = false)
    const grown = new ResizeObserver(follow)
    grown.observe(end.current.parentElement)
    grown.observe(area)
    area.addEventListener('scroll', look, { passive: true })
    area.addEventListener('click', stay, { capture: true })
    return () => {
      grown.disconnect()
      area.removeEventListener('click', stay, { capture: true })
      area.removeEventListener('scroll', look)
    }
  }, [])
  useEffect(() => {
    const area = end.current?.parentElement?.parentElement
    following.current = true
    area?.scrollTo({ top: area.scrollHeight })
  }, [news])
  return end
}
