/** The room you speak in. */
import type { ConversationView, Opening } from '@mluv/protocol/conversations.ts'
import type { Home, Settings } from '@mluv/protocol/learner.ts'
import { Suspense, useEffect, useState } from 'react'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { lazily } from '../kit/lazily.tsx'
import { Menu } from '../kit/menu.tsx'
import { TopBar } from '../kit/top-bar.tsx'
import { laterWordsIn } from '../words/later/words.ts'
import { talkingWordsIn } from '../words/talking/words.ts'
import type { Tongue } from '../words/messages.ts'
import { useWords } from '../words/words.ts'
import { agreeToBrowserHearing } from './browser-hearing.ts'
import { Composer } from './composer.tsx'
import { deviceIn, keepDevice } from './device.ts'
import type { Device } from './device.ts'
import { hearingBy } from './hearing-by.ts'
import type { Drawer } from './pending.ts'
import { standingOf, Lately, Today } from './today.tsx'
import { Transcript, Turns } from './transcript.tsx'
import { lastReply } from './turn.ts'
import { slowRate } from './tutor-says.tsx'
import { useTalk } from './use-talk.ts'

const TodayDialog = lazily(() => import('./today-dialog.tsx').then((file) => file.TodayDialog))
const ChooseDialog = lazily(() => import('./choose-dialog.tsx').then((file) => file.ChooseDialog))
const TalksDialog = lazily(() => import('./talks-dialog.tsx').then((file) => file.TalksDialog))
const MenuItems = lazily(() => import('../rooms/menu-items.tsx').then((file) => file.MenuItems<Opened>))
const WordPopover = lazily(() => import('../study/word-popover.tsx').then((file) => file.WordPopover))
const DeviceDialog = lazily(() => import('./device-dialog.tsx').then((file) => file.DeviceDialog))
const ConsentDialog = lazily(() => import('./consent-dialog.tsx').then((file) => file.ConsentDialog))
const SettingsDialog = lazily(() => import('../account/settings-dialog.tsx').then((file) => file.SettingsDialog))
const AccountDialog = lazily(() => import('../account/account-dialog.tsx').then((file) => file.AccountDialog))

type TalkProps = {
  readonly home: Home
  readonly settings: Settings
  readonly view: Opening | ConversationView
  /** Say the opening at once: the learner has just asked for it. */
  readonly aloud: boolean
  readonly kept: Drawer
  readonly onSettings: (settings: Settings) => void
  readonly onChanged: () => void
}

const opened = ['choose', 'talks', 'device', 'settings', 'account'] as const
type Opened = (typeof opened)[number]
type Shown = Opened | 'today' | 'consent' | null

export function TalkPage({ home, settings, view, aloud, kept, onSettings, onChanged }: TalkProps) {
  const words = useWords()
  const { learnerId } = home.learner
  const { device, voice, choose } = useDevice(kept, home.abilities.voice)
  const { textOnly } = device
  const room = useTalk(kept, learnerId, view, aloud, textOnly, voice === null ? null : { name: voice, rate: settings.voiceSpeed })
  const [shown, show] = useState<Shown>(null)
  const [menuNeeded, needMenu] = useState(false)
  const [, redraw] = useState(0)
  const [tapped, tap] = useState<MouseEvent | null>(null)
  const [confused, setConfused] = useState<string | null | undefined>(undefined)
  const standing = standingOf(home, room.talk)
  const reply = lastReply(room.talk)
  const { scene } = room.talk
  const reached = scene?.objectives.filter(({ done }) => done).length ?? 0
  const stillConfused = confused !== undefined && confused === reply.turnId
  const close = (): void => show(null)

  useFetchedAhead(room.talk.waiting.length + room.talk.turns.length > 0, words.tongue)

  function open(next: Opening | ConversationView, spoken: boolean): void {
    close()
    setConfused(undefined)
    room.open(next, spoken)
  }

  function dontUnderstand(): void {
    if (stillConfused) return void room.say({ kind: 'text', text: 'Nerozumím.' })
    setConfused(reply.turnId)
    if (!textOnly) room.replay(reply.turnId, reply.sentences, 0, slowRate)
  }

  const by = textOnly ? 'unwanted' : hearingBy(home.abilities.hears, kept)
  return (
    <div className={textOnly ? 'room text-only' : 'room'} onInput={() => void Turns.load()}>
      <TopBar titled>
        <span className="flex-1" />
        <button type="button" onClick={() => show('today')} className="min-h-11 rounded-xl px-2 font-semibold text-gold hover:bg-sunk lg:hidden">
          <span className="sr-only">{words.menu.today}: {scene && `${words.today.objectives}: ${reached}/${scene.objectives.length}, `}{words.today.stars(standing.starsTotal)}, {words.today.streak(standing.streakDays)}</span>
          <span aria-hidden="true" className="flex items-center gap-3">
            {scene && <span className="flex items-center gap-1 text-river"><Icon name="check" className="size-4" />{reached}/{scene.objectives.length}</span>}
            <span className="flex items-center gap-1"><Icon name="star" filled className="size-4" />{standing.starsTotal}</span>
            <span className="flex items-center gap-1"><Icon name="flame" className="size-4" />{standing.streakDays}</span>
          </span>
        </button>
        <Button look="plain" className="max-sm:hidden" onClick={() => show('choose')}>{words.menu.choose}</Button>
        <Menu id="menu" onNeeded={() => needMenu(true)}>{menuNeeded && <MenuItems menuId="menu" opens={opened} onOpen={show} />}</Menu>
      </TopBar>
      <main className="talk-area" onClick={({ nativeEvent }) => tap(nativeEvent)}><Transcript room={room} confused={confused} hearingBy={by} /></main>
      <p role="status" className="line-lost">{room.link === 'lost' && (navigator.onLine ? words.talk.lost : words.talk.offline)}</p>
      <aside className="side"><h2 className="sr-only">{words.menu.today}</h2><Today learnerId={learnerId} standing={standing} talk={room.talk} /></aside>
      <Composer room={room} kept={kept} settings={settings} hearingBy={by} readFirst={device.readFirst} onAskConsent={() => show('consent')} onDontUnderstand={dontUnderstand} confused={stillConfused} />
      <Suspense>{tapped && <WordPopover learnerId={learnerId} tapped={tapped} />}</Suspense>
      <Suspense fallback={<p role="status" className="line-lost arrive self-start">{words.loading}</p>}>
        {shown === 'today' && <TodayDialog learnerId={learnerId} standing={standing} talk={room.talk} onClose={close} />}
        {shown === 'choose' && <ChooseDialog openId={room.talk.conversationId} onClose={close} onOpened={(opening) => open(opening, true)} />}
        {shown === 'talks' && <TalksDialog openId={room.talk.conversationId} timeZone={settings.timeZone} onClose={close} onOpened={(earlier) => open(earlier, false)} />}
        {shown === 'device' && <DeviceDialog device={device} voice={voice} onClose={close} onDevice={choose} />}
        {shown === 'settings' && <SettingsDialog settings={settings} kept={kept} onClose={close} onSettings={onSettings} />}
        {shown === 'account' && <AccountDialog learnerId={learnerId} motherTongue={settings.motherTongue} kept={kept} onClose={close} onChanged={onChanged} />}
        {shown === 'consent' && <ConsentDialog onClose={close} onAgreed={() => {
          agreeToBrowserHearing(kept, true)
          close()
          redraw((times) => times + 1)
        }} />}
      </Suspense>
    </div>
  )
}

/** All that shows what was said. */
export const talkReady = (tongue: Tongue): Promise<unknown> => Promise.all([Turns.load(), Lately.load(), laterWordsIn(tongue), talkingWordsIn(tongue)])

/** While the first answer is made, what shows it is fetched. */
function useFetchedAhead(begun: boolean, tongue: Tongue): void {
  useEffect(() => {
    if (begun) talkReady(tongue).catch(() => {})
  }, [begun, tongue])
}

/** `voice`: of this browser, that speaks by its name; null where the server's does. */
function useDevice(kept: Drawer, serverVoice: string | null) {
  const [device, setDevice] = useState(() => deviceIn(kept))
  const [voice, setVoice] = useState<string | null>(null)
  useEffect(() => {
    const watched = import('./browser-voices.ts').then(({ watchVoice }) => watchVoice(device, serverVoice, setVoice), () => () => {})
    return () => void watched.then((stop) => stop())
  }, [device, serverVoice])
  return {
    device, voice,
    choose(next: Device) {
      keepDevice(kept, next)
      setDevice(next)
    },
  }
}
