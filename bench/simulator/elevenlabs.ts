/** ElevenLabs: speech as a stream of bare samples, or of Opus. */
import { parsed, type Answer } from './call.ts'
import { spoken, spokenInOpus } from './sound.ts'

export const voices: Answer = async ({ url, body, line, call }, { remember }) => {
  const request = parsed(body) as { text?: unknown; model_id?: unknown; voice_settings?: { speed?: number } } | null
  const format = url.searchParams.get('output_format') ?? ''
  const rate = /^pcm_(\d+)$/.exec(format)?.[1]
  const isOpus = /^opus_48000_(32|64|96|128|192)$/.test(format)
  const speed = request?.voice_settings?.speed ?? 1
  if (typeof request?.text !== 'string' || request.text === '' || typeof request.model_id !== 'string' || (rate === undefined && !isOpus) || speed < 0.7 || speed > 1.2) return line.refuse(422, 'invalid_parameters')
  if (remember) call.request = request
  call.model = request.model_id
  if (isOpus) return spokenInOpus(request.text, speed, line, call)
  await spoken(request.text, { speed, sampleRateHz: Number(rate), type: 'audio/pcm' }, line, call)
}
