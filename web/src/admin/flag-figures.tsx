/** What came of a flag, and who changed it. */
import type { FlagHistory, FlagVariants, FlagView } from '@mluv/protocol/flags.ts'
import { useCallback, useEffect, useState } from 'react'
import { useDeed } from '../account/use-deed.ts'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { summaryOf } from './flag-draft.ts'
import { Wrong } from './flag-parts.tsx'

export function FlagVariantsTable({ name, usual }: { readonly name: string; readonly usual: string }) {
  const [found, setFound] = useState<FlagVariants | null>(null)
  const { busy, trouble, attempt } = useDeed()
  const load = useCallback(() => attempt(async () => setFound(await ask<FlagVariants>('GET', `/admin/flags/${name}/variants`))), [attempt, name])
  useEffect(() => void load(), [load])
  const differences = found?.items.flatMap(({ variant, differences: all }) => all.map((each) => ({ variant, ...each }))) ?? []
  return (
    <>
      {trouble && <Wrong trouble={trouble} />}
      {!found && !trouble && <p role="status">Adding up…</p>}
      {found?.items.length === 0 && <p className="text-soft">No turn from {found.from} to {found.to} had a variant.</p>}
      {found && found.items.length > 0 && (
        <>
          <p className="text-sm text-soft">From {found.from} to {found.to}. In brackets: of how many turns it is known.</p>
          <table aria-label={`How those fared who had variants of ${name}`} className={tableLook}>
            <thead><tr><td className="border-0" />{found.items.map(({ variant }) => <th key={variant} scope="col">{variant}</th>)}</tr></thead>
            <tbody>
              {figures.map(([figure, of]) => <tr key={figure}><th scope="row">{figure}</th>{found.items.map((item) => <td key={item.variant}>{of(item)}</td>)}</tr>)}
            </tbody>
          </table>
          <ul className="grid gap-1 text-sm">
            {differences.map(({ variant, figure, says, verdict }) => <li key={`${variant} ${figure}`} className={verdict === 'more' || verdict === 'less' ? 'font-semibold' : ''}><b>{variant}</b>: {says}</li>)}
          </ul>
          {differences.length === 0 && <p className="text-sm text-soft">Nobody had “{usual}” to be compared with.</p>}
        </>
      )}
      <Button className="justify-self-start" disabled={busy} onClick={() => void load()}>Add up again</Button>
    </>
  )
}

const tableLook = `w-full text-right text-sm tabular-nums [&_td]:border-t [&_td]:border-line [&_td]:py-1.5 [&_td]:ps-3 [&_th]:py-1.5 [&_th]:ps-3
  [&_th:first-child]:ps-0 [&_th:first-child]:text-left [&_tbody_th]:border-t [&_tbody_th]:border-line [&_tbody_th]:font-normal`

type Item = FlagVariants['items'][number]
type Figure = NonNullable<Item['score']>
const shown = (figure: Figure | null, of: (figure: Figure) => string): string => (figure ? `${of(figure)} (${figure.count})` : '–')

const figures: readonly (readonly [name: string, of: (item: Item) => string])[] = [
  ['turns', ({ turns }) => String(turns)],
  ['learners', ({ learners }) => String(learners)],
  ['first sound, half of them by', ({ firstSoundMs }) => shown(firstSoundMs, ({ p50 }) => `${p50.toFixed(0)} ms`)],
  ['first sound, 95 % by', ({ firstSoundMs }) => shown(firstSoundMs, ({ p95 }) => `${p95.toFixed(0)} ms`)],
  ['cost of a turn', ({ microUsd }) => shown(microUsd, ({ mean }) => `$${(mean / 1e6).toFixed(5)}`)],
  ['score', ({ score }) => shown(score, ({ mean }) => mean.toFixed(1))],
]

export function FlagHistoryList({ flag }: { readonly flag: FlagView }) {
  const [items, setItems] = useState<FlagHistory['items']>([])
  const [next, setNext] = useState<string | null | undefined>(undefined)
  const { busy, trouble, attempt } = useDeed()
  const load = useCallback((before: string | null) => attempt(async () => {
    const page = await ask<FlagHistory>('GET', `/admin/flags/${flag.name}/history${before === null ? '' : `?before=${before}`}`)
    setItems((known) => (before === null ? page.items : [...known, ...page.items]))
    setNext(page.next)
  }), [attempt, flag.name])
  useEffect(() => void load(null), [load])
  return (
    <>
      {trouble && <Wrong trouble={trouble} />}
      {next !== undefined && items.length === 0 && <p className="text-soft">Nobody has changed it yet.</p>}
      <ol className="grid gap-3">
        {items.map(({ at, by, before, after }, line) => (
          <li key={`${at} ${line}`} className="grid gap-0.5">
            <p className="text-sm text-soft">{at.slice(0, 19).replace('T', ' ')} UTC, by {by === 'operator' ? 'an operator' : <>session <code className="break-all">{by}</code></>}</p>
            <p>{summaryOf(flag, after)}</p>
            {before && <p className="text-sm text-soft">Before: {summaryOf(flag, before)}</p>}
          </li>
        ))}
      </ol>
      {next && <Button className="justify-self-start" disabled={busy} onClick={() => void load(next)}>Earlier</Button>}
    </>
  )
}
