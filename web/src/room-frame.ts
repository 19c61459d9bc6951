/** The frame of the rooms beside the talk, fetched when somebody goes to one. */
export const roomFrame = () => import('./rooms/rooms.tsx')
