/** What was said, turn by turn, and what still waits to be heard. */
import { Suspense, useState } from 'react'
import type { ReactNode } from 'react'
import { troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useLaterWords } from '../words/later/words.ts'
import { useFirstSound } from '../watching/use-first-sound.ts'
import { useWords } from '../words/words.ts'
import { Corrected } from './correction.tsx'
import { Footnotes } from './footnotes.tsx'
import type { HearingBy } from './hearing-by.ts'
import type { TurnView, Waiting } from './turn.ts'
import { Tutor, TutorSays } from './tutor-says.tsx'
import type { TalkRoom } from './use-talk.ts'

/** `confused`: the turn whose reply the learner did not understand. */
type TurnsProps = { readonly room: TalkRoom; readonly waiting: readonly Waiting[]; readonly confused: string | null | undefined; readonly hearingBy: HearingBy }

export function Turns({ room, waiting, confused, hearingBy }: TurnsProps) {
  const { turns } = room.talk
  useFirstSound(waiting.map(({ key }) => key), room.blocked ? null : (room.sounding?.turnId ?? null))
  return (
    <>
      {room.talk.earlier !== null && <Earlier room={room} />}
      {turns.map((turn, at) => (
        <TurnItem key={turn.turnId} room={room} hearingBy={hearingBy} turn={turn} confused={confused === turn.turnId} tutorBefore={turns[at - 1]?.cost?.tutor ?? null} />
      ))}
      {waiting.map((one, at) => <WaitingItem key={one.key} room={room} waiting={one} isSent={at === 0 && room.link === 'open'} />)}
    </>
  )
}

type TurnItemProps = { readonly room: TalkRoom; readonly hearingBy: HearingBy; readonly turn: TurnView; readonly confused: boolean; readonly tutorBefore: string | null }

function TurnItem({ room, hearingBy, turn, confused, tutorBefore }: TurnItemProps) {
  const words = useWords()
  const later = useLaterWords()
  const { key } = turn
  return (
    <article className="grid gap-3">
      <Learner>
        {turn.corrections
          ? (
            <Suspense fallback={<Said text={turn.transcript} awaited />}>
              <Corrected learnerId={room.learnerId} hearingBy={hearingBy} transcript={turn.transcript} corrections={turn.corrections} starsEarned={turn.progress?.starsEarned ?? 0}
                onRecorrected={(corrections) => room.recorrect(turn.turnId, corrections)} />
            </Suspense>
          )
          : <Said text={turn.transcript} awaited={turn.state === 'answering'} />}
      </Learner>
      {turn.sentences.length > 0 && <Tutor><TutorSays room={room} turnId={turn.turnId} sentences={turn.sentences} translated={confused} /></Tutor>}
      {turn.state === 'answering' && turn.sentences.length === 0 && <Tutor><p className="pulse px-3 py-2 text-soft" role="status">{later.turns.thinking}</p></Tutor>}
      {turn.state === 'unanswered' && <Aside>{later.turns.notAnswered}</Aside>}
      {turn.state === 'failed' && (
        <Aside alert>
          {turn.trouble && <TroubleText trouble={turn.trouble} />}
          {key !== null && <Button className="mt-1" onClick={() => room.retry(key)}>{words.tryAgain}</Button>}
        </Aside>
      )}
      {((turn.cost && (turn.cost.tutor !== tutorBefore || turn.cost.microUsd)) || turn.degraded.length > 0) && <Suspense><Footnotes turn={turn} tutorBefore={tutorBefore} /></Suspense>}
    </article>
  )
}

function Earlier({ room }: { readonly room: TalkRoom }) {
  const { turns } = useLaterWords()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  return (
    <div className="text-center">
      <Button onClick={() => void room.readEarlier().catch((error: unknown) => setTrouble(troubleIn(error)))}>{turns.earlier}</Button>
      {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
    </div>
  )
}

/** `awaited`: the verdict's place is kept free, so that nothing moves when it comes. */
function Said({ text, awaited = false }: { readonly text: string; readonly awaited?: boolean }) {
  return (
    <>
      <p lang="cs" className="said">{text}</p>
      {awaited && <p className="mt-2 border-t border-line pt-1 text-sm text-soft" aria-hidden="true"><span className="flex min-h-11 items-center">…</span></p>}
    </>
  )
}

/** They are sent one after the other. */
function WaitingItem({ room, waiting, isSent }: { readonly room: TalkRoom; readonly waiting: Waiting; readonly isSent: boolean }) {
  const later = useLaterWords()
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
              <Button onClick={() => room.retry(waiting.key)}>{later.turns.sendAgain}</Button>
              <Button look="plain" onClick={() => room.drop(waiting.key)}>{later.turns.drop}</Button>
            </span>
          </Aside>
        )
        : isSent
          ? !waiting.speaking && <Tutor><p className="pulse px-3 py-2 text-soft" role="status">{waiting.text === null ? later.turns.understanding : later.turns.thinking}</p></Tutor>
          : !waiting.speaking && <Aside>{later.turns.unsent}</Aside>}
    </article>
  )
}

/** What the microphone hears, as far as it is understood. */
function Spoken({ waiting: { speaking, understood } }: { readonly waiting: Waiting }) {
  const { talk } = useWords()
  const { turns } = useLaterWords()
  return (
    <p className="flex items-center gap-2 text-lg" lang={understood ? 'cs' : undefined}>
      <Icon name="microphone" className={`size-5 ${speaking ? 'pulse' : ''}`} />
      {understood || (speaking ? talk.recording : turns.recordingSent)}
    </p>
  )
}

function Learner({ children }: { readonly children: ReactNode }) {
  const later = useLaterWords()
  return (
    <div className="ml-8 justify-self-end rounded-2xl rounded-br-md border border-line bg-surface px-4 py-2 sm:ml-16">
      <span className="sr-only">{later.turns.you}: </span>
      {children}
    </div>
  )
}

function Aside({ alert = false, children }: { readonly alert?: boolean; readonly children: ReactNode }) {
  return <div role={alert ? 'alert' : undefined} className="ml-8 justify-self-end rounded-xl bg-sunk px-4 py-2 text-sm">{children}</div>
}
