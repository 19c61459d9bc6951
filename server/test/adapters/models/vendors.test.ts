/** Every vendor keeps what its ports promise, and is asked in its own words. */
import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { Endpoint } from '../../../../bench/simulator/behaviour.ts'
import { usedBy } from '../../../../bench/simulator/call.ts'
import { tonesOf } from '../../../../bench/simulator/tones.ts'
import { nothingUsed } from '../../../src/domain/price.ts'
import { earContract } from '../../contracts/ear.ts'
import { keeps } from '../../contracts/keep.ts'
import { languageModel } from '../../contracts/language-model.ts'
import { speechToText } from '../../contracts/speech-to-text.ts'
import { textToSpeech } from '../../contracts/text-to-speech.ts'
import { until } from '../../routing/turned-clock.ts'
import { rehearsal } from './rehearsal.ts'
import { asking, listening, pcmOf, prompt, quiet, spoken, type Asking } from './stage.ts'

const here = rehearsal()
const { at } = here

/** The same port where everything is refused, for the one test. */
const refusing = (...places: readonly Endpoint[]) => async <Port>(port: Port): Promise<Port> => {
  here.simulator.set(Object.fromEntries(places.map((endpoint) => [endpoint, { fault: { kind: 'status', status: 500 } }])))
  return port
}
const wrong = 'Včera já jdu do škola a máma.'
const mistakes = [
  { original: 'jdu', corrected: 'jsem šel', kind: 'tense', explanation: 'Yesterday.', sure: true },
  { original: 'škola', corrected: 'školy', kind: 'case', explanation: 'After "do" comes the genitive.', sure: true },
]
const rules = [
  { when: 'včera', say: { czech: true, corrected: 'Včera já jsem šel do školy a máma.', mistakes, suggestion: null } },
  { when: 'doubt', say: { czech: true, corrected: 'doubt ano', mistakes: [{ ...mistakes[0], original: 'ano', corrected: 'jo', sure: false }], suggestion: null } },
  { when: 'hello', say: { czech: false, corrected: 'hello', mistakes, suggestion: null } },
]

for (const [vendor, endpoint] of [['anthropic', 'messages'], ['mistral', 'chat'], ['google', 'generate'], ['deepseek', 'chat']] as const) {
  keeps(`the mind of ${vendor}`, languageModel, async () => (await at(vendor)).minds[0]!, { prompt, failing: refusing(endpoint) })
  describe(`with rules for the ear of ${vendor}`, () => {
    beforeEach(() => here.simulator.rules(rules))
    keeps(`the ear of ${vendor}`, earContract, async () => (await at(vendor)).ears[0]!, { wrong, doubtful: 'doubt ano', foreign: 'hello', failing: refusing(endpoint) })
  })
}
for (const [vendor, endpoint] of [['mistral', 'transcriptions'], ['groq', 'transcriptions'], ['deepgram', 'listen']] as const) {
  keeps(`the hearing of ${vendor}`, speechToText, async () => (await at(vendor)).hearings[0]!, { pcm: spoken, text: 'Já jdu do škola.', silence: pcmOf(new Int16Array(16_000)), failing: refusing(endpoint) })
}
for (const vendor of ['deepgram', 'elevenlabs']) {
  keeps(`the voice of ${vendor}`, textToSpeech, async () => (await at(vendor)).voices[0]!, { language: 'cs', sentence: 'Včera jsem byla s kamarádkou v kině a potom jsme šly spolu na večeři.', unspeakable: '' })
}

describe('what a vendor is asked', () => {
  const asked = async <Request>(vendor: string, ask: Asking = asking.mind): Promise<Request> => {
    await ask(await at(vendor), quiet())
    return here.simulator.calls().at(-1)!.request as Request
  }
  it('Anthropic: not to think, and to keep the beginning', async () => {
    const request = await asked<{ thinking: object; system: readonly { cache_control: object }[]; max_tokens: number }>('anthropic')
    assert.deepEqual([request.thinking, request.system[0]!.cache_control, request.max_tokens], [{ type: 'disabled' }, { type: 'ephemeral' }, 300])
  })
  it('Anthropic and Google: for JSON by a schema', async () => {
    const { output_config: output } = await asked<{ output_config: { format: { type: string } } }>('anthropic', asking.ear)
    assert.equal(output.format.type, 'json_schema')
    const { generationConfig } = await asked<{ generationConfig: { responseMimeType: string; responseJsonSchema: object; thinkingConfig: object } }>('google', asking.ear)
    assert.deepEqual([generationConfig.responseMimeType, Object.keys(generationConfig.responseJsonSchema).includes('properties'), generationConfig.thinkingConfig], ['application/json', true, { thinkingBudget: 0 }])
  })
  it('DeepSeek and Qwen: for JSON, and not to think, each in its words', async () => {
    here.simulator.rules([{ when: 'škola', say: rules[0]!.say }])
    const deepseek = await asked<Record<string, object>>('deepseek', asking.ear)
    assert.deepEqual([deepseek['response_format'], deepseek['thinking'], deepseek['reasoning_effort']], [{ type: 'json_object' }, { type: 'disabled' }, undefined])
    const qwen = await asked<Record<string, object>>('qwen', asking.ear)
    assert.deepEqual([qwen['response_format'], qwen['enable_thinking']], [{ type: 'json_object' }, false])
  })
  it('Groq: to think as little as it can', async () => assert.equal((await asked<{ reasoning_effort: string }>('groq')).reasoning_effort, 'low'))
  it('Mistral: without OpenAI\'s example for a recogniser', async () => {
    const { prompt: example, language } = await asked<Record<string, string>>('mistral', asking.hearing)
    assert.deepEqual([example, language], [undefined, 'cs'])
  })
  it('no more than it was said to take at most, and what it took is told', async () => {
    for (const vendor of ['openai', 'anthropic', 'mistral', 'google']) {
      here.simulator.rules(rules)
      const { minds, ears } = await at(vendor)
      const pieces = await Array.fromAsync(minds[0]!.write(prompt, { signal: quiet() }))
      const usage = pieces.find((piece) => piece.type === 'usage')!.usage
      assert.deepEqual({ ...nothingUsed, ...usage }, usedBy(here.simulator.calls().at(-1)!), vendor)
      assert.ok(minds[0]!.most!(prompt).inputTokens >= usage.inputTokens, vendor)
      const { used } = await ears[0]!.check({ ...listening, text: wrong }, { signal: quiet() })
      assert.deepEqual(used, usedBy(here.simulator.calls().at(-1)!), vendor)
      assert.ok(ears[0]!.most!(listening).inputTokens >= used.inputTokens, vendor)
    }
  })
})

describe('what a vendor says of its rate', () => {
  const rate = { requests: { limit: 60, windowMs: 60_000 }, tokens: { limit: 100_000, windowMs: 60_000 } }
  for (const [vendor, endpoint] of [['openai', 'chat'], ['groq', 'chat'], ['mistral', 'chat'], ['anthropic', 'messages']] as const) it(`${vendor}: is known once it has answered`, async () => {
    here.simulator.set({ [endpoint]: { rate } })
    const { minds } = await at(vendor)
    assert.equal(minds[0]!.room!(), null)
    await Array.fromAsync(minds[0]!.write(prompt, { signal: quiet() }))
    const { requests, tokens } = minds[0]!.room!()!
    assert.deepEqual([requests, tokens!.limit], [{ limit: 60, left: 59 }, 100_000])
    assert.ok(tokens!.left < 100_000 && tokens!.left > 90_000, String(tokens!.left))
  })
  it('is known of a hearing, a voice, an embedding, and of who was refused', async () => {
    here.simulator.set(Object.fromEntries((['transcriptions', 'speech', 'embeddings'] as const).map((endpoint) => [endpoint, { rate }])))
    const { hearings, voices, embeddings } = await at('openai')
    await Array.fromAsync(hearings[0]!.transcribe(spoken(), { language: 'cs', signal: quiet() }))
    await Array.fromAsync(voices[0]!.speak('Ahoj.', { language: 'cs', speed: 1, forWhom: 'a', signal: quiet() }))
    await embeddings[0]!.embed(['Ahoj.'], { signal: quiet() })
    assert.deepEqual([hearings[0]!, voices[0]!, embeddings[0]!].map((each) => each.room!()?.requests?.left), [59, 59, 59])
    here.simulator.set({ chat: { rate: { requests: { limit: 1, windowMs: 60_000 } } } })
    const { minds } = await at('groq')
    const ask = () => Array.fromAsync(minds[0]!.write(prompt, { signal: quiet() }))
    await ask()
    await assert.rejects(ask(), { fault: 'busy', retryAfterMs: 60_000 })
    assert.deepEqual(minds[0]!.room!()?.requests, { limit: 1, left: 0 })
  })
  it('is nothing where it says nothing', async () => {
    const { minds } = await at('google')
    await Array.fromAsync(minds[0]!.write(prompt, { signal: quiet() }))
    assert.equal(minds[0]!.room!(), null)
  })
})

describe('a hearing that hears while somebody speaks', () => {
  it('shows what it has heard so far, and then all of it once', async () => {
    const { hearings } = await at('deepgram')
    const transcripts = await Array.fromAsync(hearings[0]!.transcribe(pcmOf(tonesOf('Včera jsem byla s kamarádkou v kině.').samples)(), { language: 'cs', signal: quiet() }))
    const shown = transcripts.map(({ text }) => text)
    assert.ok(transcripts.length > 2 && transcripts.slice(0, -1).every(({ final }) => !final))
    assert.ok('Včera jsem byla s kamarádkou v kině.'.startsWith(shown[0]!) && shown[0]!.length < 20, shown[0])
    assert.deepEqual(transcripts.at(-1), { text: 'Včera jsem byla s kamarádkou v kině.', final: true })
  })
  it('refuses more than a minute', async () => {
    const { hearings } = await at('deepgram')
    await assert.rejects(Array.fromAsync(hearings[0]!.transcribe(pcmOf(new Int16Array(16_000 * 61))(), { language: 'cs', signal: quiet() })), { code: 'too-large' })
  })
  it('is not late while somebody still speaks', async () => {
    const { hearings } = await at('deepgram')
    const speaking = Promise.withResolvers<void>()
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield* spoken()
      await speaking.promise
    }
    const running = Array.fromAsync(hearings[0]!.transcribe(slowly(), { language: 'cs', signal: quiet() }))
    await until(() => (here.simulator.calls()[0]?.soundMs ?? 0) > 1000)
    here.clock.turn(60_000)
    speaking.resolve()
    assert.equal((await running).at(-1)?.text, 'Já jdu do škola.')
  })
})
