/**
 * Speech recognition by the browser itself. Most browsers send the voice to their maker, so it is used only after the
 * learner agreed to that.
 */
import type { Drawer } from './pending.ts'

type Recogniser = {
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

export type Listening = {
  /** Resolves with what was understood; null when it was nothing. */
  finish(): Promise<string | null>
  cancel(): void
}

const agreedPlace = 'mluv.browser-hearing'
/** How long the browser may take to finish understanding after it was told to stop. */
const finishingMsMax = 4_000

export const browserHears = (): boolean => recogniserOf() !== null
export const agreedToBrowserHearing = (drawer: Drawer): boolean => drawer.getItem(agreedPlace) === 'agreed'
export const agreeToBrowserHearing = (drawer: Drawer, agreed: boolean): void => (agreed ? drawer.setItem(agreedPlace, 'agreed') : drawer.removeItem(agreedPlace))

/** Shows what it understands as it goes; `onFailed` gets the browser's word for why it cannot. */
export function listen(onText: (text: string) => void, onFailed: (error: string) => void): Listening | null {
  const Recogniser = recogniserOf()
  if (!Recogniser) return null
  const recogniser = new Recogniser()
  recogniser.lang = 'cs-CZ'
  recogniser.interimResults = true
  recogniser.continuous = true
  let text = ''
  const ended = new Promise<void>((resolve) => {
    recogniser.onend = () => resolve()
  })
  recogniser.onresult = ({ results }) => {
    text = Array.from(results, (result) => result[0]?.transcript.trim() ?? '').join(' ').trim()
    onText(text)
  }
  recogniser.onerror = ({ error }) => {
    if (error !== 'no-speech' && error !== 'aborted') onFailed(error)
  }
  recogniser.start()
  return {
    async finish() {
      recogniser.stop()
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, finishingMsMax))])
      return text === '' ? null : text
    },
    cancel: () => recogniser.abort(),
  }
}

function recogniserOf(): (new () => Recogniser) | null {
  const offered = window as unknown as Record<string, (new () => Recogniser) | undefined>
  return offered['SpeechRecognition'] ?? offered['webkitSpeechRecognition'] ?? null
}
