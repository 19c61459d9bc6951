/** Whether the browser may recognise speech itself. Most send the voice to their maker, so the learner must have agreed to that. */
import type { Drawer } from './pending.ts'

export type Recogniser = {
  lang: string
  interimResults: boolean
  continuous: boolean
  onresult: ((event: { readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>> }) => void) | null
  onend: (() => void) | null
  onerror: ((event: { readonly error: string }) => void) | null
  start(): void
  stop(): void
  abort(): void
}

const agreedPlace = 'mluv.browser-hearing'

export const browserHears = (): boolean => recogniserOf() !== null
export const agreedToBrowserHearing = (drawer: Drawer): boolean => drawer.getItem(agreedPlace) === 'agreed'
export const agreeToBrowserHearing = (drawer: Drawer, agreed: boolean): void => (agreed ? drawer.setItem(agreedPlace, 'agreed') : drawer.removeItem(agreedPlace))

/** Null where the browser has none. */
export function recogniserOf(): (new () => Recogniser) | null {
  const offered = window as unknown as Record<string, (new () => Recogniser) | undefined>
  return offered['SpeechRecognition'] ?? offered['webkitSpeechRecognition'] ?? null
}
