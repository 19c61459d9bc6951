/** What is shown: waiting, what went wrong, the first visit, the talk, or a room beside it. */
import type { ConversationView, Opening, ScenarioList } from '@mluv/protocol/conversations.ts'
import type { Home, Settings } from '@mluv/protocol/learner.ts'
import { startTransition, Suspense, useEffect, useRef, useState } from 'react'
import { ask, troubleIn } from './api.ts'
import type { Trouble } from './api.ts'
import { FirstVisit } from './first-visit/first-visit.tsx'
import { Button } from './kit/button.tsx'
import { Hero } from './kit/hero.tsx'
import { TroubleText } from './kit/trouble.tsx'
import { TopBar } from './kit/top-bar.tsx'
import { lazily } from './kit/lazily.tsx'
import { roomFrame } from './room-frame.ts'
import { homeOf } from './session.ts'
import type { Drawer } from './talk/pending.ts'
import { talkReady, TalkPage } from './talk/talk.tsx'
import { Scene } from './talk/today.tsx'
import { usePlace } from './use-place.ts'
import { laterWordsIn, laterWordsToo } from './words/later/words.ts'
import type { Tongue } from './words/messages.ts'
import { tongueFor, wordsIn } from './words/tongue.ts'
import type { Words } from './words/tongue.ts'
import { useWords, WordsProvider } from './words/words.ts'

const Arrival = lazily(() => import('./account/arrival.tsx').then((file) => file.Arrival))
export const Rooms = lazily(() => roomFrame().then((file) => file.Rooms))

/** `view` is undefined beside the talk: what was said meanwhile elsewhere is read anew for whoever comes back to it. */
type Here = { readonly home: Home; readonly view: Opening | ConversationView | null | undefined; readonly aloud: boolean }

export type AppProps = {
  readonly firstWords: Words
  readonly motherTongue: string
  readonly kept: Drawer
  /** What was asked for before there was an app; null where it is not known yet who comes. */
  readonly firstHome: Promise<Home> | null
  readonly onTongue: (motherTongue: string) => void
}

export function App({ firstWords, motherTongue, kept, firstHome, onTongue }: AppProps) {
  const asked = useRef(firstHome)
  const [here, setHere] = useState<Here | null>(null)
  const [settings, setSettings] = useState<Settings | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [tries, setTries] = useState(0)
  const words = useSpoken(firstWords, settings?.motherTongue, onTongue)
  const room = usePlace()
  const talks = room === null
  useLateAnswers(talks ? here?.home.learner.learnerId : undefined)
  // A way in that somebody comes by stands behind the address, as `#name=…`.
  const [hash, setHash] = useState(() => (location.hash.includes('=') ? location.hash : null))

  useEffect(() => {
    if (hash) return
    let left = false
    const home = asked.current ?? homeOf(kept, motherTongue)
    asked.current = null
    arrive(home, talks).then((arrived) => {
      if (left) return
      startTransition(() => {
        setTrouble(null)
        setHere(arrived)
        setSettings(arrived.home.learner.settings)
      })
    }, (error: unknown) => !left && setTrouble(troubleIn(error)))
    return () => {
      left = true
    }
  }, [kept, motherTongue, tries, hash, talks])

  // What could not be reached is tried again by itself; what is shown meanwhile stays.
  useEffect(() => {
    if (!trouble) return
    const again = (): void => setTries((times) => times + 1)
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [trouble])

  async function begin(patch: Partial<Settings>, guided: boolean): Promise<void> {
    if (!here || !settings) return
    await ask('PATCH', '/learner/settings', patch)
    const opening = await ask<Opening>('POST', '/conversations', guided ? await easiestScene() : {})
    if (opening.scenario) await sceneIn(words.tongue)
    setSettings({ ...settings, ...patch })
    setHere({ ...here, view: opening, aloud: true })
  }

  function startOver(): void {
    setHash(null)
    setHere(null)
    setTrouble(null)
    setTries((times) => times + 1)
  }

  return (
    <WordsProvider value={words}>
      {hash || trouble?.code === 'forbidden'
        ? <Suspense><Arrival hash={hash ?? ''} motherTongue={motherTongue} kept={kept} onDone={startOver} /></Suspense>
        : room
          ? <Suspense fallback={<Waiting />}><Rooms room={room} home={here?.home} settings={settings} trouble={trouble} kept={kept} onSettings={setSettings} onChanged={startOver} /></Suspense>
          : here && settings && here.view !== undefined
            ? here.view
              ? <TalkPage key={here.home.learner.learnerId} home={here.home} settings={settings} view={here.view} aloud={here.aloud} kept={kept} onSettings={setSettings} onChanged={startOver} />
              : <FirstVisit home={here.home} settings={settings} kept={kept} onTongue={(tongue) => setSettings({ ...settings, motherTongue: tongue })} onReady={begin} onChanged={startOver} />
            : <WaitingToTalk words={words} trouble={trouble} onAgain={startOver} />}
    </WordsProvider>
  )
}

/** Of whom, where this is the place to send them. */
function useLateAnswers(learnerId: string | undefined): void {
  useEffect(() => {
    if (learnerId === undefined) return
    const watching = import('./review/late-answers.ts').then(({ watchDesk }) => watchDesk(learnerId), () => () => {})
    return () => void watching.then((end) => end())
  }, [learnerId])
}

/** The words of the page in the tongue that the learner chose, once it is known. */
function useSpoken(firstWords: Words, motherTongue: string | undefined, onTongue: AppProps['onTongue']): Words {
  const [words, setWords] = useState(firstWords)
  useEffect(() => {
    if (motherTongue === undefined) return
    onTongue(motherTongue)
    let left = false
    const tongue = tongueFor(motherTongue)
    void Promise.all([wordsIn(tongue), laterWordsToo(tongue)]).then(([next]) => {
      if (!left) setWords(next)
    })
    return () => {
      left = true
    }
  }, [motherTongue, onTongue])
  useEffect(() => void (document.documentElement.lang = words.tongue), [words])
  return words
}

/** The learner, and the conversation to go on with; none at the first visit. */
async function arrive(asked: Promise<Home>, talks: boolean): Promise<Here> {
  const home = await asked
  if (!talks) return { home, view: undefined, aloud: false }
  const tongue = tongueFor(home.learner.settings.motherTongue)
  if (home.conversation?.turns.length) await talkReady(tongue)
  if (home.conversation?.scenario) await sceneIn(tongue)
  if (home.conversation || !home.learner.settings.levelChosen) return { home, view: home.conversation, aloud: false }
  return { home, view: await ask<Opening>('POST', '/conversations', {}), aloud: false }
}

const sceneIn = (tongue: Tongue): Promise<unknown> => Promise.all([Scene.load(), laterWordsIn(tongue)])

async function easiestScene(): Promise<{ readonly scenario?: string }> {
  const { items } = await ask<ScenarioList>('GET', '/scenarios')
  const easiest = items.toSorted((one, other) => one.level.localeCompare(other.level))[0]
  return easiest ? { scenario: easiest.code } : {}
}

const Waiting = () => <div className="room room-single"><TopBar /><main className="talk-area"><p className="loading-line" role="status">{useWords().loading}</p></main></div>

/** The served page again, with what it waits for. */
function WaitingToTalk({ words, trouble, onAgain }: { readonly words: Words; readonly trouble: Trouble | null; readonly onAgain: () => void }) {
  return (
    <div className="room room-single">
      <TopBar />
      <main className="talk-area">
        <Hero />
        {trouble
          ? <div role="alert" className="grid justify-items-center gap-3 text-center"><p><TroubleText trouble={trouble} /></p><Button look="solid" onClick={onAgain}>{words.tryAgain}</Button></div>
          : <p className="loading-line" role="status">{words.loading}</p>}
      </main>
      <div className="say-bar"><div className="say-row"><textarea className="field typed" rows={1} disabled placeholder={words.talk.placeholder} aria-label={words.talk.placeholder} /><span className="round-button" aria-hidden="true" /></div></div>
    </div>
  )
}
