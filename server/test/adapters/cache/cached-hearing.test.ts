import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cache } from '../../../src/adapters/cache/cache.ts'
import { cachedHearing } from '../../../src/adapters/cache/cached-hearing.ts'
import { artefacts } from '../../../src/domain/artefact.ts'
import { ProviderFailure } from '../../../src/domain/failure.ts'
import { nothingUsed } from '../../../src/domain/price.ts'
import type { Purse } from '../../../src/ports/purse.ts'
import type { SpeechToText, Transcript } from '../../../src/ports/speech-to-text.ts'
import { attemptHearing } from '../../../src/routing/attempt.ts'
import { patience } from '../../../src/routing/patience.ts'
import { turnedClock, until } from '../../routing/turned-clock.ts'

const facts = { provider: 'v', model: 'm', price: { heardSound: 0.006 }, pricedOn: '2026-01-01', languages: null, contextTokens: null, strength: 'strong' } as const

/** Hears sounds by their first byte, and says so while it does. */
function recogniser(more: Partial<SpeechToText> = {}) {
  const heard: number[] = []
  const hearing: SpeechToText = {
    name: 'v', facts,
    async *transcribe(pcm) {
      const bytes = Buffer.concat(await Array.fromAsync(pcm))
      heard.push(bytes.length)
      yield { text: 'Slyším', final: false }
      yield { text: bytes[0] === 0 ? '' : `Slyším ${bytes[0]}.`, final: true }
    },
    ...more,
  }
  return { hearing, heard }
}
const remembered = () => cache({ clock: turnedClock(), bytesMax: 1_000_000, lifetimes: artefacts, graceMs: 0, shared: null })

type Entered = { readonly call: unknown; readonly end: unknown }
function purseOf(learnerId: string) {
  const entered: Entered[] = []
  const purse = { learnerId, reserve: async (call: unknown) => ({ settle: (end: unknown) => void entered.push({ call, end }) }) } as unknown as Purse
  return { purse, entered }
}
async function* sound(first: number, parts = [500, 500]): AsyncGenerator<Uint8Array> {
  for (const length of parts) yield new Uint8Array(length).fill(first)
}
const recorded = (more: { readonly purse?: Purse; readonly language?: 'cs'; readonly signal?: AbortSignal } = {}) =>
  ({ language: 'cs', signal: new AbortController().signal, purse: purseOf('one').purse, soundMs: 30_000, ...more }) as const
const finalOf = async (transcripts: AsyncIterable<Transcript>) => (await Array.fromAsync(transcripts)).at(-1)

describe('a recording that was heard before', () => {
  it('is not heard again, however its samples are cut', async () => {
    const { hearing, heard } = recogniser()
    const recalling = cachedHearing(hearing, remembered(), '1')
    assert.deepEqual(await Array.fromAsync(recalling.transcribe(sound(7), recorded())), [{ text: 'Slyším', final: false }, { text: 'Slyším 7.', final: true }])
    assert.deepEqual(await Array.fromAsync(recalling.transcribe(sound(7, [1, 998, 1]), recorded())), [{ text: 'Slyším 7.', final: true, recalled: true }])
    assert.deepEqual(heard, [1000])
  })
  it('saves what it would have cost, which is told and no call', async () => {
    const { purse, entered } = purseOf('one')
    const recalling = cachedHearing(recogniser().hearing, remembered(), '1')
    for (let time = 0; time < 2; time += 1) await finalOf(recalling.transcribe(sound(7), recorded({ purse })))
    const saved = { caching: 0, routing: 0, window: 0, recall: 3000 }
    assert.deepEqual(entered, [{ call: { task: 'transcribe', provider: 'v', model: 'm', mostMicroUsd: 0 }, end: { outcome: 'finished', microUsd: 0, used: nothingUsed, saved, savedMicroUsd: 3000 } }])
  })
  it('is another one of another learner, with another sound, and for another recogniser or version of one', async () => {
    const kept = remembered()
    const all = [recogniser(), recogniser({ facts: { ...facts, model: 'n' } })]
    const ask = (nth: number, { first = 7, learner = 'one', version = '1' } = {}) =>
      finalOf(cachedHearing(all[nth]!.hearing, kept, version).transcribe(sound(first), recorded({ purse: purseOf(learner).purse })))
    await ask(0)
    const others = [await ask(0, { learner: 'two' }), await ask(0, { first: 8 }), await ask(0, { version: '2' }), await ask(1)]
    assert.ok(others.every((transcript) => transcript?.recalled === undefined))
    assert.deepEqual(all.map(({ heard }) => heard.length), [4, 1])
  })
  it('is heard again where no words were heard, and where it failed', async () => {
    const { hearing, heard } = recogniser()
    const recalling = cachedHearing(hearing, remembered(), '1')
    for (let time = 0; time < 2; time += 1) assert.deepEqual(await finalOf(recalling.transcribe(sound(0), recorded())), { text: '', final: true })
    assert.equal(heard.length, 2)
    let calls = 0
    const failing = cachedHearing({ ...hearing, async *transcribe() { calls += 1; yield { text: 'Sly', final: false }; throw new ProviderFailure('v', 'busy') } }, remembered(), '1')
    for (let time = 0; time < 2; time += 1) await assert.rejects(finalOf(failing.transcribe(sound(7), recorded())), { fault: 'busy' })
    assert.equal(calls, 2)
  })
  it('is heard once more where whoever sent it first took it back, who hears of nothing any more', async () => {
    const gone = new AbortController()
    let calls = 0
    const { hearing } = recogniser()
    const recalling = cachedHearing({
      ...hearing,
      async *transcribe(pcm, options) {
        calls += 1
        if (calls > 1) return yield* hearing.transcribe(pcm, options)
        await new Promise((resolve) => options.signal.addEventListener('abort', resolve, { once: true }))
      },
    }, remembered(), '1')
    const first = finalOf(recalling.transcribe(sound(7), recorded({ signal: gone.signal })))
    await until(() => calls === 1)
    const second = finalOf(recalling.transcribe(sound(7), recorded()))
    gone.abort()
    assert.equal(await first, undefined)
    assert.equal((await second)?.text, 'Slyším 7.')
  })
  it('is not looked for while it is still said, where it belongs to nobody, and where hearing costs nothing', async () => {
    const [paid, free] = [recogniser(), recogniser({ facts: undefined } as never)]
    const kept = remembered()
    const { soundMs: _, ...live } = recorded()
    const { purse: __, ...nobodys } = recorded()
    for (let time = 0; time < 2; time += 1) {
      for (const options of [live, nobodys]) await finalOf(cachedHearing(paid.hearing, kept, '1').transcribe(sound(7), options))
      await finalOf(cachedHearing(free.hearing, kept, '1').transcribe(sound(7), recorded()))
    }
    assert.deepEqual([paid.heard.length, free.heard.length], [4, 2])
  })
  it('says nothing of how whoever hears fares', async () => {
    const clock = turnedClock()
    const tried = patience(clock)
    const hearing = cachedHearing(recogniser().hearing, remembered(), '1')
    const hearings = attemptHearing([hearing], { firstPieceMsMax: 8_000, totalMsMax: 20_000, clock, tried })
    for (let time = 0; time < 2; time += 1) assert.equal((await finalOf(hearings.transcribe(sound(7), recorded())))?.text, 'Slyším 7.')
    assert.equal(tried.standing(hearing).calls, 1)
  })
})
