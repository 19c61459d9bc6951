/**
 * Which providers there are, by what was set. A vendor is one entry of `vendors`; whoever calls sees ports only.
 *
 * Vendors' packages are loaded when they are used: an installation without keys starts without them.
 */
import type { Clock } from '../../ports/clock.ts'
import type { Content } from '../../ports/content.ts'
import type { Ear } from '../../ports/ear.ts'
import type { LanguageModel } from '../../ports/language-model.ts'
import type { SpeechToText } from '../../ports/speech-to-text.ts'
import type { TextToSpeech } from '../../ports/text-to-speech.ts'
import type { Line } from './provider-call.ts'
import type { PromptsIn } from './prompts.ts'

/** Plain values of settings; an empty one is as good as none. */
export type ModelSettings = {
  readonly openaiApiKey?: string | undefined
  readonly openaiBaseUrl?: string | undefined
  readonly chatUrl?: string | undefined
  readonly chatKey?: string | undefined
  readonly chatModel?: string | undefined
  readonly sttUrl?: string | undefined
  readonly sttKey?: string | undefined
  readonly sttModel?: string | undefined
  readonly ttsUrl?: string | undefined
  readonly ttsKey?: string | undefined
  readonly ttsModel?: string | undefined
  readonly ttsVoice?: string | undefined
}

/** In the order in which they are to be tried; empty where nobody can. */
export type Providers = {
  readonly minds: readonly LanguageModel[]
  readonly ears: readonly Ear[]
  readonly hearings: readonly SpeechToText[]
  readonly voices: readonly TextToSpeech[]
}

export type Surroundings = { readonly prompts: PromptsIn; readonly content: Content; readonly clock: Clock }

type Vendor = (settings: ModelSettings, surroundings: Surroundings) => Promise<Providers>

const vendors: Readonly<Record<string, Vendor>> = {
  'openai-compatible': openAiCompatible,
}

export async function providersFrom(settings: ModelSettings, surroundings: Surroundings): Promise<Providers> {
  const all = await Promise.all(Object.values(vendors).map((vendor) => vendor(settings, surroundings)))
  return {
    minds: all.flatMap(({ minds }) => minds),
    ears: all.flatMap(({ ears }) => ears),
    hearings: all.flatMap(({ hearings }) => hearings),
    voices: all.flatMap(({ voices }) => voices),
  }
}

const openAiUrl = 'https://api.openai.com/v1'
const chatModelDefault = 'gpt-4.1-mini'
const sttModelDefault = 'gpt-4o-mini-transcribe'
const ttsModelDefault = 'gpt-4o-mini-tts'
const ttsVoiceDefault = 'coral'

/**
 * A part is there if it has an address of its own, or if there is a key. An address that has no key of its own is given
 * the OpenAI key, as every tool that knows these settings does. Another address instead of OpenAI's, without a key, is a
 * server of one's own such as Ollama, of which nothing is expected but chat.
 */
async function openAiCompatible(settings: ModelSettings, { prompts, content, clock }: Surroundings): Promise<Providers> {
  const { openaiApiKey: key, openaiBaseUrl, sttUrl, ttsUrl } = settings
  const isOwn = openaiBaseUrl && nameOf(openaiBaseUrl) !== 'openai'
  const chatUrl = settings.chatUrl || (isOwn ? openaiBaseUrl : undefined)
  if (!key && !chatUrl && !sttUrl && !ttsUrl) return { minds: [], ears: [], hearings: [], voices: [] }
  const [{ openAiCompatibleChat, openAiCompatibleHearing, openAiCompatibleVoice }, { modelMind }, { modelEar }] = await Promise.all([
    import('./openai-compatible.ts'), import('./model-mind.ts'), import('./model-ear.ts'),
  ])
  const lineTo = (url: string | undefined, keyGiven: string | undefined): Line | null => {
    const baseUrl = url || (keyGiven ? openaiBaseUrl || openAiUrl : null)
    return baseUrl === null ? null : { name: nameOf(baseUrl), baseUrl, apiKey: keyGiven || undefined, clock }
  }
  const chat = lineTo(chatUrl, settings.chatKey || key)
  const hears = lineTo(sttUrl, settings.sttKey || key)
  const speaks = lineTo(ttsUrl, settings.ttsKey || key)
  const model = chat && openAiCompatibleChat(chat, settings.chatModel || chatModelDefault)
  return {
    minds: chat && model ? [modelMind({ name: chat.name, model, prompts, content, clock })] : [],
    ears: chat && model ? [modelEar({ name: chat.name, model, prompts, clock })] : [],
    hearings: hears ? [openAiCompatibleHearing(hears, { model: settings.sttModel || sttModelDefault, verbatim: prompts('cs').transcription })] : [],
    voices: speaks ? [openAiCompatibleVoice(speaks, { model: settings.ttsModel || ttsModelDefault, voice: settings.ttsVoice || ttsVoiceDefault })] : [],
  }
}

/** OpenAI is called by its name; any other server by where it is. */
function nameOf(baseUrl: string): string {
  const { hostname, host } = new URL(baseUrl)
  return hostname === 'api.openai.com' ? 'openai' : host
}
