/** What sections are made of. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { changed } from './use-figures.ts'

export function Section({ title, says, children }: { readonly title: string; readonly says?: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="grid min-w-0 gap-3 rounded-2xl border border-line bg-surface p-4">
      <div><h2 className="text-xl font-bold">{title}</h2>{says && <p className="text-sm text-soft">{says}</p>}</div>
      {children}
    </section>
  )
}

export const troubleText = ({ code, detail }: Trouble): string =>
  detail ?? (code === 'offline' ? 'Mluv cannot be reached.' : code === 'unauthorized' ? 'The session is over: sign in again.' : 'Something went wrong. The log says what.')

/** Said while it is, for whoever reads and whoever listens. */
export function Notice({ trouble }: { readonly trouble: Trouble | null }) {
  return <div role="status">{trouble && <p className="rounded-lg bg-gold-wash px-3 py-2 text-sm text-gold">{troubleText(trouble)} What stands here is old.</p>}</div>
}

type Row = readonly ReactNode[]
type TableProps = { readonly name: string; readonly columns: readonly string[]; readonly rows: readonly Row[]; readonly none?: string }

/** A table; on a phone each row is a card, and each figure says what it is. */
export function Table({ name, columns, rows, none = 'Nothing yet.' }: TableProps) {
  if (rows.length === 0) return <p className="text-soft">{none}</p>
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={name}>
      <table aria-label={name} className="figures w-full text-sm tabular-nums">
        <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>{rows.map((row, line) => <tr key={line}>{row.map((value, at) => at === 0 ? <th key={at} scope="row">{value}</th> : <td key={at} data-label={columns[at]}>{value}</td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}

/** A deed that may fail, done once at a time, whose outcome is said. */
export function useDeed(): { readonly isBusy: boolean; readonly said: string; readonly act: (method: 'POST' | 'PUT', path: string, done: string, body?: object) => void } {
  const [isBusy, setBusy] = useState(false)
  const [said, say] = useState('')
  return {
    isBusy, said,
    act(method, path, done, body) {
      setBusy(true)
      void ask(method, path, body).then(() => say(done), (error: unknown) => say(troubleText(troubleIn(error)))).finally(() => {
        setBusy(false)
        document.dispatchEvent(new Event(changed))
      })
    },
  }
}

export const Said = ({ text }: { readonly text: string }) => <p role="status" className="min-h-6 text-sm">{text}</p>

/** A button that cannot be taken back is pressed twice. */
export function Sure({ label, sure, onSure, disabled }: { readonly label: string; readonly sure: string; readonly onSure: () => void; readonly disabled?: boolean }) {
  const [asked, setAsked] = useState(false)
  if (!asked) return <Button disabled={disabled} onClick={() => setAsked(true)}>{label}</Button>
  return (
    <span className="inline-flex flex-wrap gap-2">
      <Button look="solid" autoFocus disabled={disabled} onClick={() => { setAsked(false); onSure() }}>{sure}</Button>
      <Button onClick={() => setAsked(false)}>Leave it</Button>
    </span>
  )
}
