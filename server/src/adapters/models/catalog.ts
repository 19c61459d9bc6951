/**
 * Which providers there are, by what was set; whoever calls sees ports only. Vendors are one line each in `vendors`,
 * and what is known of their models is in `price-list`.
 *
 * Vendors' packages are loaded when they are used: an installation without keys starts without them.
 */
import { Failure } from '../../domain/failure.ts'
import type { Party } from '../../domain/privacy.ts'
import { placeOf } from '../../domain/public-address.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Content } from '../../ports/content.ts'
import type { Ear } from '../../ports/ear.ts'
import type { Embedding } from '../../ports/embedding.ts'
import type { LanguageModel } from '../../ports/language-model.ts'
import type { Facts, Provider } from '../../ports/provider.ts'
import type { SpeechToText } from '../../ports/speech-to-text.ts'
import type { Summariser } from '../../ports/summariser.ts'
import type { TextToSpeech } from '../../ports/text-to-speech.ts'
import { acquaintance, usualListing, type Acquaintance } from './acquaintance.ts'
import { modelEar } from './model-ear.ts'
import { modelMind } from './model-mind.ts'
import { modelSummariser } from './model-summariser.ts'
import { pricesWith } from './price-file.ts'
import { abilities, factsOf, type Ability, type PriceList } from './price-list.ts'
import type { Line } from './provider-call.ts'
import type { PromptsIn } from './prompts.ts'
import { gauge } from './rate-headers.ts'
import { anyCompatible, vendors, type Vendor } from './vendors.ts'

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
  /** By the name of the setting. */
  readonly vendorKeys?: Readonly<Record<string, string | null>> | undefined
  /** `vendor=address` and `vendor=key`, apart by spaces; a vendor that is not known speaks the OpenAI protocol. */
  readonly moreUrls?: string | undefined
  readonly moreKeys?: string | undefined
  /** `vendor/model`, a voice `vendor/model@voice`, apart by spaces, in the order in which they are to be tried. */
  readonly chatModels?: string | undefined
  readonly sttModels?: string | undefined
  readonly ttsModels?: string | undefined
  readonly embeddingModels?: string | undefined
  readonly prices?: string | undefined
}

/** In the order in which they are to be tried; empty where nobody can. */
export type Providers = {
  readonly minds: readonly LanguageModel[]
  readonly ears: readonly Ear[]
  readonly summarisers: readonly Summariser[]
  readonly hearings: readonly SpeechToText[]
  readonly voices: readonly TextToSpeech[]
  readonly embeddings: readonly Embedding[]
}

export type Surroundings = { readonly prompts: PromptsIn; readonly content: Content; readonly clock: Clock }

/** Somebody who can be asked, and for what. */
type Reached = { readonly name: string; readonly url: string; readonly key: string | null; readonly can: Omit<Vendor, 'url'>; readonly isOwn: boolean }
type Chosen = { readonly reached: Reached; readonly model: string }

export async function providersFrom(settings: ModelSettings, { prompts, content, clock }: Surroundings): Promise<Providers> {
  const [prices, people] = [await pricesWith(settings.prices || null), reachedBy(settings)]
  const chosen = (ability: Ability) => chosenFor(ability, settings, people)
  const made = <Port>(ability: Ability, make: (line: Line, chosen: Chosen, known: Known) => Promise<Port>): Promise<Port[]> => Promise.all(chosen(ability).map((each) => {
    const { reached, model } = each
    const heard = gauge(clock)
    const line = { name: reached.name, baseUrl: reached.url, apiKey: reached.key ?? undefined, clock, gauge: heard }
    return make(line, each, { facts: factsFor(prices, ability, reached, model), room: heard.room })
  }))
  const [chats, hearings, voices, embeddings] = await Promise.all([
    made('chat', async (line, { reached, model }, known) => ({ known, options: { name: line.name, model: await reached.can.chat!(line, model), facts: known.facts, prompts, content, clock } })),
    made('hearing', async (line, { reached, model }, known) => ({ ...(await reached.can.hearing!(line, { model, verbatim: prompts('cs').transcription })), ...known })),
    made('voice', async (line, { reached, model }, known) => ({ ...(await reached.can.voice!(line, voiceIn(model))), ...known })),
    made('embedding', async (line, { reached, model }, known) => ({ ...(await reached.can.embedding!(line, model)), ...known })),
  ])
  const asked = <Port>(port: (options: (typeof chats)[number]['options']) => Port) => chats.map(({ known, options }) => ({ ...port(options), ...known }))
  return { minds: asked(modelMind), ears: asked(modelEar), summarisers: asked(modelSummariser), hearings, voices, embeddings }
}

/** Who is asked for what, in which order, and where they are, as far as it may be told: no key, and of an address nothing but whose it is. */
export function askedFrom(settings: ModelSettings): readonly Party[] {
  const people = reachedBy(settings)
  return abilities.flatMap((ability) => chosenFor(ability, settings, people).flatMap(({ reached: { name, url } }) => {
    const vendor = vendors[name]
    const { host } = new URL(url)
    const seat = vendor !== undefined && new URL(vendor.url).host === host ? vendor.seat : null
    return tasksOf[ability].map((task) => ({ task, place: placeOf(url), host, seat }))
  }))
}

/** Nothing that is done here asks for vectors. */
const tasksOf = { chat: ['reply', 'correct', 'summarise'], hearing: ['transcribe'], voice: ['speak'], embedding: [] } as const satisfies Readonly<Record<Ability, readonly Party['task'][]>>

/** Everybody who is asked for anything, tried without asking them for it. */
export async function acquaintances(settings: ModelSettings, clock: Clock): Promise<readonly Acquaintance[]> {
  const people = reachedBy(settings)
  const asked = new Map<string, { readonly reached: Reached; readonly models: Set<string> }>()
  for (const ability of abilities) {
    if (tasksOf[ability].length === 0) continue
    for (const { reached, model } of chosenFor(ability, settings, people)) {
      const who = JSON.stringify([reached.name, reached.url, reached.key])
      const known = asked.get(who) ?? { reached, models: new Set() }
      asked.set(who, known)
      known.models.add(ability === 'voice' ? voiceIn(model).model : model)
    }
  }
  return Promise.all([...asked.values()].map(({ reached: { name, url, key, can }, models }) =>
    acquaintance({ name, baseUrl: url, apiKey: key ?? undefined, clock }, [...models], can.listing ?? usualListing)))
}

/** What is known of somebody before they are asked, and what they say of it themselves. */
type Known = Required<Pick<Provider, 'facts' | 'room'>>

function factsFor(prices: PriceList, ability: Ability, { name, isOwn }: Reached, model: string): Facts {
  return factsOf(prices, { vendor: name, model: ability === 'voice' ? voiceIn(model).model : model, ability }, isOwn)
}

/** `model@voice`. */
function voiceIn(chosen: string): { readonly model: string; readonly voice: string } {
  const at = chosen.lastIndexOf('@')
  return at < 0 ? { model: chosen, voice: '' } : { model: chosen.slice(0, at), voice: chosen.slice(at + 1) }
}

/** Those that were chosen; otherwise the server that the ability has for itself or OpenAI, and then what is usual of each vendor that has a key. */
function chosenFor(ability: Ability, settings: ModelSettings, people: ReadonlyMap<string, Reached>): readonly Chosen[] {
  const single = singleFor(ability, settings)
  const own = serverFor(single, settings, people)
  if (single.list) return single.list.split(/\s+/).filter(Boolean).map((name) => chosenBy(single.setting, name, ability, own, people))
  const first = own === null ? [] : single.models.map((model) => ({ reached: own, model }))
  const others = [...people.values()].filter(({ name }) => name !== 'openai').flatMap((reached) => {
    const usual = vendors[reached.name]?.usual?.[ability] ?? []
    return (typeof usual === 'string' ? [usual] : usual).map((model) => ({ reached, model }))
  })
  return [...first, ...others]
}

/** What each ability is called in settings, and what the one server is asked that speech or chat may have for itself. */
type Single = { readonly setting: string; readonly list: string | undefined; readonly url: string | undefined; readonly key: string | undefined; readonly models: readonly string[] }

function singleFor(ability: Ability, settings: ModelSettings): Single {
  const { openaiApiKey: key } = settings
  const usual = vendors['openai']!.usual!
  switch (ability) {
    case 'chat': {
      // Of another server in the place of OpenAI's nothing is expected but chat.
      const url = settings.chatUrl || (isElsewhere(settings) ? settings.openaiBaseUrl : undefined)
      const models = settings.chatModel ? [settings.chatModel] : url && nameOf(url) !== 'openai' ? usual.chat!.slice(0, 1) : usual.chat!
      return { setting: 'MLUV_CHAT_MODELS', list: settings.chatModels, url, key: settings.chatKey || key, models }
    }
    case 'hearing':
      return { setting: 'MLUV_STT_MODELS', list: settings.sttModels, url: settings.sttUrl, key: settings.sttKey || key, models: [settings.sttModel || usual.hearing!] }
    case 'voice': {
      const { model, voice } = voiceIn(usual.voice!)
      return { setting: 'MLUV_TTS_MODELS', list: settings.ttsModels, url: settings.ttsUrl, key: settings.ttsKey || key, models: [`${settings.ttsModel || model}@${settings.ttsVoice || voice}`] }
    }
    case 'embedding':
      return { setting: 'MLUV_EMBEDDING_MODELS', list: settings.embeddingModels, url: undefined, key: isElsewhere(settings) ? undefined : key, models: [usual.embedding!] }
  }
}

function chosenBy(setting: string, given: string, ability: Ability, own: Reached | null, people: ReadonlyMap<string, Reached>): Chosen {
  const [, name, model] = /^([^/]+)\/(.+)$/.exec(given) ?? []
  if (name === undefined || model === undefined) throw new Failure('invalid', `${setting} must read like vendor/model vendor/model.`)
  const reached = name === 'own' && own?.isOwn ? own : people.get(name)
  if (!reached) throw new Failure('invalid', `${setting} names ${name}, which has neither a key nor an address.`)
  if (!reached.can[ability]) throw new Failure('invalid', `${setting} names ${name}, which cannot do this.`)
  return { reached, model }
}

/**
 * An address of its own, or OpenAI's where there is a key, wherever that was set. An address that has no key of its own is given the OpenAI
 * key, as every tool that knows these settings does.
 */
function serverFor({ url: given, key }: Single, settings: ModelSettings, people: ReadonlyMap<string, Reached>): Reached | null {
  const url = given || (key ? settings.openaiBaseUrl || vendors['openai']!.url : undefined)
  if (url === undefined) return people.get('openai') ?? null
  const name = nameOf(url)
  if (name !== 'openai') return { name, url, key: key || null, can: anyCompatible, isOwn: true }
  const openAi = people.get(name)
  return { name, url: openAi?.url ?? url, key: key || openAi?.key || null, can: vendors[name]!, isOwn: false }
}

/** OpenAI is called by its name; any other server by where it is. */
function nameOf(baseUrl: string): string {
  const { hostname, host } = new URL(baseUrl)
  return hostname === 'api.openai.com' ? 'openai' : host
}

const isElsewhere = ({ openaiBaseUrl }: ModelSettings): boolean => Boolean(openaiBaseUrl) && nameOf(openaiBaseUrl!) !== 'openai'

/** Vendors that have a key or an address, in the order of their table; then those that only the settings know. */
function reachedBy(settings: ModelSettings): ReadonlyMap<string, Reached> {
  const urls = pairsIn('MLUV_VENDOR_URLS', settings.moreUrls)
  for (const [name, url] of urls) if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new Failure('invalid', `MLUV_VENDOR_URLS must give ${name} an address that begins with http:// or https://.`)
  const keys = pairsIn('MLUV_VENDOR_KEYS', settings.moreKeys)
  const names = new Set([...Object.keys(vendors), ...urls.keys(), ...keys.keys()])
  return new Map([...names].flatMap((name) => {
    const vendor = vendors[name]
    const url = urls.get(name) ?? vendor?.url
    const key = keys.get(name) ?? ((name === 'openai' ? !isElsewhere(settings) && settings.openaiApiKey : settings.vendorKeys?.[vendor?.key ?? '']) || null)
    if (url === undefined) throw new Failure('invalid', `MLUV_VENDOR_KEYS has a key for ${name}, which is not known: say where it is in MLUV_VENDOR_URLS.`)
    return key === null && !urls.has(name) ? [] : [[name, { name, url, key, can: vendor ?? anyCompatible, isOwn: false }] as const]
  }))
}

function pairsIn(setting: string, given = ''): ReadonlyMap<string, string> {
  return new Map(given.split(/\s+/).filter(Boolean).map((pair) => {
    const [, name, value] = /^([a-z][a-z0-9-]*)=(\S+)$/.exec(pair) ?? []
    if (name === undefined || value === undefined) throw new Failure('invalid', `${setting} must read like name=value name=value.`)
    return [name, value]
  }))
}
