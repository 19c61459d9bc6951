/** What is said where one practises, in the tongue of the page. */
import { lazyWords } from '../lazy-words.ts'
import type { PracticeMessages } from './messages.ts'

export const { load: practiceWordsIn, useThese: usePracticeWords } = lazyWords<PracticeMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
