/** Where in the page somebody is: the talk, or a room beside it, by the address; and the way from one to the other without loading the page anew. */
import type { Room } from '@mluv/protocol/rooms.ts'
import type { MouseEvent } from 'react'

export const rooms = ['review', 'words', 'practice', 'progress'] as const satisfies readonly Room[]

/** `null` is the talk. */
export type Place = Room | null

/** What the window is told when somebody went to another place. */
export const moved = 'mluv:moved'

export const placeAt = (path: string): Place => rooms.find((room) => path.replace(/\/$/, '') === pathOf(room)) ?? null

export const pathOf = (place: Place): string => `/${place ?? ''}`

/** Whoever is there already comes to its beginning, with no step to go back by. */
export function goTo(place: Place): void {
  const path = pathOf(place)
  if (path !== location.pathname) history.pushState(null, '', path)
  dispatchEvent(new Event(moved))
}

/** For a link to a place: what asks for another tab or window is left to the browser. */
export function follow(place: Place, event: MouseEvent): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  goTo(place)
}
