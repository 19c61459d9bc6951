/**
 * Any server that speaks the OpenAI protocol: OpenAI itself, Ollama, vLLM, speaches, whisper.cpp and many more.
 *
 * Chat goes through the AI SDK. Transcription and speech are one request each: the SDK has no models for them in this
 * protocol, and those that it has for others give no sound before the last of it was made.
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { Failure } from '../../domain/failure.ts'
import type { TextToSpeech } from '../../ports/text-to-speech.ts'
import type { SpeechToText } from '../../ports/speech-to-text.ts'
import type { ChatModel } from './chat-model.ts'
import { bounded } from './pcm.ts'
import { answerMsMaxDefault, askOver, beginCall, post, textOf, type Line } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'
import { spokenForm, type Manner } from './spoken-form.ts'
import { vendorVoice } from './vendor-voice.ts'

/** In what a vendor's protocol is not OpenAI's. */
export type Dialect = {
  /** It does not understand a schema for its answer: it is asked for JSON, and the prompt says which. */
  readonly withoutSchemas?: true
  /** What a model is told so that it does not think first; undefined where it does not, or cannot be told this way. */
  readonly unthinking?: (model: string) => string | undefined
  /** The request as this vendor wants it. */
  readonly body?: (body: Readonly<Record<string, unknown>>, model: string) => Record<string, unknown>
}

/** A model to talk to, for `modelMind` and `modelEar`. */
export function openAiCompatibleChat({ name, baseUrl, apiKey, ...line }: Omit<Line, 'clock'>, model: string, dialect: Dialect = {}): ChatModel {
  const provider = createOpenAICompatible({
    name,
    baseURL: baseUrl,
    includeUsage: true,
    fetch: askOver(line),
    supportsStructuredOutputs: dialect.withoutSchemas !== true,
    transformRequestBody: (body) => spokenIn(dialect, body, model),
    ...(apiKey ? { apiKey } : {}),
  })
  return provider.chatModel(model)
}

/** The SDK asks everybody not to think in OpenAI's newest words, which few understand. */
function spokenIn({ unthinking, body }: Dialect, { reasoning_effort: _, ...request }: Record<string, unknown>, model: string): Record<string, unknown> {
  const effort = unthinking?.(model)
  const told = effort === undefined ? request : { ...request, reasoning_effort: effort }
  return body?.(told, model) ?? told
}

/** `verbatim` is shown to the recogniser as an example of what it writes: everything, mistakes included. Null where it takes no example. */
export function openAiCompatibleHearing(line: Line, options: { readonly model: string; readonly verbatim: string | null }): SpeechToText {
  const { name, clock, answerMsMax = answerMsMaxDefault } = line
  const { model, verbatim } = options
  const manner: Manner = { takesParts: true }
  return {
    name,
    async *transcribe(pcm, { language, signal, soundMs }) {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      const call = beginCall(clock, answerMsMax, signal, ended)
      const fields = { model, language, temperature: '0', ...(verbatim === null ? {} : { prompt: verbatim, response_format: 'json' }) }
      // What was said before it is heard goes up at once.
      const form = spokenForm(line, '/audio/transcriptions', { fields, manner: soundMs === undefined ? manner : atOnce, signal: call.signal })
      try {
        for await (const part of bounded(pcm, name)) {
          if (signal.aborted) return
          form.add(part)
        }
        end()
        const text = form.isEmpty ? '' : textIn(await textOf(await form.end()))
        // Recognisers say their prompt when they hear nothing.
        yield { text: text === verbatim?.trim() ? '' : text, final: true }
      } catch (error) {
        // A recording that is too long is the learner's own failure.
        if (!signal.aborted) throw error instanceof Failure ? error : failureOf(name, error)
      } finally {
        form.drop()
        call.end()
      }
    },
  }
}

const atOnce: Manner = { takesParts: false }

function textIn(answer: string): string {
  const parsed: unknown = JSON.parse(answer)
  if (typeof parsed === 'object' && parsed !== null && 'text' in parsed && typeof parsed.text === 'string') return parsed.text.trim()
  throw new TypeError('The transcription has no text.')
}

/** What `response_format: pcm` means everywhere. */
const spokenRateHz = 24_000

/** `asksRate`: the server may have voices of other rates, such as Piper's, and is told which is wanted; OpenAI has but one. */
export function openAiCompatibleVoice(line: Line, { model, voice, asksRate = false }: { readonly model: string; readonly voice: string; readonly asksRate?: boolean }): TextToSpeech {
  const { name, clock, answerMsMax = answerMsMaxDefault } = line
  const spoken = vendorVoice(spokenRateHz)
  return {
    name,
    voice: `${name} ${model} ${voice}`,
    sampleRateHz: spokenRateHz,
    async *speak(text, { speed, signal }) {
      const call = beginCall(clock, answerMsMax, signal)
      try {
        yield* spoken((form) => {
          const request = { model, voice, input: text, response_format: form, ...(asksRate && form === 'pcm' ? { sample_rate: spokenRateHz } : {}), ...(speed === 1 ? {} : { speed }) }
          return post(line, '/audio/speech', JSON.stringify(request), call.signal)
        })
      } catch (error) {
        if (!signal.aborted) throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}
