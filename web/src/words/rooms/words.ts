/** What the places of the page are called, in its tongue. */
import { lazyWords } from '../lazy-words.ts'
import type { RoomMessages } from './messages.ts'

export const { load: roomWordsIn, useThese: useRoomWords } = lazyWords<RoomMessages>({
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
})
