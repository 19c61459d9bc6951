/** The same turn as systems did it before: the whole recording transcribed, then the whole reply, then the whole speech. */
import type { Provider } from './provider-process.ts'
import { monotonicMs } from '../measuring/monotonic.ts'
import { spokenAs, type TurnPlan } from './turn-plan.ts'
import { writeWav } from '../simulator/wav.ts'

/** From the last sound of the learner's to the first of the tutor's, in milliseconds. */
export async function inSequence({ url, key }: Pick<Provider, 'url' | 'key'>, { utterance, sentences }: TurnPlan): Promise<number> {
  const beganMs = monotonicMs()
  const headers = { authorization: `Bearer ${key}` }
  const pcm = spokenAs(utterance)
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(writeWav({ samples: new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2), sampleRateHz: 16_000 }))]), 'speech.wav')
  form.set('model', 'simulated')
  const { text } = (await (await fetch(`${url}/audio/transcriptions`, { method: 'POST', headers, body: form })).json()) as { readonly text: string }
  await (await fetch(`${url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify({ model: 'simulated', stream: true, messages: [{ role: 'user', content: text }] }) })).text()
  await (await fetch(`${url}/audio/speech`, { method: 'POST', headers, body: JSON.stringify({ voice: 'simulated', input: sentences.join(' ') }) })).arrayBuffer()
  return monotonicMs() - beganMs
}
