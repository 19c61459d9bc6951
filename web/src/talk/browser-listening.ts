/** Speech recognition by the browser itself. */
import { recogniserOf } from './browser-hearing.ts'

export type Listening = {
  /** Resolves with what was understood; null when it was nothing. */
  finish(): Promise<string | null>
  cancel(): void
}

/** How long the browser may take to finish understanding after it was told to stop. */
const finishingMsMax = 4_000

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
