/** The Czech voice of the browser, where it has one: it speaks without a network. */

/** Voices come some time after they are first asked for. */
export function onCzechVoice(tell: (voice: SpeechSynthesisVoice | null) => void): () => void {
  if (!('speechSynthesis' in window)) return () => {}
  const look = () => tell(czechAmong(speechSynthesis.getVoices()))
  look()
  speechSynthesis.addEventListener('voiceschanged', look)
  return () => speechSynthesis.removeEventListener('voiceschanged', look)
}

/** One that is in the machine is preferred to one that asks somebody else. */
export function czechAmong<Voice extends Pick<SpeechSynthesisVoice, 'lang' | 'localService'>>(voices: readonly Voice[]): Voice | null {
  const czech = voices.filter(({ lang }) => /^cs(?:[-_]|$)/i.test(lang))
  return czech.find(({ localService }) => localService) ?? czech[0] ?? null
}

export function sayIn(voice: SpeechSynthesisVoice, text: string): void {
  const spoken = new SpeechSynthesisUtterance(text)
  spoken.voice = voice
  spoken.lang = voice.lang
  speechSynthesis.cancel()
  speechSynthesis.speak(spoken)
}
