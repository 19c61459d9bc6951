/** A native `<dialog>`: the browser keeps the focus inside, closes it by Escape and gives the focus back. What is read meanwhile lets it grow downwards, and moves nothing. */
import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { IconButton } from './button.tsx'

type DialogProps = { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }

export function Dialog({ title, onClose, children }: DialogProps) {
  const words = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const shown = dialog.current
    if (shown && !shown.open) shown.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose} onClick={(event) => event.target === dialog.current && dialog.current.close()} className="arrive dialog">
      <div className="p-5 sm:p-6">
        <div className="mb-4 flex items-start justify-between gap-3">
          <h2 id={titleId} className="pt-1.5 text-2xl font-bold">{title}</h2>
          <IconButton icon="close" label={words.close} onClick={() => dialog.current?.close()} className="-mt-1 -mr-2" />
        </div>
        {children}
      </div>
    </dialog>
  )
}
