/**
 * Vendors: one line each. What a vendor's line does not say, it cannot do.
 *
 * A package of a vendor's is there where its protocol is its own; those who speak OpenAI's need none. Each is loaded
 * when it is used.
 */
import type { Embedding } from '../../ports/embedding.ts'
import type { SpeechToText } from '../../ports/speech-to-text.ts'
import type { TextToSpeech } from '../../ports/text-to-speech.ts'
import type { Listing } from './acquaintance.ts'
import type { ChatModel } from './chat-model.ts'
import type { Dialect } from './openai-compatible.ts'
import { askOver, type Line } from './provider-call.ts'

export type HearingOptions = { readonly model: string; readonly verbatim: string }
export type VoiceOptions = { readonly model: string; readonly voice: string }

export type Seat = { readonly company: string; readonly country: string }

export type Vendor = {
  /** The setting that holds its key. */
  readonly key?: string
  readonly url: string
  /** Whose it is, and in which country (ISO 3166) they are: learners are told. */
  readonly seat?: Seat
  readonly chat?: (line: Line, model: string) => Promise<ChatModel>
  readonly hearing?: (line: Line, options: HearingOptions) => Promise<SpeechToText>
  readonly voice?: (line: Line, options: VoiceOptions) => Promise<TextToSpeech>
  readonly embedding?: (line: Line, model: string) => Promise<Embedding>
  /** Where it is not as most list their models. */
  readonly listing?: Listing
  /** What is used of it where it has a key and nothing else was chosen; a voice is `model@voice`. */
  readonly usual?: { readonly chat?: readonly string[]; readonly hearing?: string; readonly voice?: string; readonly embedding?: string }
}

const chat = (dialect: Dialect = {}): Required<Pick<Vendor, 'chat'>> => ({ chat: async (line, model) => (await import('./openai-compatible.ts')).openAiCompatibleChat(line, model, dialect) })
const hearing = (takesExample = true): Required<Pick<Vendor, 'hearing'>> => ({
  hearing: async (line, { model, verbatim }) => (await import('./openai-compatible.ts')).openAiCompatibleHearing(line, { model, verbatim: takesExample ? verbatim : null }),
})
const voice = (asksRate = false): Required<Pick<Vendor, 'voice'>> => ({ voice: async (line, options) => (await import('./openai-compatible.ts')).openAiCompatibleVoice(line, { ...options, asksRate }) })
const embedding: Required<Pick<Vendor, 'embedding'>> = { embedding: async (line, model) => (await import('./embedding.ts')).openAiCompatibleEmbedding(line, model) }

/** A vendor or a server of one's own of which nothing is known but that it speaks the OpenAI protocol. */
export const anyCompatible: Omit<Vendor, 'url'> = { ...chat(), ...hearing(), ...voice(true), ...embedding }

export const vendors: Readonly<Record<string, Vendor & { readonly seat: Seat }>> = {
  openai: { key: 'OPENAI_API_KEY', url: 'https://api.openai.com/v1', seat: { company: 'OpenAI', country: 'US' }, ...chat({ unthinking: openAiEffort, body: openAiBody }), ...hearing(), ...voice(), ...embedding,
    usual: { chat: ['gpt-4.1-mini', 'gpt-4.1'], hearing: 'gpt-4o-mini-transcribe', voice: 'gpt-4o-mini-tts@coral', embedding: 'text-embedding-3-small' } },
  anthropic: { key: 'ANTHROPIC_API_KEY', url: 'https://api.anthropic.com/v1', seat: { company: 'Anthropic', country: 'US' }, chat: async (line, model) => (await import('./anthropic.ts')).anthropicChat(line, model),
    listing: { path: '/models?limit=1000', shown: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }) }, usual: { chat: ['claude-haiku-5-5', 'claude-sonnet-5'] } },
  mistral: { key: 'MISTRAL_API_KEY', url: 'https://api.mistral.ai/v1', seat: { company: 'Mistral AI', country: 'FR' }, chat: mistralChat, ...hearing(false), ...embedding,
    usual: { chat: ['mistral-small-2603', 'mistral-large-2512'], hearing: 'voxtral-mini-2602', embedding: 'mistral-embed' } },
  google: { key: 'GOOGLE_API_KEY', url: 'https://generativelanguage.googleapis.com/v1beta', seat: { company: 'Google', country: 'US' }, chat: googleChat, embedding: googleEmbedding,
    listing: { path: '/models?pageSize=1000', shown: (key) => ({ 'x-goog-api-key': key }) }, usual: { chat: ['gemini-2.5-flash-lite', 'gemini-3.8-flash'], embedding: 'gemini-embedding-001' } },
  deepseek: { key: 'DEEPSEEK_API_KEY', url: 'https://api.deepseek.com', seat: { company: 'DeepSeek', country: 'CN' }, ...chat({ withoutSchemas: true, body: (body) => ({ ...body, thinking: { type: 'disabled' } }) }),
    usual: { chat: ['deepseek-flash', 'deepseek-v4-pro'] } },
  qwen: { key: 'DASHSCOPE_API_KEY', url: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', seat: { company: 'Alibaba Cloud', country: 'SG' }, ...chat({ withoutSchemas: true, body: (body) => ({ ...body, enable_thinking: false }) }),
    usual: { chat: ['qwen3.5-flash', 'qwen3.5-plus'] } },
  groq: { key: 'GROQ_API_KEY', url: 'https://api.groq.com/openai/v1', seat: { company: 'Groq', country: 'US' }, ...chat({ unthinking: (model) => (model.includes('gpt-oss') ? 'low' : undefined) }), ...hearing(),
    usual: { chat: ['openai/gpt-oss-20b', 'openai/gpt-oss-120b'], hearing: 'whisper-large-v3-turbo' } },
  deepgram: { key: 'DEEPGRAM_API_KEY', url: 'https://api.deepgram.com/v1', seat: { company: 'Deepgram', country: 'US' },
    hearing: async (line, { model }) => (await import('./deepgram.ts')).deepgramHearing(line, { model }),
    voice: async (line, { model }) => (await import('./deepgram.ts')).deepgramVoice(line, { model }),
    listing: { path: '/projects', shown: (key) => ({ authorization: `Token ${key}` }) }, usual: { hearing: 'nova-3' } },
  elevenlabs: { key: 'ELEVENLABS_API_KEY', url: 'https://api.elevenlabs.io/v1', seat: { company: 'ElevenLabs', country: 'US' }, voice: async (line, options) => (await import('./elevenlabs.ts')).elevenLabsVoice(line, options),
    listing: { path: '/models', shown: (key) => ({ 'xi-api-key': key }) }, usual: { voice: 'eleven_flash_v2_5@21m00Tcm4TlvDq8ikWAM' } },
}

async function mistralChat({ baseUrl, apiKey = '', ...line }: Line, model: string): Promise<ChatModel> {
  const { createMistral } = await import('@ai-sdk/mistral')
  return createMistral({ baseURL: baseUrl, apiKey, fetch: askOver(line) }).chat(model)
}

async function googleChat({ baseUrl, apiKey = '', ...line }: Line, model: string): Promise<ChatModel> {
  const { createGoogle } = await import('@ai-sdk/google')
  return createGoogle({ baseURL: baseUrl, apiKey, fetch: askOver(line) })(model)
}

async function googleEmbedding(line: Line, model: string): Promise<Embedding> {
  const [{ createGoogle }, { sdkEmbedding }] = await Promise.all([import('@ai-sdk/google'), import('./embedding.ts')])
  return sdkEmbedding(line, createGoogle({ baseURL: line.baseUrl, apiKey: line.apiKey ?? '', fetch: askOver(line) }).embedding(model))
}

/** The least that each family of OpenAI's models can be told to think; the oldest refuse to be told. */
function openAiEffort(model: string): string | undefined {
  if (/^o\d/.test(model)) return 'low'
  if (/^gpt-5(-|$)/.test(model)) return 'minimal'
  return /^gpt-[5-9]/.test(model) ? 'none' : undefined
}

/** OpenAI's reasoning models refuse `max_tokens` and a temperature; its own newer name for the first is understood by all of theirs and by few others. */
function openAiBody({ max_tokens: limit, temperature, ...body }: Readonly<Record<string, unknown>>, model: string): Record<string, unknown> {
  const reasons = /^(o\d|gpt-[5-9])/.test(model)
  return { ...body, ...(limit === undefined ? {} : { max_completion_tokens: limit }), ...(temperature === undefined || reasons ? {} : { temperature }) }
}
