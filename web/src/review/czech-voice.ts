/** The Czech voice of the browser, where it has one: it speaks without a network. */

import { isCzech, onVoices } from '../talk/browser-voices.ts'

/** Told now, and when voices come or go. The answer ends the watch. */
export const onCzechVoice = (tell: (voice: SpeechSynthesisVoice | null) => void): (() => void) => onVoices((voices) => tell(czechAmong(voices)))

/** One that is in the machine is preferred to one that asks somebody else. */
export function czechAmong<Voice extends Pick<SpeechSynthesisVoice, 'lang' | 'localService'>>(voices: readonly Voice[]): Voice | null {
  const czech = voices.filter(isCzech)
  return czech.find(({ localService }) => localService) ?? czech[0] ?? null
}

export function sayIn(voice: SpeechSynthesisVoice, text: string): void {
  const spoken = new SpeechSynthesisUtterance(text)
  spoken.voice = voice
  spoken.lang = voice.lang
  speechSynthesis.cancel()
  speechSynthesis.speak(spoken)
}
