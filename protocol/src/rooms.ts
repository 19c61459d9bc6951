/** The rooms beside the talk: each has an address of its own, `/words`. */
export const rooms = ['review', 'words', 'practice', 'progress'] as const
export type Room = (typeof rooms)[number]
