/** What is said while cards are reviewed, in the tongue of the page. */
import { lazyWords } from '../lazy-words.ts'
import type { ReviewMessages } from './messages.ts'

export const { load: reviewWordsIn, useThese: useReviewWords } = lazyWords<ReviewMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
