/** The frame of every room beside the talk: its name, the way to the others, and the room itself. */
import type { Home, Settings } from '@mluv/protocol/learner.ts'
import type { Room } from '@mluv/protocol/rooms.ts'
import { Suspense, useEffect, useRef, useState } from 'react'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { lazily } from '../kit/lazily.tsx'
import type { LazyPart } from '../kit/lazily.tsx'
import { Menu } from '../kit/menu.tsx'
import { TopBar } from '../kit/top-bar.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { lastLearner } from '../session.ts'
import type { Drawer } from '../talk/pending.ts'
import '../watching/page-vitals.ts'
import { cardWordsIn } from '../words/cards/words.ts'
import { laterWordsIn } from '../words/later/words.ts'
import type { Tongue } from '../words/messages.ts'
import { practiceWordsIn } from '../words/practice/words.ts'
import { progressWordsIn } from '../words/progress/words.ts'
import { reviewWordsIn } from '../words/review/words.ts'
import { roomWordsIn, useRoomWords } from '../words/rooms/words.ts'
import { useWords } from '../words/words.ts'
import { MenuItems } from './menu-items.tsx'
import { PlaceLinks } from './place-link.tsx'
import { roomPart } from './room-parts.ts'
import type { RoomProps } from './room-props.ts'

const inside: Readonly<Record<Room, LazyPart<RoomProps>>> = {
  review: lazily(() => roomPart.review().then((file) => file.ReviewRoom)),
  words: lazily(() => roomPart.words().then((file) => file.WordsRoom)),
  practice: lazily(() => roomPart.practice().then((file) => file.PracticeRoom)),
  progress: lazily(() => roomPart.progress().then((file) => file.ProgressRoom)),
}

/** What each room says. */
const wordsOf: Readonly<Record<Room, readonly ((tongue: Tongue) => Promise<unknown>)[]>> = {
  review: [reviewWordsIn],
  words: [cardWordsIn, laterWordsIn],
  practice: [practiceWordsIn],
  progress: [progressWordsIn, laterWordsIn],
}

/** Fetches all that the room is shown with at once; parts that suspend would ask one after another. */
export const roomReady = (room: Room, tongue: Tongue): Promise<unknown> => Promise.all([inside[room].load(), roomWordsIn(tongue), ...wordsOf[room].map((load) => load(tongue))])

const SettingsDialog = lazily(() => import('../account/settings-dialog.tsx').then((file) => file.SettingsDialog))
const AccountDialog = lazily(() => import('../account/account-dialog.tsx').then((file) => file.AccountDialog))

type RoomsProps = {
  readonly room: Room
  /** Neither is there until they are known here, and where nobody could be reached. */
  readonly home: Home | undefined
  readonly settings: Settings | null
  readonly trouble: Trouble | null
  readonly kept: Drawer
  readonly onSettings: (settings: Settings) => void
  /** This browser may be somebody else now. */
  readonly onChanged: () => void
}

export function Rooms({ room, home, settings, trouble, kept, onSettings, onChanged }: RoomsProps) {
  const { tongue, loading, tryAgain } = useWords()
  void roomReady(room, tongue).catch(() => {})
  const words = useRoomWords()
  const [shown, show] = useState<'settings' | 'account' | null>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const Inside = inside[room]
  const learner = home && settings ? { ...home.learner, settings } : trouble?.code === 'offline' ? lastLearner(kept) : null
  const { [room]: name, talk } = words.names
  /** What was open was the one's before. */
  function somebodyElse(): void {
    show(null)
    onChanged()
  }
  useEffect(() => {
    document.title = `${name} – Mluv`
    title.current?.focus()
    return () => void (document.title = `${talk} – Mluv`)
  }, [name, talk])
  return (
    <div className="room room-single">
      <TopBar>
        <PlaceLinks className="ml-4 hidden flex-1 gap-1 lg:flex" look="flex min-h-11 items-center rounded-lg px-3 hover:bg-sunk aria-[current]:bg-sunk aria-[current]:font-semibold" />
        <span className="flex-1 lg:hidden" />
        <Menu id="menu"><MenuItems menuId="menu" opens={['settings', 'account']} onOpen={show} /></Menu>
      </TopBar>
      <main className="talk-area">
        <div className="column grid gap-4">
          <h1 ref={title} tabIndex={-1} className="text-3xl font-bold outline-none">{name}</h1>
          {learner
            ? <Suspense fallback={<Loading />}><Inside learner={learner} hears={home?.abilities.hears === true} kept={kept} onSettings={onSettings} /></Suspense>
            : trouble
              ? <div role="alert" className="grid justify-items-start gap-3"><p><TroubleText trouble={trouble} /></p><Button look="solid" onClick={onChanged}>{tryAgain}</Button></div>
              : <Loading />}
        </div>
      </main>
      <Suspense fallback={<p role="status" className="line-lost arrive self-start">{loading}</p>}>
        {learner && shown === 'settings' && <SettingsDialog settings={learner.settings} kept={kept} onClose={() => show(null)} onSettings={onSettings} />}
        {learner && shown === 'account' && <AccountDialog learnerId={learner.learnerId} motherTongue={learner.settings.motherTongue} kept={kept} onClose={() => show(null)} onChanged={somebodyElse} />}
      </Suspense>
    </div>
  )
}

function Loading() {
  const { loading } = useWords()
  return <p className="loading-line" role="status">{loading}</p>
}
