/** Rolling a flag out: to how many, to whom, and which variants. */
import type { FlagView } from '@mluv/protocol/flags.ts'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useDeed } from '../account/use-deed.ts'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { draftOf, levels, rolloutIn, summaryOf, type Draft } from './flag-draft.ts'
import { Wrong } from './flag-parts.tsx'

type FlagFormProps = { readonly flag: FlagView; readonly plans: readonly string[]; readonly onChanged: (flag: FlagView) => void }

export function FlagForm({ flag, plans, onChanged }: FlagFormProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(flag.rollout))
  const [isSaved, setSaved] = useState(false)
  const { busy, trouble, attempt } = useDeed()
  const read = rolloutIn(draft)
  const change = (patch: Partial<Draft>) => {
    setSaved(false)
    setDraft({ ...draft, ...patch })
  }
  const save = () => 'rollout' in read && void attempt(async () => {
    const after = await ask<FlagView>('PUT', `/admin/flags/${flag.name}`, read.rollout)
    onChanged(after)
    setDraft(draftOf(after.rollout))
    setSaved(true)
  })
  const faultOf = (field: keyof Draft) => ('faults' in read ? read.faults.find((fault) => fault.field === field)?.says : undefined)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(flag.rollout))
  return (
    <form className="grid gap-4" onSubmit={(event) => {
      event.preventDefault()
      save()
    }}>
      <Percentage draft={draft} onChange={change} fault={faultOf('percentage')} />
      <Ticks legend="Levels" none="None ticked: all." all={levels} ticked={draft.levels} onTick={(ticked) => change({ levels: ticked })} />
      <Typed label="Mother tongues" help="Such as uk ru; nothing: all." fault={faultOf('languages')}>
        {(names) => <input {...names} className="field" autoCapitalize="off" spellCheck={false} value={draft.languages} onChange={(event) => change({ languages: event.target.value })} />}
      </Typed>
      {plans.length > 1 && <Ticks legend="Plans" none="None ticked: all." all={plans} ticked={draft.plans} onTick={(ticked) => change({ plans: ticked })} />}
      <Typed label="Learners who have it in any case" help="Ids, one a line. They are not compared with others." fault={faultOf('learners')}>
        {(names) => <textarea {...names} className="field font-mono text-sm" rows={3} spellCheck={false} value={draft.learners} onChange={(event) => change({ learners: event.target.value })} />}
      </Typed>
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-semibold">Shares of those who are in</legend>
        <div className="flex flex-wrap gap-3">
          {flag.variants.map(({ name }) => (
            <label key={name} className="grid gap-1 text-sm">{name}
              <input className="field w-24" inputMode="numeric" aria-invalid={faultOf('shares') !== undefined} value={draft.shares[name] ?? '0'} onChange={(event) => change({ shares: { ...draft.shares, [name]: event.target.value } })} />
            </label>
          ))}
        </div>
        {faultOf('shares') && <p className="text-sm text-rust">{faultOf('shares')}</p>}
      </fieldset>
      <div role="status">
        {isChanged && 'rollout' in read && <p className="rounded-lg bg-gold-wash px-3 py-2 text-sm text-gold">Not saved yet: {summaryOf(flag, read.rollout)}</p>}
        {isSaved && !isChanged && <p className="text-sm text-river">Saved, and in force.</p>}
      </div>
      {trouble && <Wrong trouble={trouble} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="solid" disabled={busy || !isChanged || 'faults' in read}>Save</Button>
        <Button disabled={busy || !isChanged} onClick={() => setDraft(draftOf(flag.rollout))}>As it was</Button>
      </div>
    </form>
  )
}

type PartProps = { readonly draft: Draft; readonly onChange: (patch: Partial<Draft>) => void; readonly fault: string | undefined }

function Percentage({ draft: { percentage }, onChange, fault }: PartProps) {
  const id = useId()
  const at = Number(percentage.replace(',', '.'))
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">Share of those who are meant, in percent</label>
      <div className="flex items-center gap-3">
        <input type="range" min={0} max={100} step={0.1} aria-label="Share, by slider" className="h-11 min-w-0 flex-1 accent-brick" value={Number.isFinite(at) ? at : 0} onChange={({ target }) => onChange({ percentage: target.value })} />
        <input id={id} className="field w-24 shrink-0" inputMode="decimal" aria-invalid={fault !== undefined} aria-describedby={fault ? `${id}-fault` : undefined} value={percentage}
          onChange={({ target }) => onChange({ percentage: target.value })} />
      </div>
      {fault && <p id={`${id}-fault`} className="text-sm text-rust">{fault}</p>}
    </div>
  )
}

type TicksProps<Item extends string> = {
  readonly legend: string
  readonly none: string
  readonly all: readonly Item[]
  readonly ticked: readonly Item[]
  readonly onTick: (ticked: readonly Item[]) => void
}

function Ticks<Item extends string>({ legend, none, all, ticked, onTick }: TicksProps<Item>) {
  return (
    <fieldset className="grid gap-1">
      <legend className="font-semibold">{legend}</legend>
      <p className="text-sm text-soft">{none}</p>
      <div className="flex flex-wrap gap-x-5">
        {all.map((item) => (
          <label key={item} className="flex min-h-11 cursor-pointer items-center gap-2">
            <input type="checkbox" className="size-5 accent-brick" checked={ticked.includes(item)} onChange={(event) => onTick(all.filter((each) => (each === item ? event.target.checked : ticked.includes(each))))} />
            {item}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

type Names = { readonly id: string; readonly 'aria-describedby': string; readonly 'aria-invalid': boolean }

function Typed({ label, help, fault, children }: { readonly label: string; readonly help: string; readonly fault: string | undefined; readonly children: (names: Names) => ReactNode }) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">{label}</label>
      <p id={`${id}-help`} className={`text-sm ${fault ? 'text-rust' : 'text-soft'}`}>{fault ?? help}</p>
      {children({ id, 'aria-describedby': `${id}-help`, 'aria-invalid': fault !== undefined })}
    </div>
  )
}
