import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { attemptEar, attemptHearing, attemptMind, attemptSummariser, attemptVoice } from '../../src/routing/attempt.ts'
import { Failure, ProviderFailure, type ProviderFault } from '../../src/domain/failure.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../../src/ports/language-model.ts'
import type { Ear } from '../../src/ports/ear.ts'
import type { SpeechToText } from '../../src/ports/speech-to-text.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { patience } from '../../src/routing/patience.ts'
import { listening, prompt } from '../adapters/models/stage.ts'
import { soon, turnedClock, until, type TurnedClock } from './turned-clock.ts'

/** What a scripted provider does next: gives a piece, fails, or falls silent for ever, deaf to every signal. */
type Step<Piece> = Piece | ProviderFault | 'silence'

async function* played<Piece extends object>(name: string, steps: readonly Step<Piece>[]): AsyncGenerator<Piece> {
  for (const step of steps) {
    if (step === 'silence') await new Promise(() => {})
    else if (typeof step === 'string') throw new ProviderFailure(name, step)
    else yield step
  }
}

type Scripted = LanguageModel & { readonly prompts: ReplyPrompt[] }
function mind(name: string, ...steps: readonly (string | { readonly fault: ProviderFault | 'silence' })[]): Scripted {
  const prompts: ReplyPrompt[] = []
  return {
    name,
    prompts,
    write(given) {
      prompts.push(given)
      const pieces = steps.map((step) => (typeof step === 'string' ? ({ type: 'text', text: step } as const) : step.fault))
      return played<Written>(name, [{ type: 'author', by: name }, ...pieces])
    },
  }
}
const fails = (fault: ProviderFault | 'silence') => ({ fault })
const limitsOf = (clock: TurnedClock) => ({ firstPieceMsMax: 2000, totalMsMax: 5000, clock })
const quiet = () => new AbortController().signal
const write = (attempt: LanguageModel) => Array.fromAsync(attempt.write(prompt, { signal: quiet() }))
/** Pieces, short enough to read. */
const shown = (pieces: readonly Written[]) => pieces.map((piece) => {
  if (piece.type === 'author') return `${piece.by}${piece.instead ? ` instead of ${piece.instead.provider} (${piece.instead.fault})` : ''}:`
  return piece.type === 'usage' ? 'usage' : piece.text
})

describe('several minds as one', () => {
  it('the first answers, and the others are not asked', async () => {
    const other = mind('b', 'Ne.')
    assert.deepEqual(shown(await write(attemptMind([mind('a', 'Ahoj. ', 'Jak se máš?'), other], limitsOf(turnedClock())))), ['a:', 'Ahoj. ', 'Jak se máš?'])
    assert.equal(other.prompts.length, 0)
  })
  for (const fault of ['rejected-key', 'rejected-request', 'out-of-credit', 'busy', 'unreachable', 'broken'] as const) {
    it(`before the first piece the next one takes over, and says so: ${fault}`, async () => {
      assert.deepEqual(shown(await write(attemptMind([mind('a', fails(fault)), mind('b', 'Ahoj.')], limitsOf(turnedClock())))), [`b instead of a (${fault}):`, 'Ahoj.'])
    })
  }
  it('one that says nothing at all has failed', async () => {
    assert.deepEqual(shown(await write(attemptMind([mind('a'), mind('b', 'Ahoj.')], limitsOf(turnedClock())))), ['b instead of a (broken):', 'Ahoj.'])
  })
  it('what throws something else has failed, too', async () => {
    const bug: LanguageModel = { name: 'a', write: () => { throw new TypeError('a bug') } }
    assert.deepEqual(shown(await write(attemptMind([bug, mind('b', 'Ahoj.')], limitsOf(turnedClock())))), ['b instead of a (broken):', 'Ahoj.'])
  })
  it('in the middle the next one goes on after the last whole sentence', async () => {
    const next = mind('b', 'Co je nového?')
    const pieces = await write(attemptMind([mind('a', 'Ahoj! Dneska je 3. ', 'května. Venku je', fails('unreachable')), next], limitsOf(turnedClock())))
    assert.deepEqual(shown(pieces), ['a:', 'Ahoj! Dneska je 3. ', 'května. Venku je', 'b instead of a (unreachable):', 'Co je nového?'])
    assert.deepEqual(next.prompts[0]!.said, ['Ahoj!', 'Dneska je 3. května.'])
  })
  it('a third one is told who failed the learner, not who failed to help', async () => {
    const pieces = await write(attemptMind([mind('a', fails('busy')), mind('b', fails('broken')), mind('c', 'Ahoj.')], limitsOf(turnedClock())))
    assert.deepEqual(shown(pieces), ['c instead of a (busy):', 'Ahoj.'])
  })
  it('throws what the last one threw where all fail', async () => {
    await assert.rejects(write(attemptMind([mind('a', fails('busy')), mind('b', fails('broken'))], limitsOf(turnedClock()))), { provider: 'b', fault: 'broken' })
    await assert.rejects(write(attemptMind([], limitsOf(turnedClock()))), ProviderFailure)
  })
  it('a first piece that is late counts as unreachable', async () => {
    const clock = turnedClock()
    const writing = write(attemptMind([mind('a', fails('silence')), mind('b', 'Ahoj.')], limitsOf(clock)))
    await until(() => clock.waits === 1)
    clock.turn(2000)
    assert.deepEqual(shown(await writing), ['b instead of a (unreachable):', 'Ahoj.'])
  })
  it('a silence in the middle, too', async () => {
    const clock = turnedClock()
    const writing = write(attemptMind([mind('a', 'Ahoj. No', fails('silence')), mind('b', 'Jak je?')], limitsOf(clock)))
    await until(() => clock.waits === 1)
    clock.turn(2000)
    assert.deepEqual(shown(await writing), ['a:', 'Ahoj. No', 'b instead of a (unreachable):', 'Jak je?'])
  })
  it('after the total time only the last one is still asked', async () => {
    const clock = turnedClock()
    const skipped = mind('d', 'Ne.')
    const writing = write(attemptMind([mind('a', fails('silence')), mind('b', fails('silence')), mind('c', fails('silence')), skipped, mind('e', 'Ahoj.')], limitsOf(clock)))
    for (const ms of [2000, 2000, 1000]) {
      await until(() => clock.waits === 1)
      clock.turn(ms)
      await new Promise(setImmediate)
    }
    assert.deepEqual(shown(await writing), ['e instead of a (unreachable):', 'Ahoj.'])
    assert.equal(skipped.prompts.length, 0)
  })
  it('time that the reader takes is nobody\'s delay', async () => {
    const clock = turnedClock()
    const pieces: Written[] = []
    for await (const piece of attemptMind([mind('a', 'Ahoj. ', 'Jak ', 'je?'), mind('b', 'Ne.')], limitsOf(clock)).write(prompt, { signal: quiet() })) {
      pieces.push(piece)
      clock.turn(60_000)
    }
    assert.deepEqual(shown(pieces), ['a:', 'Ahoj. ', 'Jak ', 'je?'])
  })
  it('an abort ends it quietly and at once, whatever the mind does, and asks nobody else', async () => {
    const clock = turnedClock()
    const stop = new AbortController()
    const other = mind('b', 'Ne.')
    const writing = Array.fromAsync(attemptMind([mind('a', 'Ahoj.', fails('silence')), other], limitsOf(clock)).write(prompt, { signal: stop.signal }))
    await until(() => clock.waits === 1)
    stop.abort()
    const pieces = await soon(writing)
    assert.ok(pieces !== 'never')
    assert.deepEqual([shown(pieces), other.prompts.length, clock.waits], [['a:', 'Ahoj.'], 0, 0])
  })
  it('leaves no wait behind when the reader leaves', async () => {
    const clock = turnedClock()
    for await (const _ of attemptMind([mind('a', 'Ahoj.', 'Jak je?')], limitsOf(clock)).write(prompt, { signal: quiet() })) break
    assert.equal(clock.waits, 0)
  })
})

describe('the last one that costs something', () => {
  const facts = { provider: 'v', model: 'm', price: { inputTokens: 1 }, pricedOn: '2026-01-01', languages: null, contextTokens: null, strength: 'strong' } as const
  const paid = (name: string, script: readonly (string | { readonly fault: ProviderFault })[], retryAfterMs?: number) => {
    let calls = 0
    return {
      name, facts,
      calls: () => calls,
      write(given: ReplyPrompt) {
        const step = script[Math.min(calls++, script.length - 1)]!
        if (typeof step !== 'string' && retryAfterMs !== undefined) throw new ProviderFailure(name, step.fault, { retryAfterMs })
        return mind(name, step).write(given, { signal: quiet() })
      },
    }
  }
  const fault = (of: ProviderFault) => ({ fault: of })
  const free = () => mind('free', 'Ahoj.')
  async function written(minds: readonly LanguageModel[]) {
    const clock = turnedClock()
    const writing = write(attemptMind(minds, limitsOf(clock)))
    let isDone = false
    void writing.finally(() => { isDone = true })
    await until(() => isDone || clock.waits === 1)
    const waits = clock.waits
    clock.turn(1000)
    return { pieces: shown(await writing), waits }
  }

  for (const trouble of ['busy', 'unreachable', 'broken'] as const) {
    it(`is asked once more, after a moment, before those that know less: ${trouble}`, async () => {
      const last = paid('b', [fault(trouble), 'Ahoj.'])
      const { pieces, waits } = await written([paid('a', [fault('rejected-key')]), last, free()])
      assert.deepEqual([pieces, last.calls(), waits], [['b instead of a (rejected-key):', 'Ahoj.'], 2, 1])
    })
  }
  it('is asked twice and no more', async () => {
    const last = paid('a', [fault('broken')])
    assert.deepEqual([(await written([last, free()])).pieces, last.calls()], [['free instead of a (broken):', 'Ahoj.'], 2])
  })
  for (const trouble of ['rejected-key', 'rejected-request', 'out-of-credit'] as const) {
    it(`is not asked again where that is no use: ${trouble}`, async () => {
      const last = paid('a', [fault(trouble)])
      assert.deepEqual([(await written([last, free()])).waits, last.calls()], [0, 1])
    })
  }
  it('is left alone for as long as it asks', async () => {
    const last = paid('a', [fault('busy')], 5000)
    assert.deepEqual([(await written([last, free()])).pieces, last.calls()], [['free instead of a (busy):', 'Ahoj.'], 1])
  })
})

describe('patience', () => {
  const flaky = (script: readonly (string | { readonly fault: ProviderFault })[]) => {
    let call = 0
    return { name: 'a', calls: () => call, write: (given: ReplyPrompt) => mind('a', script[Math.min(call++, script.length - 1)]!).write(given, { signal: quiet() }) }
  }
  it('leaves alone who failed, says so, and tries again after a rest', async () => {
    const clock = turnedClock()
    const first = flaky([fails('broken') as { fault: ProviderFault }, 'Zase já.'])
    const attempt = attemptMind([first, mind('b', 'Ahoj.')], limitsOf(clock))
    await write(attempt)
    assert.deepEqual(shown(await write(attempt)), ['b instead of a (broken):', 'Ahoj.'])
    assert.equal(first.calls(), 1)
    clock.turn(1000)
    assert.deepEqual(shown(await write(attempt)), ['a:', 'Zase já.'])
  })
  it('rests grow with every failed trial, and end with a success', async () => {
    const clock = turnedClock()
    const first = flaky([{ fault: 'broken' }, { fault: 'broken' }, 'Zase já.', { fault: 'broken' }, 'A zase.'])
    const attempt = attemptMind([first, mind('b', 'Ahoj.')], limitsOf(clock))
    for (const [restMs, calls] of [[0, 1], [1000, 2], [1000, 2], [1000, 3], [0, 4], [999, 4], [1, 5]] as const) {
      clock.turn(restMs)
      await write(attempt)
      assert.equal(first.calls(), calls)
    }
  })
  it('rests as long as the provider asks for', async () => {
    const clock = turnedClock()
    let calls = 0
    const refuse = () => {
      calls += 1
      throw new ProviderFailure('a', 'busy', { retryAfterMs: 30_000 })
    }
    const busy: LanguageModel = { name: 'a', write: refuse }
    const attempt = attemptMind([busy, mind('b', 'Ahoj.')], limitsOf(clock))
    await write(attempt)
    clock.turn(29_999)
    await write(attempt)
    assert.equal(calls, 1)
    clock.turn(1)
    await write(attempt)
    assert.equal(calls, 2)
  })
  it('a refused request says nothing of the next one', async () => {
    const first = flaky([{ fault: 'rejected-request' }, 'Už ano.'])
    const attempt = attemptMind([first, mind('b', 'Ahoj.')], limitsOf(turnedClock()))
    await write(attempt)
    assert.deepEqual(shown(await write(attempt)), ['a:', 'Už ano.'])
  })
  it('knows how each fared', async () => {
    const clock = turnedClock()
    const tried = patience(clock)
    const first = flaky([{ fault: 'broken' }, 'Ahoj.'])
    const attempt = attemptMind([first, mind('b', 'Ahoj.')], { ...limitsOf(clock), tried })
    await write(attempt)
    assert.deepEqual([tried.standing(first), tried.standing({ name: 'b' })], [
      { state: 'resting', fault: 'broken', restMs: 1000, calls: 1, success: 0.8, firstPieceMs: null },
      { state: 'trusted', fault: null, restMs: 0, calls: 1, success: 1, firstPieceMs: 0 },
    ])
    clock.turn(1000)
    assert.equal(tried.standing(first).state, 'on-trial')
    await write(attempt)
    const { success, ...standing } = tried.standing(first)
    assert.deepEqual(standing, { state: 'trusted', fault: null, restMs: 0, calls: 2, firstPieceMs: 0 })
    assert.ok(success > 0.8 && success < 1)
  })
  it('knows how long words took to come, and not who would write them: that is said at once', async () => {
    const clock = turnedClock()
    const tried = patience(clock)
    const slow: LanguageModel = { name: 'a', async *write() {
      yield { type: 'author', by: 'a' }
      clock.turn(700)
      yield { type: 'text', text: 'Ahoj. ' }
      clock.turn(90)
      yield { type: 'text', text: 'Tak co?' }
    } }
    await write(attemptMind([slow], { ...limitsOf(clock), tried }))
    assert.equal(tried.standing(slow).firstPieceMs, 700)
  })
  it('where all rest, all are asked', async () => {
    const only = flaky([{ fault: 'broken' }, 'Ahoj.'])
    const attempt = attemptMind([only], limitsOf(turnedClock()))
    await assert.rejects(write(attempt))
    assert.equal((await write(attempt)).at(-1)?.type, 'text')
  })
})

describe('several hearings as one', () => {
  type Heard = { readonly text: string; readonly final: boolean }
  /** Answers with how much it heard, after the steps before its end. */
  const hearing = (name: string, steps: readonly Step<Heard>[], eats = Infinity): SpeechToText => ({
    name,
    async *transcribe(pcm) {
      let bytes = 0
      for await (const part of pcm) if ((bytes += part.length) >= eats) break
      yield* played(name, steps)
      yield { text: `${bytes}`, final: true }
    },
  })
  async function* sound(parts = 3): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < parts; part += 1) yield new Uint8Array(10)
  }
  const hear = (hearings: readonly SpeechToText[], clock = turnedClock(), pcm = sound()) => Array.fromAsync(attemptHearing(hearings, limitsOf(clock)).transcribe(pcm, { language: 'cs', signal: quiet() }))

  it('says who heard', async () => assert.deepEqual(await hear([hearing('a', [])]), [{ text: '30', final: true, by: 'a' }]))
  it('the next one hears all of it from the beginning', async () => {
    assert.deepEqual(await hear([hearing('a', ['broken'], 20), hearing('b', [])]), [{ text: '30', final: true, by: 'b' }])
  })
  it('also after partial transcripts, which it replaces', async () => {
    assert.deepEqual(await hear([hearing('a', [{ text: 'Já', final: false }, 'unreachable']), hearing('b', [])]), [{ text: 'Já', final: false, by: 'a' }, { text: '30', final: true, by: 'b' }])
  })
  it('the time runs from the end of the sound', async () => {
    const clock = turnedClock()
    const { promise: last, resolve } = Promise.withResolvers<void>()
    const slow = async function* () {
      yield new Uint8Array(10)
      await last
      yield new Uint8Array(10)
    }
    const hearingAll = hear([hearing('a', ['silence']), hearing('b', [])], clock, slow())
    clock.turn(50_000)
    resolve()
    await until(() => clock.waits === 1)
    clock.turn(2000)
    assert.deepEqual(await hearingAll, [{ text: '20', final: true, by: 'b' }])
  })
  it('sound that breaks off is nobody\'s fault, and is never taken for whole', async () => {
    const gone = async function* () {
      yield new Uint8Array(10)
      throw new Failure('too-large', 'Too long.')
    }
    await assert.rejects(hear([hearing('a', []), hearing('b', [])], turnedClock(), gone()), { code: 'too-large' })
  })
  it('ends without a final transcript are failures', async () => {
    const mute: SpeechToText = { name: 'a', async *transcribe() { yield { text: 'Já', final: false } } }
    assert.equal((await hear([mute, hearing('b', [])])).at(-1)?.by, 'b')
  })
})

describe('several voices as one', () => {
  const voice = (name: string, sampleRateHz: number, ...steps: readonly Step<{ pcm: Int16Array; words: [] }>[]): TextToSpeech => ({ name, voice: `${name} voice`, sampleRateHz, speak: () => played(name, steps) })
  const chunk = { pcm: new Int16Array(4), words: [] as [] }
  const speak = (voices: readonly TextToSpeech[]) => Array.fromAsync(attemptVoice(voices, limitsOf(turnedClock())).speak('Ahoj.', { language: 'cs', speed: 1, forWhom: 'x', signal: quiet() }))

  it('the first speaks', async () => assert.deepEqual(await speak([voice('a', 24_000, chunk, chunk), voice('b', 22_050, chunk)]), [chunk, chunk]))
  it('before the first sound another stands in, and says who it is', async () => {
    assert.deepEqual(await speak([voice('a', 24_000, 'broken'), voice('b', 22_050, chunk)]), [{ ...chunk, by: { name: 'b', voice: 'b voice', sampleRateHz: 22_050 } }])
  })
  it('after it nobody stands in', async () => assert.rejects(speak([voice('a', 24_000, chunk, 'broken'), voice('b', 22_050, chunk)]), { provider: 'a' }))
  it('a voice without a sound has failed', async () => assert.equal((await speak([voice('a', 24_000), voice('b', 22_050, chunk)]))[0]?.by?.voice, 'b voice'))
})

describe('several ears as one', () => {
  const ear = (name: string, fault?: ProviderFault): Ear => ({
    name,
    async check({ text }) {
      if (fault) throw new ProviderFailure(name, fault)
      return { corrected: text, findings: [], questions: [], suggestion: null, by: name }
    },
  })
  it('the next one checks where one fails', async () => {
    assert.equal((await attemptEar([ear('a', 'busy'), ear('b')], limitsOf(turnedClock())).check(listening, { signal: quiet() })).by, 'b')
  })
  it('is known to have succeeded', async () => {
    const clock = turnedClock()
    const tried = patience(clock)
    const only = ear('a')
    await attemptEar([only], { ...limitsOf(clock), tried }).check(listening, { signal: quiet() })
    assert.equal(tried.standing(only).calls, 1)
  })
  it('is not known to be quick, nor to be there at all, by what was recalled', async () => {
    const clock = turnedClock()
    const tried = patience(clock)
    const only = ear('a')
    const recalling: Ear = { ...only, check: async (...asked) => ({ ...(await only.check(...asked)), recalled: true }) }
    const checked = await attemptEar([recalling], { ...limitsOf(clock), tried }).check(listening, { signal: quiet() })
    assert.deepEqual([tried.standing(only).calls, tried.standing(only).firstPieceMs, 'recalled' in checked], [0, null, false])
  })
  it('an abort ends it with a Failure', async () => {
    const stop = new AbortController()
    const deaf: Ear = { name: 'a', check: () => new Promise(() => {}) }
    const checking = attemptEar([deaf, ear('b')], limitsOf(turnedClock())).check(listening, { signal: stop.signal })
    stop.abort()
    await assert.rejects(soon(checking).then((given) => assert.equal(given, 'a failure')), Failure)
  })
})

describe('several summarisers as one', () => {
  it('are asked in order, until one has an answer', async () => {
    const asked: string[] = []
    const one = (name: string, fault?: ProviderFault) => ({ name, summarise: async () => {
      asked.push(name)
      if (fault) throw new ProviderFailure(name, fault)
      return { summary: name, facts: [] }
    } })
    const told = { language: 'cs', summary: null, facts: [], exchanges: [] } as const
    assert.equal((await attemptSummariser([one('a', 'busy'), one('b')], limitsOf(turnedClock())).summarise(told, { signal: quiet() })).summary, 'b')
    assert.deepEqual(asked, ['a', 'b'])
    await assert.rejects(attemptSummariser([one('a', 'broken')], limitsOf(turnedClock())).summarise(told, { signal: quiet() }), { fault: 'broken' })
  })
})
