/** Puts the app in the place of the served text. */
import { createRoot } from 'react-dom/client'
import { App, Rooms } from './app.tsx'
import type { AppProps } from './app.tsx'
import { placeAt } from './place.ts'
import { roomFrame } from './room-frame.ts'

/** A room is there when it begins: what was served of it is not taken away for less. */
export async function start(props: AppProps): Promise<void> {
  const room = placeAt(location.pathname)
  if (room) await Promise.all([Rooms.load(), roomFrame().then(({ roomReady }) => roomReady(room, props.firstWords.tongue))])
  createRoot(document.getElementById('root')!).render(<App {...props} />)
}
