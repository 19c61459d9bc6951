import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { startSimulator, type Simulator } from './simulator.ts'
import { tonesOf } from './tones.ts'
import { writeWav, type Sound } from './wav.ts'

/** A stand-in for speech: voiced syllables whose formants, pitch and length follow from a seed. */
function speechLike(seed: number, syllables: number, sampleRateHz = 22_050): Sound {
  const random = chance(seed)
  const samples: number[] = []
  for (let syllable = 0; syllable < syllables; syllable += 1) {
    const formants = [250 + random() * 600, 900 + random() * 1500, 2400 + random() * 800]
    const pitchHz = 100 + random() * 40
    const length = Math.round(sampleRateHz * (0.1 + random() * 0.12))
    for (let at = 0; at < length; at += 1) {
      let value = 0
      for (let harmonic = 1; harmonic * pitchHz < 3800; harmonic += 1) {
        const loudness = formants.reduce((sum, formant) => sum + 1 / (1 + ((harmonic * pitchHz - formant) / 120) ** 2), 0)
        value += loudness * Math.sin((2 * Math.PI * harmonic * pitchHz * at) / sampleRateHz + harmonic)
      }
      samples.push(2500 * value * Math.sin((Math.PI * at) / length))
    }
    if (random() < 0.3) samples.push(...Array.from({ length: Math.round(sampleRateHz * 0.06) }, () => 0))
  }
  return { samples: Int16Array.from(samples), sampleRateHz }
}

/** The sound as a phone would send it: at 16 kHz, quieter, later, with noise. */
function roughened({ samples, sampleRateHz }: Sound, seed = 7): Sound {
  const random = chance(seed)
  const lead = 2400
  const result = new Int16Array(lead + Math.floor((samples.length * 16_000) / sampleRateHz) + 1600)
  for (let at = 0; at < result.length; at += 1) {
    const from = ((at - lead) * sampleRateHz) / 16_000
    const low = Math.floor(from)
    const value = from < 0 ? 0 : (samples[low] ?? 0) + (from - low) * ((samples[low + 1] ?? 0) - (samples[low] ?? 0))
    result[at] = 0.5 * value + (random() - 0.5) * 120
  }
  return { samples: result, sampleRateHz: 16_000 }
}

const part = ({ samples, sampleRateHz }: Sound, from: number, to: number): Sound => ({ samples: samples.slice(samples.length * from, samples.length * to), sampleRateHz })

/** Numbers from 0 to 1 that follow from a seed (a linear congruential generator). */
function chance(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

describe('the simulator', () => {
  let simulator: Simulator
  before(async () => {
    simulator = await startSimulator({ remember: true })
  })
  after(() => simulator.stop())
  beforeEach(() => {
    simulator.set({ chat: {}, speech: {}, transcriptions: {} })
    simulator.rules([])
    simulator.forget()
  })

  const post = (path: string, body: string | FormData, headers: Record<string, string> = {}) =>
    fetch(simulator.url + path, { method: 'POST', body, headers: { authorization: `Bearer ${simulator.key}`, ...headers } })
  const ask = (request: object) => post('/chat/completions', JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Byl jsem v Praze.' }], ...request }))
  async function transcript(sound: Sound): Promise<string> {
    const form = new FormData()
    form.set('model', 'm')
    form.set('file', new Blob([new Uint8Array(writeWav(sound))]), 'speech.wav')
    const answer = await post('/audio/transcriptions', form)
    return ((await answer.json()) as { text: string }).text
  }

  describe('knows an utterance by its samples:', () => {
    const school = speechLike(1, 9)
    const beer = speechLike(2, 10)
    before(() => {
      simulator.teach(school, 'Já jdu zítra do škola s bratrem.')
      simulator.teach(beer, 'Dal bych si jedno velké pivo prosím.')
      for (let other = 3; other < 20; other += 1) simulator.teach(speechLike(other, 9), `Tohle je jiná věta číslo ${other}.`)
    })
    it('the same speech, resampled, quieter and with noise, gives its text', async () => {
      assert.equal(await transcript(roughened(school)), 'Já jdu zítra do škola s bratrem.')
      assert.equal(await transcript(roughened(beer)), 'Dal bych si jedno velké pivo prosím.')
    })
    it('swapped speech gives the other text', async () => assert.notEqual(await transcript(roughened(beer)), await transcript(roughened(school))))
    it('half of it gives the words of that half', async () => {
      assert.equal(await transcript(roughened(part(school, 0, 0.5))), 'Já jdu zítra do')
      assert.match(await transcript(roughened(part(school, 0.5, 1))), /^(do )?škola s bratrem\.$/)
    })
    it('silence and hiss give nothing', async () => {
      assert.equal(await transcript({ samples: new Int16Array(32_000), sampleRateHz: 16_000 }), '')
      const random = chance(5)
      assert.equal(await transcript({ samples: Int16Array.from({ length: 32_000 }, () => (random() - 0.5) * 8000), sampleRateHz: 16_000 }), '')
    })
    it('speech that nobody taught gives nothing', async () => assert.equal(await transcript(roughened(speechLike(99, 9))), ''))
    it('any text in chords gives itself, and a part of it that part', async () => {
      const text = 'Včera jsem šla s Karlem do kina, 3× za týden!'
      assert.equal(await transcript(roughened(tonesOf(text, { sampleRateHz: 24_000 }))), text)
      assert.ok(text.startsWith(await transcript(roughened(part(tonesOf(text), 0, 0.5)))))
      assert.ok((await transcript(roughened(part(tonesOf(text), 0, 0.5)))).length > 15)
    })
  })

  it('answers what follows from the request, and by rule where there is one', async () => {
    const content = async () => ((await (await ask({})).json()) as { choices: [{ message: { content: string } }] }).choices[0].message.content
    assert.equal(await content(), 'Aha, Byl jsem v Praze. To je zajímavé! A co bylo potom?')
    simulator.rules([{ when: 'v praze', say: 'Praha je krásná.' }])
    assert.equal(await content(), 'Praha je krásná.')
  })
  it('streams words and ends with usage', async () => {
    const text = await (await ask({ stream: true, stream_options: { include_usage: true } })).text()
    const chunks = text.trim().split('\n\n').map((line) => line.slice('data: '.length))
    assert.equal(chunks.at(-1), '[DONE]')
    const parsed = chunks.slice(0, -1).map((chunk) => JSON.parse(chunk) as { choices: { delta: { content?: string } }[]; usage?: { completion_tokens: number } })
    const words = parsed.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? '')).filter(Boolean)
    assert.ok(words.length > 5)
    assert.equal(parsed.at(-1)!.usage!.completion_tokens, words.length)
  })
  it('answers a schema with JSON that fits it', async () => {
    const schema = { type: 'object', properties: { list: { type: 'array', items: { type: 'string' } }, kind: { enum: ['a', 'b'] }, note: { type: ['string', 'null'] } }, required: ['list', 'kind', 'note'] }
    const answer = (await (await ask({ response_format: { type: 'json_schema', json_schema: { schema } } })).json()) as { choices: [{ message: { content: string } }] }
    assert.deepEqual(JSON.parse(answer.choices[0].message.content), { list: [], kind: 'a', note: null })
  })
  it('speaks for as long as the text is', async () => {
    const spoken = async (input: string) => (await (await post('/audio/speech', JSON.stringify({ model: 'm', voice: 'v', input, response_format: 'pcm' }))).arrayBuffer()).byteLength
    assert.equal(await spoken('Ahoj. Jak se máš?') > 2 * await spoken('Ahoj.'), true)
  })
  it('checks the key', async () => assert.equal((await fetch(`${simulator.url}/chat/completions`, { method: 'POST', body: '{}' })).status, 401))
  it('fails as it is told, as often as it is told', async () => {
    simulator.set({ chat: { fault: { kind: 'status', status: 429, retryAfterS: 7 }, faultyCalls: 1 } })
    const refused = await ask({})
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '7'])
    assert.equal((await ask({})).status, 200)
  })
  it('cuts a stream in the middle', async () => {
    simulator.set({ chat: { fault: { kind: 'cut', afterPieces: 2 } } })
    await assert.rejects((await ask({ stream: true })).text(), TypeError)
  })
  it('ends in the middle as if that were all, where it is told to', async () => {
    simulator.set({ chat: { fault: { kind: 'ended', afterPieces: 2 } } })
    const text = await (await ask({ stream: true })).text()
    assert.equal(text.match(/"content"/g)?.length, 2)
    assert.doesNotMatch(text, /\[DONE\]/)
  })
  it('takes as long as it is told: a number, or a draw from a distribution, also from another process', async () => {
    const begun = performance.now()
    await fetch(simulator.url.replace('/v1', '/simulator/set'), { method: 'POST', body: JSON.stringify({ chat: { firstByteMs: { p50Ms: 30, p95Ms: 40, seed: 1 } } }) })
    await ask({})
    assert.ok(performance.now() - begun >= 15)
  })
  it('counts calls and remembers them only when asked', async () => {
    await ask({})
    assert.equal(simulator.calls().length, 1)
    assert.ok(simulator.calls()[0]!.inputTokens > 0)
    const forgetful = await startSimulator()
    await fetch(`${forgetful.url}/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${forgetful.key}` }, body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'tajné' }] }) }).then((answer) => answer.text())
    assert.ok(!JSON.stringify(forgetful.calls()).includes('tajné'))
    await forgetful.stop()
  })
})
