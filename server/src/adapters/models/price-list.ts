/**
 * What is known of models before they are asked: what they cost, and since when that was seen to be so.
 *
 * A list of prices is out of date on the day after: `MLUV_PRICES` names a file that says otherwise. Nothing here is a
 * guess. A model that is not listed counts as the dearest of its vendor's, so that a limit holds whatever is asked.
 */
import type { Price } from '../../domain/price.ts'
import type { Facts } from '../../ports/provider.ts'

export const abilities = ['chat', 'hearing', 'voice', 'embedding'] as const
export type Ability = (typeof abilities)[number]

export type Listed = Omit<Facts, 'provider' | 'model'> & { readonly ability: Ability }
/** By `vendor/model`. */
export type PriceList = ReadonlyMap<string, Listed>

/** pydantic/genai-prices 0.1.8, which names each vendor's own page; what comes from elsewhere says so. */
const seen = '2026-09-23'

const chat = (strength: Facts['strength'], contextTokens: number, price: Price, pricedOn = seen): Listed => ({ ability: 'chat', strength, contextTokens, price, pricedOn, languages: null })
const hearing = (price: Price, pricedOn = seen): Listed => ({ ability: 'hearing', strength: 'strong', contextTokens: null, price, pricedOn, languages: null })
const voice = (price: Price, pricedOn = seen, languages: readonly string[] | null = null): Listed => ({ ability: 'voice', strength: 'strong', contextTokens: null, price, pricedOn, languages })
const embedding = (contextTokens: number, price: Price): Listed => ({ ability: 'embedding', strength: 'strong', contextTokens, price, pricedOn: seen, languages: null })

/** An hour of sound, in dollars, as dollars a minute. */
const hour = (usd: number): number => usd / 60

/**
 * Prices of short prompts: where a vendor asks more from some 100,000 tokens on, a prompt of ours never comes near.
 * OpenAI's models that ask for what they keep are not listed, as their usage does not tell how much that was.
 */
export const listedPrices: PriceList = new Map(Object.entries({
  'openai/gpt-4.1-nano': chat('light', 1_000_000, { inputTokens: 0.1, cachedInputTokens: 0.025, outputTokens: 0.4 }),
  'openai/gpt-4.1-mini': chat('light', 1_000_000, { inputTokens: 0.4, cachedInputTokens: 0.1, outputTokens: 1.6 }),
  'openai/gpt-4.1': chat('strong', 1_000_000, { inputTokens: 2, cachedInputTokens: 0.5, outputTokens: 8 }),
  'openai/gpt-4o-mini': chat('light', 128_000, { inputTokens: 0.15, cachedInputTokens: 0.075, outputTokens: 0.6 }),
  'openai/gpt-4o': chat('strong', 128_000, { inputTokens: 2.5, cachedInputTokens: 1.25, outputTokens: 10 }),
  'openai/gpt-5-mini': chat('light', 400_000, { inputTokens: 0.25, cachedInputTokens: 0.025, outputTokens: 2 }),
  'openai/gpt-5.4-mini': chat('light', 400_000, { inputTokens: 0.75, cachedInputTokens: 0.075, outputTokens: 4.5 }),
  'openai/gpt-5.4': chat('strong', 1_050_000, { inputTokens: 2.5, cachedInputTokens: 0.25, outputTokens: 15 }),
  'openai/gpt-5.5': chat('strong', 1_000_000, { inputTokens: 5, cachedInputTokens: 0.5, outputTokens: 30 }),
  // By the minute, as OpenAI estimates it: what it counts are tokens of sound, which nobody knows beforehand.
  'openai/gpt-4o-mini-transcribe': hearing({ heardSound: 0.003 }),
  'openai/gpt-4o-transcribe': hearing({ heardSound: 0.006 }),
  'openai/gpt-transcribe': hearing({ heardSound: hour(0.27) }),
  'openai/whisper-1': hearing({ heardSound: hour(0.36) }),
  'openai/gpt-4o-mini-tts': voice({ spokenCharacters: 0.6, spokenSound: 0.015 }),
  'openai/text-embedding-3-small': embedding(8192, { inputTokens: 0.02 }),
  'openai/text-embedding-3-large': embedding(8192, { inputTokens: 0.13 }),

  // https://platform.claude.com/docs/en/about-claude/pricing as quoted by docs.rs/synaps 0.10.2.
  'anthropic/claude-haiku-5-5': chat('light', 100_000, { inputTokens: 0.1, cachedInputTokens: 0.01, cacheWrittenTokens: 0.125, outputTokens: 0.5 }, '2026-10-10'),
  'anthropic/claude-haiku-4-5': chat('light', 200_000, { inputTokens: 1, cachedInputTokens: 0.1, cacheWrittenTokens: 1.25, outputTokens: 5 }),
  'anthropic/claude-sonnet-5': chat('strong', 1_000_000, { inputTokens: 2, cachedInputTokens: 0.2, cacheWrittenTokens: 2.5, outputTokens: 10 }),
  'anthropic/claude-sonnet-4-6': chat('strong', 1_000_000, { inputTokens: 3, cachedInputTokens: 0.3, cacheWrittenTokens: 3.75, outputTokens: 15 }),
  'anthropic/claude-opus-5': chat('strong', 1_000_000, { inputTokens: 5, cachedInputTokens: 0.5, cacheWrittenTokens: 6.25, outputTokens: 25 }),
  'anthropic/claude-fable-5': chat('strong', 1_000_000, { inputTokens: 10, cachedInputTokens: 1, cacheWrittenTokens: 12.5, outputTokens: 50 }),

  'mistral/mistral-small-2603': chat('light', 262_144, { inputTokens: 0.15, cachedInputTokens: 0.015, outputTokens: 0.6 }),
  'mistral/mistral-large-2512': chat('strong', 262_144, { inputTokens: 0.5, cachedInputTokens: 0.05, outputTokens: 1.5 }),
  'mistral/mistral-medium-3-5': chat('strong', 262_144, { inputTokens: 1.5, cachedInputTokens: 0.15, outputTokens: 7.5 }),
  'mistral/voxtral-mini-2602': hearing({ heardSound: hour(0.18) }),
  'mistral/mistral-embed': embedding(8192, { inputTokens: 0.1 }),

  'google/gemini-2.5-flash-lite': chat('light', 1_000_000, { inputTokens: 0.1, cachedInputTokens: 0.01, outputTokens: 0.4 }),
  'google/gemini-3.5-flash-lite': chat('light', 1_000_000, { inputTokens: 0.3, cachedInputTokens: 0.03, outputTokens: 2.5 }),
  'google/gemini-2.5-flash': chat('strong', 1_000_000, { inputTokens: 0.3, cachedInputTokens: 0.03, outputTokens: 2.5 }),
  'google/gemini-3.8-flash': chat('strong', 1_000_000, { inputTokens: 1.5, cachedInputTokens: 0.15, outputTokens: 7.5 }),
  'google/gemini-3.1-pro-preview': chat('strong', 1_000_000, { inputTokens: 2, cachedInputTokens: 0.2, outputTokens: 12 }),
  'google/gemini-embedding-001': embedding(2048, { inputTokens: 0.15 }),

  // The hours of the day that are dear; at others it is half.
  'deepseek/deepseek-flash': chat('light', 1_000_000, { inputTokens: 0.44, cachedInputTokens: 0.014, outputTokens: 1.32 }),
  'deepseek/deepseek-v4-pro': chat('strong', 1_000_000, { inputTokens: 1.32, cachedInputTokens: 0.044, outputTokens: 3.96 }),

  // The international site. https://vercel.com/ai-gateway/models/alibaba/qwen3.5-flash; the others as OpenRouter has them.
  'qwen/qwen3.5-flash': chat('light', 1_000_000, { inputTokens: 0.1, outputTokens: 0.4 }),
  'qwen/qwen3.5-plus': chat('strong', 1_000_000, { inputTokens: 0.4, outputTokens: 2.4 }),
  'qwen/qwen3-max': chat('strong', 262_144, { inputTokens: 1.2, outputTokens: 6 }),

  'groq/openai/gpt-oss-20b': chat('light', 131_072, { inputTokens: 0.075, cachedInputTokens: 0.0375, outputTokens: 0.3 }),
  'groq/openai/gpt-oss-120b': chat('strong', 131_072, { inputTokens: 0.15, cachedInputTokens: 0.075, outputTokens: 0.6 }),
  'groq/llama-3.3-70b-versatile': chat('strong', 131_072, { inputTokens: 0.59, outputTokens: 0.79 }),
  'groq/moonshotai/kimi-k2-instruct': chat('strong', 131_072, { inputTokens: 1, cachedInputTokens: 0.5, outputTokens: 3 }),
  'groq/whisper-large-v3-turbo': hearing({ heardSound: hour(0.04) }),
  'groq/whisper-large-v3': hearing({ heardSound: hour(0.111) }),

  // deepgram.com/pricing as read on that day by D3velop-llc/open-gauntlet-leaderboard: the dearest of what is asked for Nova-3.
  'deepgram/nova-3': hearing({ heardSound: 0.0092 }, '2026-08-01'),

  // Its own list was not to be read. What docs.venice.ai asks for it is more than that; Flash counts as half, as ElevenLabs' help says.
  'elevenlabs/eleven_multilingual_v2': voice({ spokenCharacters: 115 }, '2026-11-26', ['cs', 'sk', 'en', 'de', 'pl', 'uk', 'ru']),
  'elevenlabs/eleven_flash_v2_5': voice({ spokenCharacters: 57.5 }, '2026-11-26', ['cs', 'sk', 'en', 'de', 'pl', 'uk', 'ru']),
}))

export type Asked = { readonly vendor: string; readonly model: string; readonly ability: Ability }

/**
 * What is known of a model. One whose name only adds a date to a listed name is that one. One that is not listed has
 * the highest price and the smallest context of its vendor's, or of everybody's where the vendor has none; on a
 * server of one's own (`isOwn`), nothing is charged for.
 */
export function factsOf(list: PriceList, { vendor, model, ability }: Asked, isOwn = false): Facts {
  const known = list.get(`${vendor}/${model}`) ?? list.get(`${vendor}/${model.replace(/-\d{4}-?\d{2}-?\d{2}$/, '')}`)
  const { ability: _, ...rest } = known ?? (isOwn ? { ...unpriced, ability } : dearest(list, vendor, ability))
  return { provider: vendor, model, ...rest }
}

/** How much fits is not known of a server of one's own either; the file of prices can say it. */
const unpriced: Omit<Listed, 'ability'> = { strength: 'strong', contextTokens: null, price: {}, pricedOn: seen, languages: null }

function dearest(list: PriceList, vendor: string, ability: Ability): Listed {
  const able = [...list].filter(([, listed]) => listed.ability === ability)
  const own = able.filter(([name]) => name.startsWith(`${vendor}/`))
  const compared = (own.length > 0 ? own : able).map(([, listed]) => listed)
  const names = new Set(compared.flatMap(({ price }) => Object.keys(price) as (keyof Price)[]))
  const price = Object.fromEntries([...names].map((name) => [name, Math.max(...compared.map((each) => askedFor(each.price, name)))]))
  const contexts = compared.flatMap(({ contextTokens }) => (contextTokens === null ? [] : [contextTokens]))
  return { ability, strength: 'strong', languages: null, contextTokens: contexts.length === 0 ? null : Math.min(...contexts), price, pricedOn: seen }
}

/** What is not named about a prompt costs as much as the rest of it. */
const askedFor = (price: Price, name: keyof Price): number => price[name] ?? (name === 'cachedInputTokens' || name === 'cacheWrittenTokens' ? (price.inputTokens ?? 0) : 0)
