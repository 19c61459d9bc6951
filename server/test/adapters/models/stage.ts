/** What tests of models share: a prompt, a recording, and vendors at the simulator. */
import { firstSettings } from '../../../src/domain/learner.ts'
import { nothingRecollected } from '../../../src/domain/recollection.ts'
import type { ReplyPrompt } from '../../../src/ports/language-model.ts'
import type { Facts } from '../../../src/ports/provider.ts'
import type { Listening } from '../../../src/ports/ear.ts'
import type { Simulator } from '../../../../bench/simulator/simulator.ts'
import { tonesOf } from '../../../../bench/simulator/tones.ts'
import { providersFrom, type ModelSettings, type Providers } from '../../../src/adapters/models/catalog.ts'
import type { PromptsIn } from '../../../src/adapters/models/prompts.ts'
import { vendors } from '../../../src/adapters/models/vendors.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import { smallContent } from '../../small-content.ts'

export const prompt: ReplyPrompt = {
  language: 'cs',
  settings: firstSettings,
  scene: null,
  sceneBefore: null,
  topic: null,
  mode: null,
  opening: ['Ahoj!', 'Jak se máš?'],
  exchanges: [{ learner: 'Mám se dobře.', tutor: 'To je super. Co děláš?' }],
  earlier: 0,
  recollection: nothingRecollected,
  utterance: 'Já jdu do škola.',
  said: [],
  correction: Promise.resolve(null),
}

export const listening: Listening = { text: 'Já jdu do škola.', language: 'cs', level: 'A2', motherTongue: 'en', gender: null, corrections: 'detailed', spoken: false }

export const facts: Facts = { provider: 'simulated', model: 'm', price: { inputTokens: 1, outputTokens: 4 }, pricedOn: '2026-11-26', languages: null, contextTokens: 8000, strength: 'strong' }

export const quiet = (): AbortSignal => new AbortController().signal

/** A recording in pieces of a tenth of a second. */
export const pcmOf = (samples: Int16Array) => async function* (): AsyncGenerator<Uint8Array> {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  for (let at = 0; at < bytes.length; at += 3200) yield bytes.subarray(at, at + 3200)
}

export type Around = { readonly prompts: PromptsIn; readonly clock: Clock }

/** One vendor alone, at the simulator, or with another key than the simulator's. */
export function only(vendor: string, { url, key }: Pick<Simulator, 'url' | 'key'>, { prompts, clock }: Around): Promise<Providers> {
  const address = vendor === 'google' ? url.replace('/v1', '/v1beta') : url
  const keys = vendor === 'openai' ? { openaiApiKey: key } : { vendorKeys: { [vendors[vendor]!.key!]: key } }
  const settings: ModelSettings = { ...keys, moreUrls: `${vendor}=${address}`, ...(vendor === 'deepgram' ? { ttsModels: 'deepgram/aura-2-thalia-en' } : {}) }
  return providersFrom(settings, { prompts, content: smallContent, clock })
}

export type Asking = (providers: Providers, signal: AbortSignal) => Promise<unknown>

/** Each port asked once, to the end. */
export const asking = {
  mind: ({ minds }, signal) => Array.fromAsync(minds[0]!.write(prompt, { signal })),
  ear: ({ ears }, signal) => ears[0]!.check(listening, { signal }),
  hearing: ({ hearings }, signal) => Array.fromAsync(hearings[0]!.transcribe(spoken(), { language: 'cs', signal })),
  voice: ({ voices }, signal) => Array.fromAsync(voices[0]!.speak('Ahoj. Jak se máš?', { language: 'cs', speed: 1, forWhom: 'anybody', signal })),
  embedding: ({ embeddings }, signal) => embeddings[0]!.embed(['pes', 'kočka'], { signal }),
} as const satisfies Readonly<Record<string, Asking>>

/** A recording of what the prompt's learner says. */
export const spoken = pcmOf(tonesOf(prompt.utterance).samples)
