/** ElevenLabs' voices, over their stream of Opus. */
import type { TextToSpeech } from '../../ports/text-to-speech.ts'
import { answerMsMaxDefault, beginCall, post, type Line } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'
import { vendorVoice } from './vendor-voice.ts'

const spokenRateHz = 24_000
/** Opus of 32 kbit/s: more of it is not heard in speech. */
const forms = { opus: 'opus_48000_32', pcm: `pcm_${spokenRateHz}` } as const
/** What they take; beyond it they refuse. */
const paceMin = 0.7
const paceMax = 1.2

export function elevenLabsVoice(line: Line, { model, voice }: { readonly model: string; readonly voice: string }): TextToSpeech {
  const { name, clock, answerMsMax = answerMsMaxDefault } = line
  const spoken = vendorVoice(spokenRateHz)
  return {
    name,
    voice: `${name} ${model} ${voice}`,
    sampleRateHz: spokenRateHz,
    async *speak(text, { language, speed, signal }) {
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const pace = Math.min(paceMax, Math.max(paceMin, speed))
        const request = { text, model_id: model, language_code: language, ...(pace === 1 ? {} : { voice_settings: { speed: pace } }) }
        const path = `/text-to-speech/${encodeURIComponent(voice)}/stream?output_format=`
        yield* spoken((form) => post(line, path + forms[form], JSON.stringify(request), call.signal, (key) => ({ 'xi-api-key': key })))
      } catch (error) {
        if (!signal.aborted) throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}
