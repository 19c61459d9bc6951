/** How the learner wants to be taught; every change is kept at once. */
import type { LearnerView, Settings } from '@mluv/protocol/learner.ts'
import { Suspense, useEffect, useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { themeOf, wearTheme } from '../drawer.ts'
import type { Theme } from '../drawer.ts'
import { Radios } from '../kit/choice.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { lazily } from '../kit/lazily.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { agreedToBrowserHearing, agreeToBrowserHearing, browserHears } from '../talk/browser-hearing.ts'
import type { Drawer } from '../talk/pending.ts'
import { useLaterWords } from '../words/later/words.ts'
import { InstallApp } from './install-app.tsx'
import { controls, optionsOf, Plan } from './settings-controls.tsx'
import { settingsLine } from './settings-line.ts'
import { Tick } from './tick.tsx'

const Reminders = lazily(() => import('./reminders.tsx').then((file) => file.Reminders))
const MyData = lazily(() => import('./my-data.tsx').then((file) => file.MyData))

type SettingsProps = { readonly settings: Settings; readonly kept: Drawer; readonly onClose: () => void; readonly onSettings: (settings: Settings) => void }

/** Long enough to be read. */
const savedShownMs = 3_000

export function SettingsDialog({ settings, kept, onClose, onSettings }: SettingsProps) {
  const { settings: text, consent } = useLaterWords()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [savedTimes, countSaved] = useState(0)
  const [theme, setTheme] = useState<Theme>(() => themeOf(kept))
  const [agreed, setAgreed] = useState(() => agreedToBrowserHearing(kept))
  const [line] = useState(() => settingsLine(settings, async (patch) => (await ask<LearnerView>('PATCH', '/learner/settings', patch)).settings, onSettings))

  function change(patch: Partial<Settings>): void {
    setTrouble(null)
    line(patch).then(() => countSaved((times) => times + 1), (error: unknown) => setTrouble(troubleIn(error)))
  }

  return (
    <Dialog title={text.title} onClose={onClose}>
      <div className="grid gap-5">
        {Object.entries(controls).map(([name, Control]) => <Control key={name} settings={settings} onChange={change} />)}
        {browserHears() && <Tick label={consent.agreed} checked={agreed} onChange={(agrees) => {
          agreeToBrowserHearing(kept, agrees)
          setAgreed(agrees)
        }} />}
        <Radios label={text.theme} value={theme} options={optionsOf(text.themes)} onChoose={(chosen) => {
          wearTheme(kept, chosen)
          setTheme(chosen)
        }} />
      </div>
      <Suspense fallback={null}><Reminders settings={settings} onChange={change} /></Suspense>
      <InstallApp />
      <Suspense fallback={null}><MyData kept={kept} /></Suspense>
      {/* Last, so that nothing is pushed when it comes. */}
      <Plan />
      <div role="status" className="pointer-events-none sticky bottom-3 mt-3 flex justify-end empty:hidden">
        {trouble ? <span className="rounded-xl bg-gold-wash px-3 py-2 text-gold"><TroubleText trouble={trouble} /></span> : savedTimes > 0 && <Saved key={savedTimes} />}
      </div>
    </Dialog>
  )
}

/** Said where it is seen whatever was changed, for a moment. */
function Saved() {
  const { settings: text } = useLaterWords()
  const [isShown, setShown] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setShown(false), savedShownMs)
    return () => clearTimeout(timer)
  }, [])
  return isShown && <span className="rounded-xl bg-river-wash px-3 py-2 text-river">{text.saved}</span>
}
