/**
 * Any server that speaks the OpenAI protocol: OpenAI itself, Ollama, vLLM, speaches, whisper.cpp and many more.
 *
 * Chat goes through the AI SDK. Transcription and speech have no model there for this protocol; both are one request.
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { SpeechChunk, TextToSpeech } from '../../ports/text-to-speech.ts'
import type { SpeechToText } from '../../ports/speech-to-text.ts'
import { Failure } from '../../domain/failure.ts'
import type { ChatModel } from './chat-model.ts'
import { answerMsMaxDefault, beginCall, post, textOf, type Line } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'

/** A model to talk to, for `modelMind` and `modelEar`. */
export function openAiCompatibleChat({ name, baseUrl, apiKey }: Omit<Line, 'clock'>, model: string): ChatModel {
  const provider = createOpenAICompatible({
    name,
    baseURL: baseUrl,
    includeUsage: true,
    supportsStructuredOutputs: true,
    ...(apiKey ? { apiKey } : {}),
    ...(new URL(baseUrl).hostname === 'api.openai.com' ? { transformRequestBody: withNewerNames } : {}),
  })
  return provider.chatModel(model)
}

/** OpenAI's reasoning models refuse `max_tokens`; its own newer name is understood by all of theirs and by few others. */
function withNewerNames({ max_tokens: limit, ...body }: Record<string, unknown>): Record<string, unknown> {
  return limit === undefined ? body : { ...body, max_completion_tokens: limit }
}

const heardRateHz = 16_000
/** A minute of speech. */
const heardBytesMax = 60 * heardRateHz * 2

/** `verbatim` is shown to the recogniser as an example of what it writes: everything, mistakes included. */
export function openAiCompatibleHearing(line: Line, options: { readonly model: string; readonly verbatim: string }): SpeechToText {
  const { name, clock, answerMsMax = answerMsMaxDefault } = line
  return {
    name,
    async *transcribe(pcm, { language, signal }) {
      const sound = await collected(pcm, name, signal)
      if (signal.aborted) return
      if (sound.length === 0) return yield { text: '', final: true }
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const form = new FormData()
        form.set('file', new Blob([waveHeader(sound.length), sound], { type: 'audio/wav' }), 'speech.wav')
        form.set('model', options.model)
        form.set('language', language)
        form.set('prompt', options.verbatim)
        form.set('response_format', 'json')
        form.set('temperature', '0')
        const response = await post(line, '/audio/transcriptions', form, call.signal)
        const text = textIn(await textOf(response))
        // Recognisers say their prompt when they hear nothing.
        yield { text: text === options.verbatim.trim() ? '' : text, final: true }
      } catch (error) {
        if (!signal.aborted) throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}

async function collected(pcm: AsyncIterable<Uint8Array>, provider: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of pcm) {
      length += part.length
      if (signal.aborted) break
      if (length > heardBytesMax) throw new Failure('too-large', 'The recording is longer than a minute. Say it in two turns.')
      parts.push(part)
    }
  } catch (error) {
    throw error instanceof Failure ? error : failureOf(provider, error)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** RIFF/WAVE: 16-bit mono PCM of so many bytes. */
function waveHeader(dataBytes: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(44)
  const view = new DataView(header.buffer)
  for (const [at, word] of [[0, 'RIFF'], [8, 'WAVE'], [12, 'fmt '], [36, 'data']] as const) header.set(new TextEncoder().encode(word), at)
  view.setUint32(4, 36 + dataBytes, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, heardRateHz, true)
  view.setUint32(28, heardRateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  view.setUint32(40, dataBytes, true)
  return header
}

function textIn(answer: string): string {
  const parsed: unknown = JSON.parse(answer)
  if (typeof parsed === 'object' && parsed !== null && 'text' in parsed && typeof parsed.text === 'string') return parsed.text.trim()
  throw new TypeError('The transcription has no text.')
}

/** What `response_format: pcm` means everywhere. */
const spokenRateHz = 24_000
/** Two minutes; a sentence is never so long. */
const spokenBytesMax = 120 * spokenRateHz * 2
/** First bytes of WAV, Ogg, FLAC and MP3 files, and of JSON: none of them is bare PCM, though servers send them when asked for it. */
const containers = /^(RIFF|OggS|fLaC|ID3|\xff\xfb|\xff\xf3|\{")/

export function openAiCompatibleVoice(line: Line, options: { readonly model: string; readonly voice: string }): TextToSpeech {
  const { name, clock, answerMsMax = answerMsMaxDefault } = line
  return {
    name,
    voice: `${name} ${options.model} ${options.voice}`,
    sampleRateHz: spokenRateHz,
    async *speak(text, { speed, signal }) {
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const request = { model: options.model, voice: options.voice, input: text, response_format: 'pcm', ...(speed === 1 ? {} : { speed }) }
        const response = await post(line, '/audio/speech', JSON.stringify(request), call.signal)
        yield* samplesOf(response)
      } catch (error) {
        if (!signal.aborted) throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}

/** Bytes come in blocks of any length; a sample that was split waits for its other half. */
async function* samplesOf(response: Response): AsyncGenerator<SpeechChunk> {
  let half: Uint8Array = new Uint8Array(0)
  let length = 0
  for await (const part of response.body ?? []) {
    if (length === 0 && containers.test(String.fromCharCode(...part.subarray(0, 4)))) throw new TypeError('The sound is not bare PCM.')
    length += part.length
    if (length > spokenBytesMax) throw new RangeError('The sound is too long.')
    const bytes = new Uint8Array(half.length + part.length)
    bytes.set(half)
    bytes.set(part, half.length)
    const whole = bytes.length - (bytes.length % 2)
    half = bytes.subarray(whole)
    if (whole > 0) yield { pcm: new Int16Array(bytes.buffer, 0, whole / 2), words: [] }
  }
  if (length < 2) throw new TypeError('There is no sound.')
}
