/** What is said around a word, a sentence said again and how one talks on this device, in the tongue of the page. */
import { lazyWords } from '../lazy-words.ts'
import type { TalkingMessages } from './messages.ts'

export const { load: talkingWordsIn, useThese: useTalkingWords } = lazyWords<TalkingMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
