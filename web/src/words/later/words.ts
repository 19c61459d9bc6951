/** The words that are needed from the first answer on, in the tongue of the page. */
import { lazyWords } from '../lazy-words.ts'
import type { LaterMessages } from './messages.ts'

export const { load: laterWordsIn, too: laterWordsToo, useThese: useLaterWords } = lazyWords<LaterMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
