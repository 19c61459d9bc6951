/** The words of the dialogs, in the tongue of the page. */
import { use } from 'react'
import { useWords } from '../words.ts'
import type { Tongue } from '../messages.ts'
import type { DialogMessages } from './messages.ts'

const loaders: Readonly<Record<Tongue, () => Promise<{ readonly messages: DialogMessages }>>> = {
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
}
const loading = new Map<Tongue, Promise<DialogMessages>>()

export function dialogWordsIn(tongue: Tongue): Promise<DialogMessages> {
  const words = loading.get(tongue) ?? loaders[tongue]().then(({ messages }) => messages)
  loading.set(tongue, words)
  return words
}

/** Suspends until they are loaded. */
export const useDialogWords = (): DialogMessages => use(dialogWordsIn(useWords().tongue))
