import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure, ProviderFailure } from '../../src/domain/failure.ts'
import type { SpeechToText } from '../../src/ports/speech-to-text.ts'
import { speech } from '../../src/tutor/speech.ts'
import { heardInPauses, type Understood } from '../../src/tutor/takes.ts'

/** Understands each part as a letter, when it is told to answer the oldest question; tells which it was asked, and which it was told to stop. */
function recogniser() {
  const asked: string[] = []
  const stopped: string[] = []
  const waiting: PromiseWithResolvers<Error | null>[] = []
  const hearing: SpeechToText = {
    name: 'letters',
    async *transcribe(pcm, { signal }) {
      let text = ''
      for await (const part of pcm) text += String.fromCharCode(part[0]!)
      asked.push(text)
      const answer = Promise.withResolvers<Error | null>()
      waiting.push(answer)
      signal.addEventListener('abort', () => {
        stopped.push(text)
        answer.resolve(null)
      }, { once: true })
      const error = await answer.promise
      if (signal.aborted) return
      if (error) throw error
      yield { text, final: true, by: 'letters' }
    },
  }
  return { hearing, asked, stopped, answer: async (error: Error | null = null) => (waiting.shift()?.resolve(error), await settled()) }
}

/** Until nothing happens any more by itself. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function heard(hearing: SpeechToText) {
  const saying = speech()
  const gone = new AbortController()
  const told: Understood[] = []
  let outcome: unknown = 'listens'
  const run = async () => {
    for await (const each of heardInPauses(hearing, saying, { language: 'cs', signal: gone.signal })) told.push(each)
  }
  const ended = run().then(() => void (outcome = 'over'), (error: unknown) => void (outcome = error))
  return {
    saying,
    gone,
    told: () => told.map(({ text, inPause, final }) => (final ? `${text}!` : inPause ? text : `${text}?`)),
    outcome: () => outcome,
    ended,
    say: async (letters: string) => {
      for (const letter of letters) saying.add(new Uint8Array([letter.charCodeAt(0), 0]))
      await settled()
    },
    async pause() {
      saying.pause()
      await settled()
    },
    async goOn(letters: string) {
      for (const letter of letters) saying.add(new Uint8Array([letter.charCodeAt(0), 0]))
      saying.goOn()
      await settled()
    },
  }
}

describe('what is said as far as a pause', () => {
  it('is all, where nothing follows: nobody is asked again', async () => {
    const { hearing, asked, answer } = recogniser()
    const { saying, say, pause, told, ended } = heard(hearing)
    await say('abc')
    assert.deepEqual(asked, [])
    await pause()
    assert.deepEqual(asked, ['abc'])
    await answer()
    assert.deepEqual(told(), ['abc'])
    await say('..')
    saying.end(800)
    await ended
    assert.deepEqual([told(), asked], [['abc', 'abc!'], ['abc']])
  })

  it('is all, too, where the answer comes after the end', async () => {
    const { hearing, asked, answer } = recogniser()
    const { saying, say, pause, told, ended } = heard(hearing)
    await say('abc')
    await pause()
    await say('..')
    saying.end(800)
    await settled()
    assert.deepEqual(told(), [])
    await answer()
    await ended
    assert.deepEqual([told(), asked], [['abc!'], ['abc']])
  })

  it('is heard with the rest where the learner goes on; who is asked still is told to stop', async () => {
    const { hearing, asked, stopped, answer } = recogniser()
    const { saying, say, pause, goOn, told, ended } = heard(hearing)
    await say('abc')
    await pause()
    await goOn('.d')
    assert.deepEqual(stopped, ['abc'])
    await pause()
    await answer()
    await answer()
    assert.deepEqual(told(), ['abc.d'])
    await goOn('e')
    saying.end()
    await settled()
    await answer()
    await ended
    assert.deepEqual([told(), asked], [['abc.d', 'abc.de!'], ['abc', 'abc.d', 'abc.de']])
  })

  it('is not missed where a pause and what follows come at once', async () => {
    const { hearing, answer } = recogniser()
    const { saying, say, pause, told, ended } = heard(hearing)
    await say('abc')
    await pause()
    await answer()
    saying.goOn()
    saying.add(new Uint8Array([100, 0]))
    saying.pause()
    saying.end()
    await settled()
    await answer()
    await ended
    assert.deepEqual(told(), ['abc', 'abcd!'])
  })

  it('is not asked about in a fourth pause', async () => {
    const { hearing, asked, answer } = recogniser()
    const { saying, pause, goOn, told, ended } = heard(hearing)
    for (const letter of 'abcde') {
      await goOn(letter)
      await pause()
    }
    assert.deepEqual(asked, ['a', 'ab', 'abc'])
    saying.end()
    await settled()
    for (let each = 0; each < 4; each += 1) await answer()
    await ended
    assert.deepEqual([told(), asked.at(-1)], [['abcde!'], 'abcde'])
  })

  it('costs nothing where nobody could hear it: all of it is asked for again', async () => {
    const { hearing, asked, answer } = recogniser()
    const { saying, say, pause, goOn, told, ended, outcome } = heard(hearing)
    await say('abc')
    await pause()
    await answer(new ProviderFailure('letters', 'busy'))
    assert.deepEqual(outcome(), 'listens')
    await goOn('d')
    saying.end()
    await settled()
    await answer()
    await ended
    assert.deepEqual([told(), asked], [['abcd!'], ['abc', 'abcd']])
  })

  it('fails where nothing follows, and where nobody hears while the learner speaks', async () => {
    const failure = new ProviderFailure('letters', 'rejected-key')
    const { hearing, answer } = recogniser()
    const one = heard(hearing)
    await one.say('abc')
    await one.pause()
    await answer(failure)
    one.saying.end()
    await one.ended
    assert.equal(one.outcome(), failure)

    const refusing: SpeechToText = { name: 'nobody', transcribe: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure) }) }) }
    const other = heard(refusing)
    await other.ended
    assert.equal(other.outcome(), failure)
  })

  it('is nothing where the utterance is dropped, or nobody waits for it', async () => {
    const { hearing, answer, stopped } = recogniser()
    const dropped = heard(hearing)
    await dropped.say('abc')
    await dropped.pause()
    await answer()
    dropped.saying.drop()
    await dropped.ended
    assert.ok(dropped.outcome() instanceof Failure)

    const left = heard(hearing)
    await left.say('abc')
    await left.pause()
    await answer()
    left.gone.abort()
    await left.ended
    assert.deepEqual([left.told(), left.outcome()], [['abc'], 'over'])
    assert.deepEqual(stopped.length, 2, 'nobody is still asked')
  })
})
