/** What the parts of a flag are made of. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Trouble } from '../api.ts'

/** The server says in words what is wrong. */
export const Wrong = ({ trouble: { code, detail } }: { readonly trouble: Trouble }) => (
  <p role="alert" className="text-rust">{detail ?? (code === 'offline' ? 'Mluv cannot be reached.' : code === 'unauthorized' ? 'The session is over: sign in again.' : 'Something went wrong. The log says what.')}</p>
)

/** What is asked for once somebody wants to see it. */
export function Later({ title, children }: { readonly title: string; readonly children: () => ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="min-w-0 rounded-xl border border-line px-3 py-1" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer py-2.5 font-semibold">{title}</summary>
      {isOpen && <div className="grid min-w-0 gap-3 pb-3">{children()}</div>}
    </details>
  )
}
