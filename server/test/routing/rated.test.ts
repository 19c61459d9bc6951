import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProviderFailure } from '../../src/domain/failure.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import { ratesIn } from '../../src/domain/rate.ts'
import type { Listening } from '../../src/ports/ear.ts'
import type { Embedding } from '../../src/ports/embedding.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../../src/ports/language-model.ts'
import type { SpeechToText } from '../../src/ports/speech-to-text.ts'
import { attemptMind } from '../../src/routing/attempt.ts'
import { patience } from '../../src/routing/patience.ts'
import { lanes, ratedEar, ratedEmbedding, ratedHearing, ratedMind, ratedVoice } from '../../src/routing/rated.ts'
import { spendMind } from '../../src/routing/spend.ts'
import { correctionOf, mindSaying, rehearsedEar, rehearsedVoice } from '../rehearsal.ts'
import { budget, facts, limits, quiet, somebody, till } from './paid.ts'
import { turnedClock } from './turned-clock.ts'

const prompt = { said: [] as readonly string[], exchanges: [] as ReplyPrompt['exchanges'], earlier: 0 } as ReplyPrompt
const open = new AbortController()
const { signal } = open
const usage: Written = { type: 'usage', model: 'small', usage: { inputTokens: 80, cachedInputTokens: 0, outputTokens: 20 } }

const mind = (last: Written | Error = usage): LanguageModel & { asked: number } => ({
  name: 'vendor', facts: facts(), asked: 0, most: () => ({ ...nothingUsed, inputTokens: 300, outputTokens: 100 }),
  async *write() {
    this.asked += 1
    yield { type: 'author', by: 'vendor' }
    if (last instanceof Error) throw last
    yield { type: 'text', text: 'Ahoj.' }
    yield last
  },
})

const rated = (text: string) => {
  const clock = turnedClock()
  return { clock, ways: lanes(ratesIn(text)!, clock) }
}
const write = (model: LanguageModel) => Array.fromAsync(model.write(prompt, { signal })).catch((error: unknown) => error)
const isBusy = (error: unknown) => error instanceof ProviderFailure && error.fault === 'busy' && error.unasked

describe('a provider with a rate', () => {
  it('is not asked more often, nor is anything else of its vendor', async () => {
    const { ways } = rated('vendor=2')
    const [one, other] = [mind(), { ...mind(), facts: facts({ model: 'large' }) }]
    const answers = [await write(ratedMind(one, ways)), await write(ratedMind(other, ways)), await write(ratedMind(one, ways))]
    assert.deepEqual([answers.map(isBusy), one.asked, other.asked], [[false, false, true], 1, 1])
  })
  it('does not share the rate that a model has of its own', async () => {
    const { ways } = rated('vendor=1 vendor/large=1')
    const large = ratedMind({ ...mind(), facts: facts({ model: 'large' }) }, ways)
    assert.deepEqual([await write(ratedMind(mind(), ways)), await write(large), await write(large)].map(isBusy), [false, false, true])
  })
  it('is asked for as many tokens as it counts, and at first for the most there may be', async () => {
    const { ways } = rated('vendor=none/600')
    assert.deepEqual([await write(ratedMind(mind(), ways)), await write(ratedMind(mind(), ways)), await write(ratedMind(mind(), ways)), await write(ratedMind(mind(), ways))].map(isBusy), [false, false, false, true])
  })
  it('that says it is busy is left alone for as long as it asks, by those who wait, too', async () => {
    const { ways } = rated('vendor=100')
    const refused = new ProviderFailure('vendor', 'busy', { retryAfterMs: 5_000 })
    assert.equal(await write(ratedMind(mind(refused), ways)), refused)
    assert.equal(isBusy(await write(ratedMind(mind(), ways))), true)
  })
  it('is as it was where there is no vendor', () => {
    const { ways } = rated('elsewhere=1')
    const { facts: _, ...asked } = mind()
    assert.equal(ratedMind(asked, ways), asked)
  })
  it('has its place back where it could not be paid for', async () => {
    const { ways } = rated('vendor=1')
    const paid = ratedMind(spendMind(mind()), ways)
    const [none, some] = [await till(budget({ installation: limits(1) })).purses.open(somebody), await till(budget({ installation: limits(100_000) })).purses.open(somebody)]
    await assert.rejects(Array.fromAsync(paid.write(prompt, { signal, purse: none })), { fault: 'over-budget' })
    assert.equal((await Array.fromAsync(paid.write(prompt, { signal, purse: some }))).length, 3)
  })
  it('without a place is replaced by the next, and nobody rests for it', async () => {
    const { ways, clock } = rated('vendor=1')
    const tried = patience(clock)
    const one = mind()
    const model = attemptMind([ratedMind(one, ways), mindSaying('Zadarmo.')], { firstPieceMsMax: 8_000, totalMsMax: 20_000, clock, tried })
    await write(model)
    const [author] = (await write(model)) as Written[]
    assert.deepEqual(author?.type === 'author' && author.instead, { provider: 'vendor', fault: 'busy' })
    assert.deepEqual([tried.standing(one).state, tried.standing(one).success, one.asked, clock.waits], ['trusted', 1, 1, 0])
  })
  it('that a learner waits for and then leaves is not asked, and nothing is left waiting', async () => {
    const { ways, clock } = rated('vendor=1')
    const one = mind()
    await write(ratedMind(one, ways))
    clock.turn(59_000)
    const leaving = new AbortController()
    const pieces = Array.fromAsync(ratedMind(one, ways).write(prompt, { signal: leaving.signal }))
    await quiet()
    assert.deepEqual([...ways.waiting()], [['vendor', 1]])
    leaving.abort()
    assert.deepEqual([await pieces, one.asked, [...ways.waiting()], clock.waits], [[], 1, [['vendor', 0]], 0])
  })
  it('hears, speaks, checks and embeds by the same rate', async () => {
    const { ways } = rated('vendor=4')
    const hearing: SpeechToText = { name: 'vendor', facts: facts(), transcribe: async function* () { yield { text: 'Ahoj.', final: true } } }
    const voice = ratedVoice({ ...rehearsedVoice(), facts: facts() }, ways)
    const ear = ratedEar({ ...rehearsedEar(async () => correctionOf('Ahoj.')), facts: facts() }, ways)
    const speak = () => Array.fromAsync(voice.speak('Ahoj.', { language: 'cs', speed: 1, forWhom: 'a', signal }))
    assert.equal((await Array.fromAsync(ratedHearing(hearing, ways).transcribe((async function* () {})(), { language: 'cs', signal })))[0]?.text, 'Ahoj.')
    assert.ok((await speak()).length > 0)
    assert.equal((await ear.check({ text: 'Ahoj.' } as Listening, { signal })).corrected, 'Ahoj.')
    const embedding: Embedding = { name: 'vendor', facts: facts(), embed: async () => ({ vectors: [Float32Array.of(1)] }) }
    assert.equal((await ratedEmbedding(embedding, ways).embed(['Ahoj.'], { signal })).vectors.length, 1)
    await assert.rejects(speak(), { fault: 'busy' })
  })
})
