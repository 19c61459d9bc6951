/** What is said about accounts, in the tongue of the page. */
import { lazyWords } from '../lazy-words.ts'
import type { AccountMessages } from './messages.ts'

export const { load: accountWordsIn, useThese: useAccountWords } = lazyWords<AccountMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
