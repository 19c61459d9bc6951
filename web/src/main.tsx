/** Puts the app in the place of the served text. */
import { startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { App, Rooms } from './app.tsx'
import type { AppProps } from './app.tsx'
import { placeAt } from './place.ts'
import type { Place } from './place.ts'
import { roomFrame } from './room-frame.ts'

/** A room is there when it begins: what was served of it is not taken away for less. One that somebody points at is fetched before they go there. */
export async function start(props: AppProps): Promise<void> {
  const ready = async (room: Place): Promise<unknown> => room && Promise.all([Rooms.load(), roomFrame().then(({ roomReady }) => roomReady(room, props.firstWords.tongue))])
  await ready(placeAt(location.pathname))
  // Drawn in pieces, between which a slow phone answers.
  startTransition(() => createRoot(document.getElementById('root')!).render(<App {...props} />))
  for (const intent of ['pointerover', 'focusin']) addEventListener(intent, ({ target }) => void ready(placeAt((target as Element).closest('a')?.pathname ?? '')).catch(() => {}))
}
