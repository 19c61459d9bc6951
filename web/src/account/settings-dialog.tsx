/** How the learner wants to be taught; every change is kept at once. */
import type { LearnerView, Settings } from '@mluv/protocol/learner.ts'
import type { ScenarioList } from '@mluv/protocol/conversations.ts'
import { Suspense, useEffect, useId, useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { themeOf, wearTheme } from '../drawer.ts'
import type { Theme } from '../drawer.ts'
import { Radios, Select } from '../kit/choice.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { lazily } from '../kit/lazily.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { agreedToBrowserHearing, agreeToBrowserHearing, browserHears } from '../talk/browser-hearing.ts'
import type { Drawer } from '../talk/pending.ts'
import { tongueOptions } from '../words/tongue-names.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { Tick } from './tick.tsx'

const Reminders = lazily(() => import('./reminders.tsx').then((file) => file.Reminders))
const MyData = lazily(() => import('./my-data.tsx').then((file) => file.MyData))

type SettingsProps = { readonly settings: Settings; readonly kept: Drawer; readonly onClose: () => void; readonly onSettings: (settings: Settings) => void }

const levels = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2'] as const
const speeds = ['0.6', '0.8', '1', '1.2'] as const

export function SettingsDialog({ settings, kept, onClose, onSettings }: SettingsProps) {
  const words = useWords()
  const { settings: text, consent } = useLaterWords()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [saved, setSaved] = useState(false)
  const [theme, setTheme] = useState<Theme>(() => themeOf(kept))
  const [agreed, setAgreed] = useState(() => agreedToBrowserHearing(kept))

  async function change(patch: Partial<Settings>): Promise<void> {
    onSettings({ ...settings, ...patch })
    try {
      const changed = await ask<LearnerView>('PATCH', '/learner/settings', patch)
      onSettings(changed.settings)
      setTrouble(null)
      setSaved(true)
    } catch (error) {
      onSettings(settings)
      setTrouble(troubleIn(error))
    }
  }

  const personas = usePersonas(settings.persona)
  return (
    <Dialog title={text.title} onClose={onClose}>
      <div className="grid gap-5">
        <Radios label={text.level} value={settings.level} options={levels.map((level) => ({ value: level, label: level }))} onChoose={(level) => void change({ level, levelChosen: true })} />
        <Select label={text.motherTongue} value={settings.motherTongue} options={tongueOptions(settings.motherTongue)} onChoose={(motherTongue) => void change({ motherTongue })} />
        <Radios label={text.gender} help={words.first.genderHelp}
          value={settings.gender ?? 'untold'} options={genderOptions(words)} onChoose={(gender) => void change({ gender: gender === 'untold' ? null : gender })} />
        <Select label={text.corrections} value={settings.corrections} options={optionsOf(text.correctionLevels)} onChoose={(corrections) => void change({ corrections })} />
        <Select label={text.persona} value={settings.persona} options={personas} onChoose={(persona) => void change({ persona })} />
        <Select label={text.style} value={settings.style} options={optionsOf(text.styles)} onChoose={(style) => void change({ style })} />
        <Select label={text.voiceSpeed} value={String(settings.voiceSpeed) as (typeof speeds)[number]} options={speeds.map((speed) => ({ value: speed, label: text.voiceSpeeds[speed] }))}
          onChoose={(speed) => void change({ voiceSpeed: Number(speed) as Settings['voiceSpeed'] })} />
        <Radios label={text.micMode} value={settings.micMode} options={optionsOf(text.micModes)} onChoose={(micMode) => void change({ micMode })} />
        <Silence silenceMs={settings.silenceMs} onChoose={(silenceMs) => void change({ silenceMs })} />
        <Select label={text.timeZone} value={settings.timeZone} options={zones(settings.timeZone).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
          onChoose={(timeZone) => void change({ timeZone })} />
        <Tick label={text.leaderboards} checked={settings.onLeaderboards} onChange={(onLeaderboards) => void change({ onLeaderboards })} />
        {browserHears() && <Tick label={consent.agreed} checked={agreed} onChange={(agrees) => {
          agreeToBrowserHearing(kept, agrees)
          setAgreed(agrees)
        }} />}
        <Radios label={text.theme} value={theme} options={optionsOf(text.themes)} onChoose={(chosen) => {
          wearTheme(kept, chosen)
          setTheme(chosen)
        }} />
      </div>
      <p role="status" className="mt-4 min-h-6 text-sm text-soft">{trouble ? <TroubleText trouble={trouble} /> : saved ? text.saved : ''}</p>
      <Suspense fallback={null}><Reminders settings={settings} onChange={(patch) => void change(patch)} /></Suspense>
      <Suspense fallback={null}><MyData kept={kept} /></Suspense>
    </Dialog>
  )
}

const silenceMs = { min: 300, max: 3000, step: 100 } as const

/** Kept when the slider is let go. */
function Silence({ silenceMs: chosenMs, onChoose }: { readonly silenceMs: number; readonly onChoose: (silenceMs: number) => void }) {
  const { settings: text } = useLaterWords()
  const { tongue } = useWords()
  const [shownMs, setShownMs] = useState(chosenMs)
  const id = useId()
  const told = text.silenceOf((shownMs / 1000).toLocaleString(tongue, { minimumFractionDigits: 1 }))
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">{text.silence}: <output>{told}</output></label>
      <p id={`${id}-help`} className="text-sm text-soft">{text.silenceHelp}</p>
      <input id={id} type="range" className="h-11 w-full accent-brick" aria-describedby={`${id}-help`} aria-valuetext={told} {...silenceMs} value={shownMs}
        onChange={(event) => setShownMs(event.target.valueAsNumber)} onPointerUp={() => shownMs !== chosenMs && onChoose(shownMs)} onBlur={() => shownMs !== chosenMs && onChoose(shownMs)} />
    </div>
  )
}

/** Names of tutors are names: they are not translated. The chosen one stands there from the start. */
function usePersonas(chosen: string) {
  const [personas, setPersonas] = useState<ScenarioList['personas']>([])
  useEffect(() => {
    ask<ScenarioList>('GET', '/scenarios').then((list) => setPersonas(list.personas), () => setPersonas([]))
  }, [])
  const options = personas.map(({ code, name, address }) => ({ value: code, label: `${name} (${address})` }))
  return options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }]
}

const genderOptions = ({ first }: ReturnType<typeof useWords>) => [
  { value: 'feminine', label: first.feminine }, { value: 'masculine', label: first.masculine }, { value: 'untold', label: first.untold },
] as const

function optionsOf<Value extends string>(names: Readonly<Record<Value, string>>) {
  return Object.entries<string>(names).map(([value, label]) => ({ value: value as Value, label }))
}

function zones(chosen: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes(chosen) ? known : [chosen, ...known]
}
