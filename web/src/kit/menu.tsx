/** A native popover behind a button: light dismiss and Escape come with it. */
import { Suspense } from 'react'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { IconButton } from './button.tsx'

export function Menu({ id, onNeeded, children }: { readonly id: string; /** Where what is in it comes only when it is opened first. */ readonly onNeeded?: () => void; readonly children: ReactNode }) {
  const words = useWords()
  return (
    <>
      <IconButton icon="menu" label={words.menu.open} popoverTarget={id} onClick={onNeeded} />
      <div id={id} popover="auto" className="menu"><Suspense fallback={<p className="loading-line" role="status">{words.loading}</p>}>{children}</Suspense></div>
    </>
  )
}
