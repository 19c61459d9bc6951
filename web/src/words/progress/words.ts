/** What is said about progress, in the tongue of the page. */
import { lazyWords } from '../lazy-words.ts'
import type { ProgressMessages } from './messages.ts'

export const { load: progressWordsIn, useThese: useProgressWords } = lazyWords<ProgressMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
