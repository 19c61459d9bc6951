/** Which voice of this browser says the tutor's sentences: the one that was chosen, or where nobody better speaks, a natural one that is in the machine. */
import type { Device } from './device.ts'

type Voice = Pick<SpeechSynthesisVoice, 'name' | 'lang' | 'localService'>

/** Some tell it with a dash, some with a line below. */
export const isCzech = ({ lang }: Pick<Voice, 'lang'>): boolean => /^cs(?:[-_]|$)/i.test(lang)

/** What the server speaks with where nobody is paid for it. */
const plainest = 'espeak'

/** Voices that are in the machine, so that nobody else hears what is said; what sounds no better than the server's own is left out. */
export const naturalAmong = <Some extends Voice>(voices: readonly Some[]): readonly Some[] =>
  voices.filter(({ name, lang, localService }) => localService && isCzech({ lang }) && !/espeak|mbrola/i.test(name))

export function voiceFor({ textOnly, voice }: Pick<Device, 'textOnly' | 'voice'>, serverVoice: string | null, voices: readonly Voice[]): string | null {
  if (textOnly || voice === 'server') return null
  const natural = naturalAmong(voices)
  const chosen = natural.find(({ name }) => name === voice)
  return (chosen ?? (serverVoice === null || serverVoice === plainest ? natural[0] : undefined))?.name ?? null
}

/** Tells which voice speaks, now and when voices come or go. The answer ends the watch. */
export const watchVoice = (device: Device, serverVoice: string | null, tell: (name: string | null) => void): (() => void) =>
  onVoices((voices) => tell(voiceFor(device, serverVoice, voices)))

/** Voices come some time after they are first asked for. The answer ends the watch. */
export function onVoices(tell: (voices: readonly SpeechSynthesisVoice[]) => void): () => void {
  if (!('speechSynthesis' in window)) return () => {}
  const look = (): void => tell(speechSynthesis.getVoices())
  look()
  speechSynthesis.addEventListener('voiceschanged', look)
  return () => speechSynthesis.removeEventListener('voiceschanged', look)
}
