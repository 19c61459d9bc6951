/** What is said where one's cards are, in the tongue of the page. */
import { lazyWords } from '../lazy-words.ts'
import type { CardMessages } from './messages.ts'

export const { load: cardWordsIn, useThese: useCardWords } = lazyWords<CardMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
