/** The conversation, oldest first: the opening, the turns, and what still waits to be heard. */
import { Suspense, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { lazily } from '../kit/lazily.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useWords } from '../words/words.ts'
import { visibleWaiting } from './turn.ts'
import type { TurnView, Waiting } from './turn.ts'
import { TutorSays } from './tutor-says.tsx'
import type { TalkRoom } from './use-talk.ts'

/** Nothing is corrected before the first answer. */
export const Corrected = lazily(() => import('./correction.tsx').then((file) => file.Corrected))
export const Footnotes = lazily(() => import('./footnotes.tsx').then((file) => file.Footnotes))

/** `confused`: the turn (null: the opening) whose reply the learner did not understand. */
type TranscriptProps = { readonly room: TalkRoom; readonly confused: string | null | undefined }

export function Transcript({ room, confused }: TranscriptProps) {
  const words = useWords()
  const { talk } = room
  const waiting = visibleWaiting(talk)
  const end = useFollowedEnd(`${talk.turns.length + waiting.length} ${confused}`)
  return (
    <section aria-label={words.talk.conversation} className="column grid gap-5 pb-2">
      {talk.earlier !== null && <Earlier room={room} />}
      {talk.earlier === null && <Tutor><TutorSays room={room} turnId={null} sentences={talk.opening} translated={confused === null} /></Tutor>}
      {talk.turns.map((turn, at) => (
        <TurnItem key={turn.turnId} room={room} turn={turn} confused={confused === turn.turnId} tutorBefore={talk.turns[at - 1]?.cost?.tutor ?? null} />
      ))}
      {waiting.map((one) => <WaitingItem key={one.key} room={room} waiting={one} />)}
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

type TurnItemProps = { readonly room: TalkRoom; readonly turn: TurnView; readonly confused: boolean; readonly tutorBefore: string | null }

function TurnItem({ room, turn, confused, tutorBefore }: TurnItemProps) {
  const words = useWords()
  const { key } = turn
  return (
    <article className="grid gap-3">
      <Learner>
        {turn.corrections
          ? (
            <Suspense fallback={<Said text={turn.transcript} awaited />}>
              <Corrected learnerId={room.learnerId} transcript={turn.transcript} corrections={turn.corrections} starsEarned={turn.progress?.starsEarned ?? 0}
                onRecorrected={(corrections) => room.recorrect(turn.turnId, corrections)} />
            </Suspense>
          )
          : <Said text={turn.transcript} awaited={turn.state === 'answering'} />}
      </Learner>
      {turn.sentences.length > 0 && <Tutor><TutorSays room={room} turnId={turn.turnId} sentences={turn.sentences} translated={confused} /></Tutor>}
      {turn.state === 'answering' && turn.sentences.length === 0 && <Tutor><p className="pulse px-3 py-2 text-soft" role="status">{words.talk.thinking}</p></Tutor>}
      {turn.state === 'unanswered' && <Aside>{words.talk.notAnswered}</Aside>}
      {turn.state === 'failed' && (
        <Aside alert>
          {turn.trouble && <TroubleText trouble={turn.trouble} />}
          {key !== null && <Button className="mt-1" onClick={() => room.retry(key)}>{words.tryAgain}</Button>}
        </Aside>
      )}
      {((turn.cost && turn.cost.tutor !== tutorBefore) || turn.degraded.length > 0) && <Suspense><Footnotes turn={turn} tutorBefore={tutorBefore} /></Suspense>}
    </article>
  )
}

/** `awaited`: the verdict's place is kept free, so that nothing moves when it comes. */
function Said({ text, awaited = false }: { readonly text: string; readonly awaited?: boolean }) {
  return (
    <>
      <p lang="cs" className="said">{text}</p>
      {awaited && <p className="mt-2 border-t border-line pt-2 text-sm text-soft" aria-hidden="true">…</p>}
    </>
  )
}

function WaitingItem({ room, waiting }: { readonly room: TalkRoom; readonly waiting: Waiting }) {
  const words = useWords()
  return (
    <article className="grid gap-3">
      <Learner>
        {waiting.text === null
          ? <Spoken waiting={waiting} />
          : <Said text={waiting.text} />}
      </Learner>
      {waiting.trouble
        ? (
          <Aside alert>
            <TroubleText trouble={waiting.trouble} />
            <span className="mt-1 flex flex-wrap gap-2">
              <Button onClick={() => room.retry(waiting.key)}>{words.talk.sendAgain}</Button>
              <Button look="plain" onClick={() => room.drop(waiting.key)}>{words.talk.drop}</Button>
            </span>
          </Aside>
        )
        : !waiting.speaking && <Tutor><p className="pulse px-3 py-2 text-soft" role="status">{waiting.text === null ? words.talk.understanding : words.talk.thinking}</p></Tutor>}
    </article>
  )
}

/** What the microphone hears, as far as it is understood. */
function Spoken({ waiting: { speaking, understood } }: { readonly waiting: Waiting }) {
  const { talk } = useWords()
  return (
    <p className="flex items-center gap-2 text-lg" lang={understood ? 'cs' : undefined}>
      <Icon name="microphone" className={`size-5 ${speaking ? 'pulse' : ''}`} />
      {understood || (speaking ? talk.recording : talk.recordingSent)}
    </p>
  )
}

function Earlier({ room }: { readonly room: TalkRoom }) {
  const words = useWords()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  return (
    <div className="text-center">
      <Button onClick={() => void room.readEarlier().catch((error: unknown) => setTrouble(troubleIn(error)))}>{words.talk.earlier}</Button>
      {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
    </div>
  )
}

function Learner({ children }: { readonly children: ReactNode }) {
  const words = useWords()
  return (
    <div className="ml-8 justify-self-end rounded-2xl rounded-br-md border border-line bg-surface px-4 py-2 sm:ml-16">
      <span className="sr-only">{words.talk.you}: </span>
      {children}
    </div>
  )
}

function Tutor({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex items-start gap-2">
      <span className="tutor-face mt-0.5 hidden size-10 shrink-0 sm:block" role="img" aria-label="Honzík" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}

function Aside({ alert = false, children }: { readonly alert?: boolean; readonly children: ReactNode }) {
  return <div role={alert ? 'alert' : undefined} className="ml-8 justify-self-end rounded-xl bg-sunk px-4 py-2 text-sm">{children}</div>
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
