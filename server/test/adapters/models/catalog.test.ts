import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { providersFrom, type ModelSettings, type Providers } from '../../../src/adapters/models/catalog.ts'
import { loadPrompts, type PromptsIn } from '../../../src/adapters/models/prompts.ts'
import { turnedClock } from '../../routing/turned-clock.ts'
import { smallContent as content } from '../../small-content.ts'
import { listening, prompt } from './stage.ts'

let prompts: PromptsIn
before(async () => {
  prompts = await loadPrompts(new URL('../../../content', import.meta.url).pathname)
})
const from = (settings: ModelSettings): Promise<Providers> => providersFrom(settings, { prompts, content, clock: turnedClock() })
const names = (providers: Providers) => Object.fromEntries(Object.entries(providers).map(([kind, those]) => [kind, those.map(({ name, facts }) => `${name} ${facts!.model}`)]))

describe('the catalog', () => {
  it('has nobody where nothing was set', async () => assert.deepEqual(await from({}), { minds: [], summarisers: [], ears: [], hearings: [], voices: [], embeddings: [] }))
  it('has only who was set', async () => {
    const { minds, hearings, voices } = await from({ sttUrl: 'http://localhost:8000/v1', sttModel: 'whisper' })
    assert.deepEqual([minds.length, hearings.length, voices.length], [0, 1, 0])
  })
  it('a server of one\'s own in the place of OpenAI is there to talk to, and costs nothing', async () => {
    const { minds, ears, hearings, voices } = await from({ openaiBaseUrl: 'http://localhost:11434/v1' })
    assert.deepEqual([minds[0]?.name, ears.length, hearings.length, voices.length], ['localhost:11434', 1, 0, 0])
    assert.deepEqual(minds[0]!.facts!.price, {})
    assert.equal((await from({ openaiBaseUrl: 'https://api.openai.com/v1' })).minds.length, 0)
  })
  it('with OpenAI\'s key has a light and a strong model, and whoever hears and speaks', async () => assert.deepEqual(names(await from({ openaiApiKey: 'sk' })), {
    minds: ['openai gpt-4.1-mini', 'openai gpt-4.1'], ears: ['openai gpt-4.1-mini', 'openai gpt-4.1'], summarisers: ['openai gpt-4.1-mini', 'openai gpt-4.1'],
    hearings: ['openai gpt-4o-mini-transcribe'], voices: ['openai gpt-4o-mini-tts'], embeddings: ['openai text-embedding-3-small'],
  }))
  it('has no other model than the one that was named', async () => assert.deepEqual(names(await from({ openaiApiKey: 'sk', chatModel: 'gpt-4.1' }))['minds'], ['openai gpt-4.1']))
  it('has what is usual of each vendor that has a key', async () => {
    const keys = Object.fromEntries(['ANTHROPIC', 'MISTRAL', 'GOOGLE', 'DEEPSEEK', 'DASHSCOPE', 'GROQ', 'DEEPGRAM', 'ELEVENLABS'].map((name) => [`${name}_API_KEY`, 'key']))
    const { minds, hearings, voices, embeddings } = await from({ vendorKeys: keys })
    assert.deepEqual(minds.map(({ name, facts }) => `${name} ${facts!.strength}`), ['anthropic', 'mistral', 'google', 'deepseek', 'qwen', 'groq'].flatMap((name) => [`${name} light`, `${name} strong`]))
    assert.deepEqual([hearings, voices, embeddings].map((those) => those.map(({ name }) => name)), [['mistral', 'groq', 'deepgram'], ['elevenlabs'], ['mistral', 'google']])
  })
  it('has those that were chosen, in their order', async () => {
    const chosen = await from({ openaiApiKey: 'sk', chatUrl: 'http://localhost:11434/v1', vendorKeys: { GROQ_API_KEY: 'key' }, chatModels: 'groq/openai/gpt-oss-20b own/qwen3:8b openai/gpt-4.1', ttsModels: 'openai/tts-9@coral' })
    assert.deepEqual(names(chosen)['minds'], ['groq openai/gpt-oss-20b', 'localhost:11434 qwen3:8b', 'openai gpt-4.1'])
    assert.deepEqual(chosen.voices.map(({ voice, facts }) => [voice, facts!.model]), [['openai tts-9 coral', 'tts-9']])
  })
  it('a vendor that it does not know is one address and one key away, and counts as dear', async () => {
    const { minds } = await from({ moreUrls: 'together=https://api.together.xyz/v1', moreKeys: 'together=key', chatModels: 'together/llama' })
    assert.deepEqual([minds[0]!.name, minds[0]!.facts!.price.outputTokens], ['together', 50])
  })
  it('finds OpenAI wherever its key was set', async () => {
    assert.deepEqual(names(await from({ moreKeys: 'openai=sk' })), names(await from({ openaiApiKey: 'sk' })))
  })
  for (const [title, settings, fault] of [
    ['a vendor without a key', { chatModels: 'anthropic/claude-haiku-5-5' }, /MLUV_CHAT_MODELS names anthropic, which has neither a key nor an address/],
    ['a vendor that cannot', { vendorKeys: { ANTHROPIC_API_KEY: 'key' }, sttModels: 'anthropic/ear' }, /MLUV_STT_MODELS names anthropic, which cannot do this/],
    ['a model without its vendor', { openaiApiKey: 'sk', chatModels: 'gpt-4.1' }, /MLUV_CHAT_MODELS must read like/],
    ['a key for nobody', { moreKeys: 'together=key' }, /MLUV_VENDOR_KEYS has a key for together/],
    ['an address that is none', { moreUrls: 'together=api.together.xyz/v1' }, /MLUV_VENDOR_URLS must give together an address/],
    ['an address without a name', { moreUrls: 'https://api.together.xyz' }, /MLUV_VENDOR_URLS must read like/],
  ] as const) it(`refuses ${title}`, () => assert.rejects(from(settings), fault))
  it('knows the most that a reply and a check can take before they are asked for', async () => {
    const [light, strong] = (await from({ vendorKeys: { ANTHROPIC_API_KEY: 'key' } })).minds
    const most = light!.most!(prompt)
    assert.deepEqual(most, strong!.most!(prompt))
    assert.equal(most.cacheWrittenTokens, most.inputTokens)
    assert.ok(light!.most!({ ...prompt, utterance: 'Ž'.repeat(2000) }).inputTokens >= most.inputTokens + 4000 - 17)
    const { ears } = await from({ openaiApiKey: 'sk' })
    assert.ok(ears[0]!.most!(listening).inputTokens > 1000 && ears[0]!.most!(listening).cacheWrittenTokens === undefined)
  })
})
