/** In which form this browser plays sounds that are kept. */

const oggOpus = 'audio/ogg; codecs=opus'
const mp4Opus = 'audio/mp4; codecs=opus'

export function soundsOf(player: Pick<HTMLAudioElement, 'canPlayType'>): (audioUrl: string) => string {
  if (player.canPlayType(oggOpus)) return (audioUrl) => audioUrl
  const form = player.canPlayType(mp4Opus) ? 'mp4' : 'wav'
  return (audioUrl) => `${audioUrl}${audioUrl.includes('?') ? '&' : '?'}as=${form}`
}
