/** What is shown: waiting, what went wrong, the first visit, the talk, or a room beside it. */
import type { ConversationView, Opening, ScenarioList } from '@mluv/protocol/conversations.ts'
import type { Home, Settings } from '@mluv/protocol/learner.ts'
import { Suspense, useEffect, useState } from 'react'
import { ask, troubleIn } from './api.ts'
import type { Trouble } from './api.ts'
import { FirstVisit } from './first-visit/first-visit.tsx'
import { Button } from './kit/button.tsx'
import { Hero } from './kit/hero.tsx'
import { TroubleText } from './kit/trouble.tsx'
import { TopBar } from './kit/top-bar.tsx'
import { lazily } from './kit/lazily.tsx'
import { usePlace } from './place.ts'
import { homeOf } from './session.ts'
import type { Drawer } from './talk/pending.ts'
import { TalkPage } from './talk/talk.tsx'
import { WordList } from './talk/today.tsx'
import { Turns } from './talk/transcript.tsx'
import { laterWordsIn, laterWordsToo } from './words/later/words.ts'
import { talkingWordsIn } from './words/talking/words.ts'
import { tongueFor, wordsIn, WordsProvider } from './words/words.ts'
import type { Words } from './words/words.ts'

const Arrival = lazily(() => import('./account/arrival.tsx').then((file) => file.Arrival))
const Rooms = lazily(() => import('./rooms/rooms.tsx').then((file) => file.Rooms))

/** `view` is undefined beside the talk: what was said meanwhile elsewhere is read anew for whoever comes back to it. */
type Here = { readonly home: Home; readonly view: Opening | ConversationView | null | undefined; readonly aloud: boolean }

type AppProps = { readonly firstWords: Words; readonly motherTongue: string; readonly kept: Drawer; readonly onTongue: (motherTongue: string) => void }

export function App({ firstWords, motherTongue, kept, onTongue }: AppProps) {
  const [words, setWords] = useState(firstWords)
  const [here, setHere] = useState<Here | null>(null)
  const [settings, setSettings] = useState<Settings | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [tries, setTries] = useState(0)
  const room = usePlace()
  const talks = room === null
  // A way in that somebody comes by stands behind the address, as `#name=…`.
  const [hash, setHash] = useState(() => (location.hash.includes('=') ? location.hash : null))

  useEffect(() => {
    if (hash) return
    let left = false
    arrive(kept, motherTongue, talks).then((arrived) => {
      if (left) return
      setHere(arrived)
      setSettings(arrived.home.learner.settings)
    }, (error: unknown) => !left && setTrouble(troubleIn(error)))
    return () => {
      left = true
    }
  }, [kept, motherTongue, tries, hash, talks])

  const spoken = settings?.motherTongue
  useEffect(() => {
    if (spoken === undefined) return
    onTongue(spoken)
    let left = false
    const tongue = tongueFor(spoken)
    void Promise.all([wordsIn(tongue), laterWordsToo(tongue)]).then(([next]) => {
      if (!left) setWords(next)
    })
    return () => {
      left = true
    }
  }, [spoken, onTongue])

  useEffect(() => void (document.documentElement.lang = words.tongue), [words])

  async function begin(patch: Partial<Settings>, guided: boolean): Promise<void> {
    if (!here || !settings) return
    await ask('PATCH', '/learner/settings', patch)
    const opening = await ask<Opening>('POST', '/conversations', guided ? await easiestScene() : {})
    setSettings({ ...settings, ...patch })
    setHere({ ...here, view: opening, aloud: true })
  }

  function startOver(): void {
    setHash(null)
    setHere(null)
    setTrouble(null)
    setTries((times) => times + 1)
  }

  const learner = here && settings ? { ...here.home.learner, settings } : null
  return (
    <WordsProvider value={words}>
      {hash || trouble?.code === 'forbidden'
        ? <Suspense><Arrival hash={hash ?? ''} motherTongue={motherTongue} kept={kept} onDone={startOver} /></Suspense>
        : room
          ? <Suspense fallback={<Waiting words={words} />}><Rooms room={room} learner={learner} trouble={trouble} kept={kept} onSettings={setSettings} onChanged={startOver} /></Suspense>
          : here && settings && here.view !== undefined
            ? here.view
              ? <TalkPage key={here.home.learner.learnerId} home={here.home} settings={settings} view={here.view} aloud={here.aloud} kept={kept} onSettings={setSettings} onChanged={startOver} />
              : <FirstVisit home={here.home} settings={settings} kept={kept} onTongue={(tongue) => setSettings({ ...settings, motherTongue: tongue })} onReady={begin} onChanged={startOver} />
            : <WaitingToTalk words={words} trouble={trouble} onAgain={startOver} />}
    </WordsProvider>
  )
}

/** The learner, and the conversation to go on with; none at the first visit. */
async function arrive(kept: Drawer, motherTongue: string, talks: boolean): Promise<Here> {
  const home = await homeOf(kept, motherTongue)
  if (!talks) return { home, view: undefined, aloud: false }
  const tongue = tongueFor(home.learner.settings.motherTongue)
  if (home.conversation?.turns.length) await Promise.all([Turns.load(), WordList.load(), laterWordsIn(tongue), talkingWordsIn(tongue)])
  if (home.conversation || !home.learner.settings.levelChosen) return { home, view: home.conversation, aloud: false }
  return { home, view: await ask<Opening>('POST', '/conversations', {}), aloud: false }
}

async function easiestScene(): Promise<{ readonly scenario?: string }> {
  const { items } = await ask<ScenarioList>('GET', '/scenarios')
  const easiest = items.toSorted((one, other) => one.level.localeCompare(other.level))[0]
  return easiest ? { scenario: easiest.code } : {}
}

const Waiting = ({ words }: { readonly words: Words }) => <div className="room room-single"><TopBar /><main className="talk-area"><p className="loading-line" role="status">{words.loading}</p></main></div>

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
