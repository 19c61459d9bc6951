/** The files of the rooms, each fetched when somebody goes there. */
import type { Room } from '@mluv/protocol/rooms.ts'

export const roomPart = {
  review: () => import('../review/review-room.tsx'),
  words: () => import('../study/words-room.tsx'),
  practice: () => import('../practice/practice-room.tsx'),
  progress: () => import('../progress/progress-room.tsx'),
} as const satisfies Readonly<Record<Room, () => Promise<object>>>
