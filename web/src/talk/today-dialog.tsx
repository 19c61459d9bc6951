/** What stands beside the talk, where there is no room beside it. */
import type { ComponentProps } from 'react'
import { Dialog } from '../kit/dialog.tsx'
import { useWords } from '../words/words.ts'
import { Today } from './today.tsx'

export function TodayDialog({ onClose, ...shown }: ComponentProps<typeof Today> & { readonly onClose: () => void }) {
  return <Dialog title={useWords().menu.today} onClose={onClose}><Today {...shown} /></Dialog>
}
