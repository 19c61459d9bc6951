/** The vendors' own SDKs take the simulator for their vendor. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { usedBy } from './call.ts'
import { startSimulator, type Simulator } from './simulator.ts'
import { tonesOf } from './tones.ts'
import { littleEndian, writeWav } from './wav.ts'
import { oggOpus } from '../../server/src/adapters/ogg.ts'
import { samplesIn } from '../../server/src/domain/opus.ts'

let simulator: Simulator
let openAi: OpenAI
let anthropic: Anthropic
let nowMs = 0
before(async () => {
  simulator = await startSimulator({ realTokens: true, now: () => nowMs })
  openAi = new OpenAI({ baseURL: simulator.url, apiKey: simulator.key, maxRetries: 0 })
  anthropic = new Anthropic({ baseURL: simulator.url.replace('/v1', ''), apiKey: simulator.key, maxRetries: 0 })
})
after(() => simulator.stop())
beforeEach(() => {
  simulator.set({ chat: {}, messages: {}, speech: {}, transcriptions: {} })
  simulator.rules([{ when: 'praze', say: 'Praha je krásná!' }])
  simulator.forget()
})

const said = [{ role: 'user', content: 'Byl jsem v Praze.' }] as const
const schema = { type: 'object', properties: { fine: { type: 'boolean' } }, required: ['fine'], additionalProperties: false } as const
const rules = 'Mluv česky, krátce a vesele. '.repeat(150)

describe('OpenAI\'s SDK', () => {
  const ask = (more = {}) => openAi.chat.completions.create({ model: 'gpt-4.1-mini', messages: [...said], ...more })
  it('reads an answer, and what it took in real tokens', async () => {
    const { choices, usage } = await ask()
    assert.equal(choices[0]?.message.content, 'Praha je krásná!')
    assert.deepEqual([usage?.completion_tokens, usage?.total_tokens], [6, usage!.prompt_tokens + 6])
    assert.deepEqual(usedBy(simulator.calls()[0]!), { inputTokens: usage!.prompt_tokens, cachedInputTokens: 0, outputTokens: 6, spokenCharacters: 0, heardMs: 0, spokenMs: 0 })
  })
  it('reads a stream to its end', async () => {
    const chunks = await Array.fromAsync(await openAi.chat.completions.create({ model: 'm', messages: [...said], stream: true, stream_options: { include_usage: true } }))
    assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), 'Praha je krásná!')
    assert.deepEqual([chunks.at(-2)?.choices[0]?.finish_reason, chunks.at(-1)?.usage?.completion_tokens], ['stop', 6])
  })
  it('gets JSON where it asks for it by a schema', async () => {
    simulator.rules([])
    const { choices } = await ask({ response_format: { type: 'json_schema', json_schema: { name: 'check', strict: true, schema } } })
    assert.deepEqual(JSON.parse(choices[0]!.message.content!), { fine: false })
  })
  it('pays less for a long beginning that was sent within five minutes, in steps of 128 tokens', async () => {
    const cached = async (last: string) => (await ask({ messages: [{ role: 'system', content: rules }, { role: 'user', content: last }] })).usage!.prompt_tokens_details!.cached_tokens!
    assert.equal(await cached('Ahoj.'), 0)
    const kept = await cached('Dobrý den.')
    assert.ok(kept >= 1024 && kept % 128 === 0, String(kept))
    nowMs += 5 * 60_000 + 1
    assert.equal(await cached('Nazdar.'), 0)
    assert.equal((await ask()).usage!.prompt_tokens_details!.cached_tokens, 0)
  })
  it('writes down and speaks', async () => {
    const file = new File([new Uint8Array(writeWav(tonesOf('Dobrý den.')))], 'a.wav')
    assert.equal((await openAi.audio.transcriptions.create({ model: 'whisper-1', file })).text, 'Dobrý den.')
    const sound = new Uint8Array(await (await openAi.audio.speech.create({ model: 'tts', voice: 'coral', input: 'Ahoj.', response_format: 'pcm' })).arrayBuffer())
    assert.deepEqual(sound, littleEndian(tonesOf('Ahoj.', { sampleRateHz: 24_000 }).samples))
    const [heard, spoken] = simulator.calls().map(usedBy)
    assert.deepEqual([heard!.heardMs, spoken!.spokenMs, spoken!.spokenCharacters], [660, 300, 5])
  })
  it('gets speech in Opus, as long as it is charged for', async () => {
    const stream = oggOpus()
    const sound = new Uint8Array(await (await openAi.audio.speech.create({ model: 'tts', voice: 'coral', input: 'Ahoj.', response_format: 'opus' })).arrayBuffer())
    const packets = [...stream.take(sound)].flat()
    assert.deepEqual([samplesIn(packets) - stream.head!.preSkip, usedBy(simulator.calls()[0]!).spokenMs], [300 * 48, 300])
  })
  it('reads which models there are', async () => assert.ok((await Array.fromAsync(openAi.models.list())).some(({ id }) => id === 'gpt-4.1-mini')))
  it('gets a vector for each text', async () => {
    const { data, usage } = await openAi.embeddings.create({ model: 'text-embedding-3-small', input: ['velký pes', 'malá kočka'] })
    assert.deepEqual([data.length, data[0]!.embedding.length, usage.prompt_tokens > 3], [2, 64, true])
  })
  for (const [status, kind] of [[400, OpenAI.BadRequestError], [401, OpenAI.AuthenticationError], [403, OpenAI.PermissionDeniedError], [429, OpenAI.RateLimitError], [500, OpenAI.InternalServerError]] as const) {
    it(`names ${status} by its name`, async () => {
      simulator.set({ chat: { fault: { kind: 'status', status, code: 'some_code', retryAfterS: 3 } } })
      await assert.rejects(ask(), (error) => error instanceof kind && error.code === 'some_code' && error.headers?.get('retry-after') === '3')
      assert.deepEqual(usedBy(simulator.calls()[0]!).inputTokens, 0)
    })
  }
  it('is told what may still be asked, and refused what may not, until it is there again', async () => {
    const rate = { requests: { limit: 2, windowMs: 60_000 }, tokens: { limit: 40_000, windowMs: 60_000 } }
    simulator.set({ chat: { rate } })
    const told = async (model: string, wanted: readonly string[]) => {
      const { response } = await openAi.chat.completions.create({ model, messages: [...said], max_tokens: 100 }).withResponse()
      return wanted.map((name) => response.headers.get(`x-ratelimit-${name}`))
    }
    assert.deepEqual(await told('gpt', ['limit-requests', 'remaining-requests', 'reset-requests', 'limit-tokens']), ['2', '1', '30s', '40000'])
    assert.deepEqual(await told('mistral-small', ['limit-req-minute', 'remaining-req-minute', 'limit-tokens-minute', 'reset-requests']), ['2', '1', '40000', null])
    assert.deepEqual(await told('gpt', ['remaining-requests', 'reset-requests']), ['0', '1m0s'])
    await assert.rejects(told('gpt', []), (error) => error instanceof OpenAI.RateLimitError && error.headers?.get('retry-after') === '30' && error.headers.get('x-ratelimit-remaining-requests') === '0')
    nowMs += 30_000
    assert.deepEqual(await told('gpt', ['remaining-requests']), ['0'])
    simulator.set({ chat: { rate: { requests: { limit: 1_000, windowMs: 86_400_000 } } } })
    assert.deepEqual(await told('by-the-day', ['remaining-requests', 'reset-requests', 'limit-tokens']), ['999', '1m26.4s', null])
  })
  it('loses a line that is cut', async () => {
    simulator.set({ chat: { fault: { kind: 'cut' } } })
    await assert.rejects(ask(), OpenAI.APIConnectionError)
  })
  it('is charged for what was written until it went away', async () => {
    simulator.set({ chat: { fault: { kind: 'stall', afterPieces: 2 } } })
    const stream = await openAi.chat.completions.create({ model: 'm', messages: [...said], stream: true })
    for await (const { choices } of stream) if (choices[0]?.delta.content === 'je ') break
    assert.deepEqual([usedBy(simulator.calls()[0]!).outputTokens, usedBy(simulator.calls()[0]!).inputTokens > 5], [3, true])
  })
})

describe('Anthropic\'s SDK', () => {
  const ask = (more = {}) => anthropic.messages.create({ model: 'm', max_tokens: 100, messages: [...said], ...more })
  it('is told what may still be asked, and when all may be again', async () => {
    simulator.set({ messages: { rate: { requests: { limit: 50, windowMs: 60_000 }, tokens: { limit: 40_000, windowMs: 60_000 } } } })
    const { response } = await anthropic.messages.create({ model: 'told', max_tokens: 100, messages: [...said] }).withResponse()
    const told = ['requests-limit', 'requests-remaining', 'tokens-limit', 'tokens-remaining'].map((name) => response.headers.get(`anthropic-ratelimit-${name}`))
    assert.deepEqual(told, ['50', '49', '40000', '40000'])
    assert.match(response.headers.get('anthropic-ratelimit-requests-reset')!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })
  it('reads an answer, and what it took', async () => {
    const { content, stop_reason: reason, usage } = await ask()
    assert.deepEqual([content[0]?.type === 'text' && content[0].text, reason, usage.output_tokens], ['Praha je krásná!', 'end_turn', 6])
  })
  it('reads a stream to its end', async () => {
    const stream = anthropic.messages.stream({ model: 'm', max_tokens: 100, messages: [...said] })
    const types = new Set<string>()
    stream.on('streamEvent', ({ type }) => void types.add(type))
    const { usage } = await stream.finalMessage()
    assert.equal(await stream.finalText(), 'Praha je krásná!')
    assert.equal(usage.output_tokens, 6)
    assert.deepEqual([...types], ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'])
  })
  it('gets JSON where it asks for it by a schema', async () => {
    simulator.rules([])
    const { content } = await ask({ output_config: { format: { type: 'json_schema', schema } } })
    assert.deepEqual(content[0]?.type === 'text' && JSON.parse(content[0].text), { fine: false })
  })
  it('reads which models there are', async () => assert.ok((await Array.fromAsync(anthropic.models.list())).some(({ id }) => id.startsWith('claude-haiku'))))
  it('has kept what it marked, for five minutes from the last use on, and pays for keeping it', async () => {
    const system = [{ type: 'text', text: rules, cache_control: { type: 'ephemeral' } }] as const
    const counted = async () => {
      const { usage } = await ask({ system: [...system] })
      return [usage.cache_creation_input_tokens, usage.cache_read_input_tokens, usage.input_tokens < 20]
    }
    const [written] = await counted()
    assert.ok(Number(written) > 1024)
    assert.deepEqual(await counted(), [0, written, true])
    assert.equal(usedBy(simulator.calls()[0]!).cacheWrittenTokens, written)
    nowMs += 5 * 60_000 + 1
    assert.deepEqual(await counted(), [written, 0, true])
    assert.deepEqual([(await ask({ system: [{ ...system[0], text: 'Krátce.' }] })).usage.cache_creation_input_tokens], [0])
  })
  for (const [status, type, kind] of [
    [400, 'invalid_request_error', Anthropic.BadRequestError], [401, 'authentication_error', Anthropic.AuthenticationError], [403, 'permission_error', Anthropic.PermissionDeniedError],
    [429, 'rate_limit_error', Anthropic.RateLimitError], [500, 'api_error', Anthropic.InternalServerError], [529, 'overloaded_error', Anthropic.InternalServerError],
  ] as const) {
    it(`names ${status} by its name`, async () => {
      simulator.set({ messages: { fault: { kind: 'status', status, retryAfterS: 3 } } })
      await assert.rejects(ask(), (error) => error instanceof kind && error.type === type && error.headers?.get('retry-after') === '3')
    })
  }
  it('notices a key that is wrong', () => {
    const stranger = new Anthropic({ baseURL: simulator.url.replace('/v1', ''), apiKey: 'wrong', maxRetries: 0 })
    return assert.rejects(stranger.messages.create({ model: 'm', max_tokens: 1, messages: [...said] }), Anthropic.AuthenticationError)
  })
  it('loses a line that is cut', async () => {
    simulator.set({ messages: { fault: { kind: 'cut', afterPieces: 1 } } })
    await assert.rejects(anthropic.messages.stream({ model: 'm', max_tokens: 100, messages: [...said] }).finalMessage())
  })
})
