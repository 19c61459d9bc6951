import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure, ProviderFailure, type ProviderFault } from '../../src/domain/failure.ts'
import type { TurnId } from '../../src/domain/identity.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import type { Ear, Listening } from '../../src/ports/ear.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../../src/ports/language-model.ts'
import type { Purse } from '../../src/ports/purse.ts'
import type { SpeechToText } from '../../src/ports/speech-to-text.ts'
import type { Told } from '../../src/ports/summariser.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { attemptMind } from '../../src/routing/attempt.ts'
import { spendEar, spendHearing, spendMind, spendSummariser, spendVoice } from '../../src/routing/spend.ts'
import { correctionOf, mindSaying, rehearsedEar, rehearsedVoice } from '../rehearsal.ts'
import { budget, facts, limits, quiet, somebody, till, type Till } from './paid.ts'

const prompt = { said: [] as readonly string[], exchanges: [] as ReplyPrompt['exchanges'], earlier: 0 } as ReplyPrompt
const most = { ...nothingUsed, inputTokens: 100, outputTokens: 100 }
/** Of `most`, and of what is counted. */
const [mostMicroUsd, countedMicroUsd] = [500, 150]
const usage: Written = { type: 'usage', model: 'small', usage: { inputTokens: 100, cachedInputTokens: 20, outputTokens: 15 } }
const signal = () => new AbortController().signal

const mind = (...pieces: readonly (Written | Error | (() => Promise<unknown>))[]): LanguageModel & { readonly asked: { times: number } } => {
  const asked = { times: 0 }
  return {
    name: 'paid', facts: facts(), most: () => most, asked,
    async *write(_, options) {
      asked.times += 1
      yield { type: 'author', by: 'paid' }
      for (const piece of pieces) {
        if (options.signal.aborted) return
        if (piece instanceof Error) throw piece
        if (typeof piece === 'function') await piece()
        else yield piece
      }
    },
  }
}
const text: Written = { type: 'text', text: 'Ahoj. ' }

/** Everything entered of one purse, once `work` is done. */
async function entered(work: (purse: Purse) => Promise<unknown>, from: Till = till(budget({ installation: limits(100_000) }))) {
  const purse = await from.purses.open(somebody)
  const failure = await work(purse).then(() => null, (error: unknown) => error)
  purse.belongsTo('turn' as TurnId, 1)
  purse.close()
  await from.purses.close()
  const entries = from.kept.entries
    .map(({ task, outcome, microUsd, reservedMicroUsd, used }) => ({ task, outcome, microUsd, reservedMicroUsd, inputTokens: used.inputTokens, outputTokens: used.outputTokens }))
  return { failure, purse, entries }
}

const costsOf = ({ entries }: Awaited<ReturnType<typeof entered>>) => entries.map(({ outcome, microUsd, reservedMicroUsd }) => [outcome, microUsd, reservedMicroUsd])

const drain = async (pieces: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of pieces) await quiet()
}

describe('a paid reply', () => {
  it('that is finished costs what the vendor counted', async () => {
    const { entries, purse } = await entered((open) => drain(spendMind(mind(text, usage)).write(prompt, { signal: signal(), purse: open })))
    assert.deepEqual(entries, [{ task: 'reply', outcome: 'finished', microUsd: countedMicroUsd, reservedMicroUsd: mostMicroUsd, inputTokens: 100, outputTokens: 15 }])
    assert.deepEqual(purse.spent, { microUsd: countedMicroUsd, savedMicroUsd: 10 })
  })

  it('tells what was saved against the best model and the whole talk, and nothing where it broke off', async () => {
    const best = { inputTokens: 10, cachedInputTokens: 5, outputTokens: 40 }
    const long: ReplyPrompt = { ...prompt, exchanges: Array.from({ length: 32 }, () => ({ learner: 'a'.repeat(13), tutor: 'b'.repeat(13) })), earlier: 0 }
    const from = till(budget({ installation: limits(100_000) }))
    const { purse } = await entered((open) => drain(spendMind(mind(text, usage), best).write(long, { signal: signal(), purse: open })), from)
    assert.deepEqual(from.kept.entries[0]?.saved, { caching: 10, routing: 1600 - 160, window: 8 * 10 * 5, recall: 0 })
    assert.equal(purse.spent.savedMicroUsd, 10 + 1440 + 400)
    const broken = till(budget({ installation: limits(100_000) }))
    await entered((open) => drain(spendMind(mind(text, new Error('gone')), best).write(long, { signal: signal(), purse: open })), broken)
    assert.equal(broken.kept.entries[0]?.savedMicroUsd, 0)
  })

  it('of which nobody tells what it took costs the most it may', async () => {
    const { entries } = await entered((purse) => drain(spendMind(mind(text)).write(prompt, { signal: signal(), purse })))
    assert.deepEqual(entries.map(({ outcome, microUsd }) => [outcome, microUsd]), [['finished', mostMicroUsd]])
  })

  it('without a bound of its own is bounded by what the model can read and write', async () => {
    const { most: _, ...unbounded } = mind(text, usage)
    const { entries } = await entered((purse) => drain(spendMind(unbounded).write(prompt, { signal: signal(), purse })))
    assert.deepEqual(entries.map(({ reservedMicroUsd, microUsd }) => [reservedMicroUsd, microUsd]), [[5_000, countedMicroUsd]])
  })

  for (const [uncharged, microUsd] of [[true, 0], [false, mostMicroUsd]] as const)
    it(`that fails costs ${uncharged ? 'nothing where the vendor refused it' : 'the most it may where it broke off'}`, async () => {
      const refused = new ProviderFailure('paid', 'busy', { uncharged })
      const { entries, failure } = await entered((purse) => drain(spendMind(mind(text, refused)).write(prompt, { signal: signal(), purse })))
      assert.equal(failure, refused)
      assert.deepEqual(entries.map((entry) => [entry.outcome, entry.microUsd]), [['failed', microUsd]])
    })

  for (const [when, pieces, outcome, microUsd] of [
    ['before its first piece', [() => stop(), text, usage], 'aborted', mostMicroUsd],
    ['in the middle', [text, () => stop(), text, usage], 'aborted', mostMicroUsd],
    ['after the vendor counted', [text, usage, () => stop(), text], 'aborted', countedMicroUsd],
  ] as const)
    it(`that is stopped ${when} lies between what may have been charged and what was held back`, async () => {
      const { entries } = await entered((purse) => drain(spendMind(mind(...pieces)).write(prompt, { signal: stopping.signal, purse })))
      assert.deepEqual(entries.map((entry) => [entry.outcome, entry.microUsd]), [[outcome, microUsd]])
    })
  let stopping = new AbortController()
  const stop = async () => {
    stopping.abort()
    stopping = new AbortController()
  }

  it('that nobody reads to its end is settled', async () => {
    const { entries } = await entered(async (purse) => {
      for await (const _ of spendMind(mind(text, text, usage)).write(prompt, { signal: signal(), purse })) break
    })
    assert.deepEqual(entries.map(({ outcome, microUsd }) => [outcome, microUsd]), [['aborted', mostMicroUsd]])
  })

  it('that is stopped before it is asked for costs nothing, and nobody is asked', async () => {
    const asked = mind(text)
    const { entries } = await entered((purse) => drain(spendMind(asked).write(prompt, { signal: AbortSignal.abort(), purse })))
    assert.deepEqual([entries, asked.asked.times], [[], 0])
  })

  it('is not asked for without a purse, nor with too little in it; the next one is, and nobody rests for it', async () => {
    const paid = mind(text, usage)
    const free = mindSaying('Zadarmo.')
    for (const purse of [undefined, await till(budget({ installation: limits(mostMicroUsd - 1) })).purses.open(somebody)]) {
      const options = { signal: signal(), ...(purse && { purse }) }
      await assert.rejects(drain(spendMind(paid).write(prompt, options)), (error) => error instanceof ProviderFailure && error.fault === 'over-budget')
      const pieces = await Array.fromAsync(attemptMind([spendMind(paid), free], { firstPieceMsMax: 1, totalMsMax: 2, clock: till(budget()).clock }).write(prompt, options))
      assert.deepEqual(pieces.map((piece) => piece.type === 'author' && piece.instead), [{ provider: 'paid', fault: 'over-budget' }, false])
    }
    const rich = await till(budget()).purses.open(somebody)
    const both = attemptMind([spendMind(paid), free], { firstPieceMsMax: 1, totalMsMax: 2, clock: till(budget()).clock })
    await drain(both.write(prompt, { signal: signal() }))
    await drain(both.write(prompt, { signal: signal(), purse: rich }))
    assert.equal(paid.asked.times, 1, 'who could not be paid is asked as soon as there is money')
  })

  it('of a server that costs nothing is entered, and needs no purse', async () => {
    const own: LanguageModel = { ...mind(text, usage), facts: facts({ price: {} }) }
    await drain(spendMind(own).write(prompt, { signal: signal() }))
    const { entries } = await entered((purse) => drain(spendMind(own).write(prompt, { signal: signal(), purse })), till(budget({ installation: limits(0) })))
    assert.deepEqual(entries, [{ task: 'reply', outcome: 'finished', microUsd: 0, reservedMicroUsd: 0, inputTokens: 100, outputTokens: 15 }])
  })
})

describe('a provider of which nothing is known', () => {
  it('is free, and left as it is', () => {
    const [free, ear, voice] = [mindSaying('Ahoj.'), rehearsedEar(), rehearsedVoice()]
    assert.equal(spendMind(free), free)
    assert.equal(spendEar(ear), ear)
    assert.equal(spendVoice(voice), voice)
  })
})

describe('a paid check', () => {
  const listening = { text: 'Jdu do škola.' } as Listening
  const counted = { ...nothingUsed, inputTokens: 10, outputTokens: 10 }
  const ear = (more: Partial<Ear> = {}): Ear => ({ name: 'paid', facts: facts(), most: () => most, check: async () => ({ ...correctionOf('Jdu do škola.'), used: counted }), ...more })

  it('costs what the vendor counted, and the most it may where nobody tells or it breaks off', async () => {
    const costs = async (one: Ear, aborted = false) => {
      const controller = new AbortController()
      const { entries } = await entered((purse) => {
        const checking = spendEar(one).check(listening, { signal: controller.signal, purse })
        if (aborted) void quiet().then(() => controller.abort())
        return checking
      })
      return entries.map(({ outcome, microUsd }) => `${outcome} ${microUsd}`).join()
    }
    assert.equal(await costs(ear()), 'finished 50')
    assert.equal(await costs(ear({ check: async () => correctionOf('Jdu do škola.') })), `finished ${mostMicroUsd}`)
    assert.equal(await costs(ear({ check: async () => { throw new ProviderFailure('paid', 'busy', { uncharged: true }) } })), 'failed 0')
    assert.equal(await costs(ear({ check: async () => { throw new ProviderFailure('paid', 'broken') } })), `failed ${mostMicroUsd}`)
    const stopped = ear({ check: (_, options) => new Promise((_resolve, reject) => options.signal.addEventListener('abort', () => reject(new Failure('unavailable', 'stopped')))) })
    assert.equal(await costs(stopped, true), `aborted ${mostMicroUsd}`)
  })
})

describe('a paid summary', () => {
  it('costs what the vendor counted, as a task of its own, and is not asked for without money', async () => {
    const told: Told = { language: 'cs', summary: null, facts: [], exchanges: [] }
    const counted = { ...nothingUsed, inputTokens: 10, outputTokens: 10 }
    const summariser = spendSummariser({ name: 'paid', facts: facts(), most: () => most, summarise: async () => ({ summary: 'Ahoj.', facts: [], used: counted }) })
    const { entries } = await entered((purse) => summariser.summarise(told, { signal: signal(), purse }))
    assert.deepEqual(entries, [{ task: 'summarise', outcome: 'finished', microUsd: 50, reservedMicroUsd: mostMicroUsd, inputTokens: 10, outputTokens: 10 }])
    await assert.rejects(summariser.summarise(told, { signal: signal() }), { fault: 'over-budget' })
  })
})

describe('a paid hearing', () => {
  const second = new Uint8Array(32_000)
  const hearing = (fault: ProviderFailure | null): SpeechToText => ({
    name: 'paid', facts: facts(),
    async *transcribe(pcm) {
      for await (const _ of pcm) if (fault) break
      if (fault) throw fault
      yield { text: 'ahoj', final: true }
    },
  })

  it('costs as long as it listened, and a minute is held back where it is not known how long that is', async () => {
    const sounds = async function* () {
      yield* [second, second, second]
    }
    const costs = async (one: SpeechToText) => costsOf(await entered((purse) => drain(spendHearing(one).transcribe(sounds(), { language: 'cs', signal: signal(), purse }))))
    assert.deepEqual(await costs(hearing(null)), [['finished', 300, 6_100]])
    assert.deepEqual(await costs(hearing(new ProviderFailure('paid', 'unreachable'))), [['failed', 100, 6_100]])
    assert.deepEqual(await costs(hearing(new ProviderFailure('paid', 'out-of-credit', { uncharged: true }))), [['failed', 0, 6_100]])
    const known = await entered((purse) => drain(spendHearing(hearing(null)).transcribe(sounds(), { language: 'cs', signal: signal(), purse, soundMs: 3_000 })))
    assert.deepEqual(costsOf(known), [['finished', 300, 300]])
  })
})

describe('a paid voice', () => {
  const voice = (price: object, fault: ProviderFault | null = null): TextToSpeech => ({
    ...rehearsedVoice(), name: 'paid', facts: facts({ price }), sampleRateHz: 1_000,
    async *speak() {
      yield { pcm: new Int16Array(1_500), words: [] }
      if (fault) throw new ProviderFailure('paid', fault)
    },
  })
  const costs = async (one: TextToSpeech, speed = 1) => costsOf(await entered((purse) => drain(spendVoice(one).speak('Ahoj, jak je?', { language: 'cs', speed, forWhom: '', signal: signal(), purse }))))

  it('costs by the letter, or by how long it sounds', async () => {
    assert.deepEqual(await costs(voice({ spokenCharacters: 10 })), [['finished', 130, 130]])
    assert.deepEqual(await costs(voice({ spokenSound: 0.06 })), [['finished', 1_500, 7_200]])
    assert.deepEqual(await costs(voice({ spokenSound: 0.06 }), 0.5), [['finished', 1_500, 12_400]])
  })

  it('costs by how long its packets sound, run-up left out', async () => {
    const packed = (...samples: readonly number[]) => ({ opus: { packets: samples.map((some) => ({ data: new Uint8Array(9), samples: some })), preSkip: 312 }, words: [] })
    const one: TextToSpeech = { ...voice({ spokenSound: 0.06 }), async *speak() { yield packed(960, 2880); yield packed(960, 48_312 - 4800) } }
    assert.deepEqual(await costs(one), [['finished', 1_000, 7_200]])
  })

  it('that breaks off costs the most it may have sounded', async () => {
    assert.deepEqual(await costs(voice({ spokenSound: 0.06 }, 'broken')), [['failed', 7_200, 7_200]])
  })
})
