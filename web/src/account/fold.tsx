/** What is out of the way until somebody wants it. */
import type { ReactNode } from 'react'

export const Fold = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <details className="rounded-xl border border-line px-3 py-1">
    <summary className="cursor-pointer py-2.5 font-semibold">{title}</summary>
    <div className="pb-2">{children}</div>
  </details>
)
