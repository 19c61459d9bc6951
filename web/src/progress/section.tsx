/** A part of the room under its name. */
import { useId } from 'react'
import type { ReactNode } from 'react'

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <h2 id={id} className="text-xl font-bold">{title}</h2>
      {children}
    </section>
  )
}
