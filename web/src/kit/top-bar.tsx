/** The head of every place: whose house it is, and what can be done from here. */
import type { ReactNode } from 'react'

/** `titled`: the name is what the place is called, too. */
export function TopBar({ titled, children }: { readonly titled?: boolean; readonly children?: ReactNode }) {
  const Name = titled ? 'h1' : 'span'
  return (
    <header className="top-bar">
      <span className="tutor-face size-9 shrink-0" />
      <Name className="font-display text-2xl font-bold text-brick" lang="cs">Mluv</Name>
      {children}
    </header>
  )
}
