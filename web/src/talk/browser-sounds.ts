/** What this browser can play, and how it asks for it. */
import type { KeptSound } from './frames.ts'
import type { Player } from './loudspeaker.ts'
import { wav } from './wav.ts'

const oggOpus = 'audio/ogg; codecs=opus'
const mp4Opus = 'audio/mp4; codecs=opus'

export function soundsOf(player: Pick<HTMLAudioElement, 'canPlayType'>): { readonly accept: readonly string[]; readonly address: (audioUrl: string) => string } {
  if (player.canPlayType(oggOpus)) return { accept: ['audio/ogg'], address: (audioUrl) => audioUrl }
  if (player.canPlayType(mp4Opus)) return { accept: ['audio/mp4', 'audio/wav'], address: (audioUrl) => withForm(audioUrl, 'mp4') }
  return { accept: ['audio/wav'], address: (audioUrl) => withForm(audioUrl, 'wav') }
}

export function keptSound(sound: Uint8Array<ArrayBuffer>): KeptSound {
  const url = URL.createObjectURL(new Blob([sound], { type: sound[0] === 0x52 ? 'audio/wav' : 'audio/ogg' }))
  return { url, forget: () => URL.revokeObjectURL(url) }
}

/** Browsers let an element sound by itself once it has sounded in answer to a gesture: this is that sound, of silence. */
export function unlock(player: Player): void {
  const { url, forget } = keptSound(wav(new Float32Array(80), 8000))
  player.src = url
  player.play().then(forget, forget)
}

const withForm = (audioUrl: string, form: string): string => `${audioUrl}${audioUrl.includes('?') ? '&' : '?'}as=${form}`
