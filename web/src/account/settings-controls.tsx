/** What changes each setting. One that has none here does not compile. */
import type { BudgetStatus } from '@mluv/protocol/budget.ts'
import type { ScenarioList } from '@mluv/protocol/conversations.ts'
import type { Settings } from '@mluv/protocol/learner.ts'
import { useEffect, useId, useState } from 'react'
import type { ComponentType } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Radios, Select } from '../kit/choice.tsx'
import { firstSettings } from '../session.ts'
import { useLaterWords } from '../words/later/words.ts'
import { tongueOptions } from '../words/tongue-names.ts'
import { useWords } from '../words/words.ts'
import { TextField } from './fields.tsx'
import { Tick } from './tick.tsx'

export type ControlProps = { readonly settings: Settings; readonly onChange: (patch: Partial<Settings>) => void }
type Control = ComponentType<ControlProps>

const levels = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2'] as const
const speeds = ['0.6', '0.8', '1', '1.2'] as const

/** What `Reminders` changes, and what goes with the level. */
type Elsewhere = 'reminders' | 'reminderHour' | 'quietHours' | 'notices' | 'levelChosen'

/** In the order in which they stand. */
export const controls: Readonly<Record<Exclude<keyof Settings, Elsewhere>, Control>> = {
  level: LevelControl, motherTongue: MotherTongue, gender: Gender, corrections: Corrections, persona: Persona, style: Style,
  voiceSpeed: VoiceSpeed, micMode: MicMode, silenceMs: Silence, timeZone: TimeZone, onLeaderboards: Leaderboards, alias: Alias,
}

function LevelControl({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  return <Radios label={text.level} value={settings.level} options={levels.map((level) => ({ value: level, label: level }))} onChoose={(level) => onChange({ level, levelChosen: true })} />
}

function MotherTongue({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  return <Select label={text.motherTongue} value={settings.motherTongue} options={tongueOptions(settings.motherTongue)} onChoose={(motherTongue) => onChange({ motherTongue })} />
}

function Gender({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  const { first } = useWords()
  const options = [{ value: 'feminine', label: first.feminine }, { value: 'masculine', label: first.masculine }, { value: 'untold', label: first.untold }] as const
  return <Radios label={text.gender} help={first.genderHelp} value={settings.gender ?? 'untold'} options={options} onChoose={(gender) => onChange({ gender: gender === 'untold' ? null : gender })} />
}

function Corrections({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  return <Select label={text.corrections} value={settings.corrections} options={optionsOf(text.correctionLevels)} onChoose={(corrections) => onChange({ corrections })} />
}

/** Names of tutors are names: they are not translated. The chosen one stands there from the start. */
function Persona({ settings: { persona: chosen }, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  const [personas, setPersonas] = useState<ScenarioList['personas']>([])
  useEffect(() => {
    ask<ScenarioList>('GET', '/scenarios').then((list) => setPersonas(list.personas), () => setPersonas([]))
  }, [])
  const offered = personas.map(({ code, name, address }) => ({ value: code, label: `${name} (${address})` }))
  const options = offered.some(({ value }) => value === chosen) ? offered : [...offered, { value: chosen, label: chosen }]
  return <Select label={text.persona} value={chosen} options={options} onChoose={(persona) => onChange({ persona })} />
}

function Style({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  return <Select label={text.style} value={settings.style} options={optionsOf(text.styles)} onChoose={(style) => onChange({ style })} />
}

function VoiceSpeed({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  return <Select label={text.voiceSpeed} value={String(settings.voiceSpeed) as (typeof speeds)[number]} options={speeds.map((speed) => ({ value: speed, label: text.voiceSpeeds[speed] }))}
    onChoose={(speed) => onChange({ voiceSpeed: Number(speed) as Settings['voiceSpeed'] })} />
}

function MicMode({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  return <Radios label={text.micMode} value={settings.micMode} options={optionsOf(text.micModes)} onChoose={(micMode) => onChange({ micMode })} />
}

const silenceMs = { min: 300, max: 3000, step: 100 } as const

/** Kept when the slider is let go. */
function Silence({ settings: { silenceMs: chosenMs }, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  const { tongue } = useWords()
  const [shownMs, setShownMs] = useState(chosenMs)
  const id = useId()
  const told = text.silenceOf((shownMs / 1000).toLocaleString(tongue, { minimumFractionDigits: 1 }))
  const keep = (): void => void (shownMs !== chosenMs && onChange({ silenceMs: shownMs }))
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">{text.silence}: <output>{told}</output></label>
      <p id={`${id}-help`} className="text-sm text-soft">{text.silenceHelp}</p>
      <input id={id} type="range" className="h-11 w-full accent-brick" aria-describedby={`${id}-help`} aria-valuetext={told} {...silenceMs} value={shownMs}
        onChange={(event) => setShownMs(event.target.valueAsNumber)} onPointerUp={keep} onBlur={keep} />
    </div>
  )
}

function TimeZone({ settings: { timeZone: chosen }, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  const known = Intl.supportedValuesOf('timeZone')
  const here = firstSettings('').timeZone
  const zones = [...[...new Set([chosen, here])].filter((zone) => !known.includes(zone)), ...known]
  return (
    <div className="grid gap-2">
      <Select label={text.timeZone} help={text.timeZoneHelp} value={chosen} options={zones.map((zone) => ({ value: zone, label: zoneName(zone) }))} onChoose={(timeZone) => onChange({ timeZone })} />
      {here !== chosen && <Button onClick={() => onChange({ timeZone: here })}>{text.timeZoneHere(zoneName(here))}</Button>}
    </div>
  )
}

const zoneName = (zone: string): string => zone.replaceAll('_', ' ')

function Leaderboards({ settings, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  return <Tick label={text.leaderboards} checked={settings.onLeaderboards} onChange={(onLeaderboards) => onChange({ onLeaderboards })} />
}

const aliasUnitsMax = 40

/** Kept when it is left, or by Enter. */
function Alias({ settings: { alias, onLeaderboards }, onChange }: ControlProps) {
  const { settings: text } = useLaterWords()
  const [typed, setTyped] = useState(alias ?? '')
  if (!onLeaderboards) return null
  function keep(): void {
    const wanted = typed.trim() || null
    if (wanted !== alias) onChange({ alias: wanted })
  }
  return (
    <form className="flex" onSubmit={(event) => {
      event.preventDefault()
      keep()
    }}>
      <TextField label={text.alias} help={text.aliasHelp} maxLength={aliasUnitsMax} autoComplete="nickname" value={typed} onChange={setTyped} onBlur={keep} />
    </form>
  )
}

/** Operators alone give another one. Nothing is shown where nothing is spent on anybody. */
export function Plan() {
  const { settings: text } = useLaterWords()
  const { tongue } = useWords()
  const [status, setStatus] = useState<BudgetStatus | null>(null)
  useEffect(() => {
    ask<BudgetStatus>('GET', '/budget/status').then(setStatus, () => setStatus(null))
  }, [])
  if (status === null) return null
  const dollars = (microUsd: number): string => (microUsd / 1_000_000).toLocaleString(tongue, { style: 'currency', currency: 'USD' })
  return (
    <div className="mt-4 grid gap-1 border-t border-edge pt-4">
      <p className="font-semibold">{text.plan}: {status.plan === 'standard' ? text.planStandard : status.plan}</p>
      <p className="text-sm text-soft">{text.planHelp}</p>
      <ul className="text-sm">
        {status.limits.filter(({ scope }) => scope === 'learner').map(({ period, limitMicroUsd, spentMicroUsd }) => (
          <li key={period}>{text.planPeriods[period]}: {limitMicroUsd === null ? text.planUnlimited : text.planSpent(dollars(spentMicroUsd), dollars(limitMicroUsd))}</li>
        ))}
      </ul>
    </div>
  )
}

export function optionsOf<Value extends string>(names: Readonly<Record<Value, string>>) {
  return Object.entries<string>(names).map(([value, label]) => ({ value: value as Value, label }))
}
