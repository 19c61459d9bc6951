/** Where in the page somebody is, for what shows it. */
import { useSyncExternalStore } from 'react'
import { moved, placeAt } from './place.ts'
import type { Place } from './place.ts'

export const usePlace = (): Place => useSyncExternalStore(onMoved, () => placeAt(location.pathname))

function onMoved(tell: () => void): () => void {
  const events = ['popstate', moved]
  for (const event of events) addEventListener(event, tell)
  return () => {
    for (const event of events) removeEventListener(event, tell)
  }
}
