/** What not every learner has alike: how it is rolled out, who changed that, and how those fared who had one variant or another. */
import type { FlagList, FlagView } from '@mluv/protocol/flags.ts'
import { useCallback, useEffect, useState } from 'react'
import { useDeed } from '../account/use-deed.ts'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { summaryOf } from './flag-draft.ts'
import { FlagHistoryList, FlagVariantsTable } from './flag-figures.tsx'
import { FlagForm } from './flag-form.tsx'
import { Later, Wrong } from './flag-parts.tsx'

export function FlagsSection() {
  const [list, setList] = useState<FlagList | null>(null)
  const { busy, trouble, attempt } = useDeed()
  const load = useCallback(() => attempt(async () => setList(await ask<FlagList>('GET', '/admin/flags'))), [attempt])
  useEffect(() => void load(), [load])
  const changed = (flag: FlagView) => setList((before) => before && { ...before, items: before.items.map((each) => (each.name === flag.name ? flag : each)) })
  return (
    <section aria-label="Flags" className="grid min-w-0 gap-4">
      <div>
        <h2 className="text-xl font-bold">Flags</h2>
        <p className="text-sm text-soft">Who has what is drawn once from who they are: it stays the same for a learner, and whoever is in stays in when the share is raised. In force everywhere within a second.</p>
      </div>
      {trouble && <Wrong trouble={trouble} />}
      {trouble && <Button className="justify-self-start" disabled={busy} onClick={() => void load()}>Try again</Button>}
      {!list && !trouble && <p role="status">Looking how flags are rolled out…</p>}
      {list?.items.map((flag) => <Flag key={flag.name} flag={flag} plans={list.plans} onChanged={changed} />)}
    </section>
  )
}

type FlagProps = { readonly flag: FlagView; readonly plans: readonly string[]; readonly onChanged: (flag: FlagView) => void }

/** The drawn share at a glance: it is said in words beside it. */
function Flag({ flag, plans, onChanged }: FlagProps) {
  const { name, says, rollout, variants, changedAt } = flag
  return (
    <article aria-label={name} className="grid min-w-0 gap-3 rounded-2xl border border-line bg-surface p-4">
      <div>
        <h3 className="text-lg font-bold">{name}</h3>
        <p>{says}</p>
        <ul className="mt-1 text-sm text-soft">{variants.map((variant) => <li key={variant.name}><b>{variant.name}</b>: {variant.says}</li>)}</ul>
      </div>
      <div className="grid gap-1">
        <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-sunk"><div className="h-full bg-river" style={{ width: `${rollout.percentage}%` }} /></div>
        <p>{summaryOf(flag, rollout)}</p>
        {changedAt && <p className="text-sm text-soft">Since {atMinute(changedAt)} UTC.</p>}
      </div>
      <Later title="Roll it out">{() => <FlagForm flag={flag} plans={plans} onChanged={onChanged} />}</Later>
      <Later title="How they fared">{() => <FlagVariantsTable name={name} usual={flag.usual} />}</Later>
      <Later title="History">{() => <FlagHistoryList key={changedAt} flag={flag} />}</Later>
    </article>
  )
}

const atMinute = (instant: string): string => instant.slice(0, 16).replace('T', ' ')
