import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { after, before, describe, it } from 'node:test'
import { espeak } from '../../../src/adapters/models/espeak.ts'
import type { Espeak, EspeakOptions } from '../../../src/adapters/models/espeak.ts'
import { wordTimes } from '../../../src/adapters/models/espeak-words.ts'
import { ProviderFailure } from '../../../src/domain/failure.ts'
import type { ProviderFault } from '../../../src/domain/failure.ts'
import { speakable } from '../../../src/domain/speakable.ts'
import type { SpeechChunk } from '../../../src/ports/text-to-speech.ts'
import { keeps } from '../../contracts/keep.ts'
import { textToSpeech } from '../../contracts/text-to-speech.ts'
import { handClock } from '../audio/clocks.ts'
import { pcmIn } from '../../spoken.ts'

const clock = handClock()
const language = 'cs'
const sentence = 'Příští týden pojedeme vlakem do Prahy a podíváme se na Pražský hrad.'

const speak = (voice: Espeak, text: string, forWhom = 'Eva', signal = new AbortController().signal): Promise<SpeechChunk[]> =>
  Array.fromAsync(voice.speak(text, { language, speed: 1, forWhom, signal }))

const real = espeak({ clock })
after(() => real.close())
keeps('espeak', textToSpeech, real, { language, sentence, unspeakable: 'ahoj '.repeat(1_000) })

describe('the Czech voice', () => {
  before(() => real.warm())

  it('is loud, and never clipped', async () => {
    const [chunk] = await speak(real, sentence)
    const loudest = pcmIn(chunk!).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    assert.ok(loudest > 8_000 && loudest < 32_000, `${loudest}`)
  })
  it('says when every written word sounds', async () => {
    const text = 'Sejdeme se 23. 5. 2026 😀 ve 14:30 u ul. Dlouhá, máme 250 Kč.'
    const [chunk] = await speak(real, text)
    assert.deepEqual(
      chunk!.words.map(({ start, end }) => text.slice(start, end)),
      ['Sejdeme', 'se', '23. 5. 2026', 've', '14:30', 'u', 'ul.', 'Dlouhá', 'máme', '250 Kč'],
    )
    for (const { startMs, endMs } of chunk!.words) assert.ok(endMs > startMs)
  })
  it('shares the time of words that eSpeak joins, by their letters', () => {
    const times = wordTimes(speakable('do Prahy a zpět'), [{ at: 0, startMs: 0 }, { at: 9, startMs: 700 }, { at: 11, startMs: 800 }], 1_200)
    assert.deepEqual(times.map(({ startMs, endMs }) => [startMs, endMs]), [[0, 200], [200, 700], [700, 800], [800, 1_200]])
  })
  it('leaves with whoever started it', async () => {
    const file = fileURLToPath(new URL('../../../src/adapters/models/espeak-voice.ts', import.meta.url))
    const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] })
    child.send({ text: 'Ahoj.', wordsPerMinute: 160 })
    await once(child, 'message')
    child.disconnect()
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })
})

describe('the process that speaks', () => {
  const voiceFile = new URL('./espeak-stand-in.ts', import.meta.url)
  const fails = (promise: Promise<unknown>, fault: ProviderFault) => assert.rejects(promise, (error) => error instanceof ProviderFailure && error.provider === 'espeak' && error.fault === fault)
  async function withVoice(test: (voice: Espeak) => Promise<void>, options: Partial<EspeakOptions> = {}): Promise<void> {
    const voice = espeak({ clock, voiceFile, ...options })
    try {
      await test(voice)
    } finally {
      await voice.close()
    }
  }

  it('dies: its sentence is said by the next one, and so are those that wait', () =>
    withVoice(async (voice) => {
      await speak(voice, 'Ahoj.')
      const said = await Promise.all([speak(voice, 'Zemři podruhé.'), speak(voice, 'Čau.')])
      assert.deepEqual(said.map(([chunk]) => pcmIn(chunk!).length), [14, 4])
    }))
  it('dies of a sentence twice: that one fails, the next is said', () =>
    withVoice(async (voice) => {
      const [deadly, next] = [speak(voice, 'Zemři.'), speak(voice, 'Čau.')]
      await fails(deadly, 'broken')
      assert.equal(pcmIn((await next)[0]!).length, 4)
    }))
  it('hangs: it is ended when the time is up, twice, and the next sentence is said', async () => {
    let waits = 0
    const impatient = { ...clock, sleep: async (ms: number, signal?: AbortSignal) => (waits++ < 2 ? undefined : clock.sleep(ms, signal)) }
    await withVoice(async (voice) => {
      await fails(speak(voice, 'Mlč.'), 'broken')
      assert.equal(pcmIn((await speak(voice, 'Čau.'))[0]!).length, 4)
    }, { clock: impatient })
  })
  it('is refused to whoever finds no room to wait', () =>
    withVoice(async (voice) => {
      const waiting = ['Mlč.', 'Ahoj.', 'Čau.'].map((text) => speak(voice, text).catch((error: unknown) => error))
      await fails(speak(voice, 'Nazdar.'), 'busy')
      await voice.close()
      for (const failure of await Promise.all(waiting)) assert.ok(failure instanceof ProviderFailure)
    }, { waitingMax: 2 }))
  it('lets go whoever aborts, speaking or waiting', () =>
    withVoice(async (voice) => {
      const leaving = new AbortController()
      const both = [speak(voice, 'Mlč.', 'Eva', leaving.signal), speak(voice, 'Čau.', 'Eva', leaving.signal)]
      leaving.abort()
      assert.deepEqual(await Promise.all(both), [[], []])
    }))
  it('has a second one beside it where there may be two', () =>
    withVoice(async (voice) => {
      const silent = speak(voice, 'Mlč.').catch(() => 'failed')
      assert.equal(pcmIn((await speak(voice, 'Čau.'))[0]!).length, 4)
      await voice.close()
      assert.equal(await silent, 'failed')
    }, { workers: 2 }))
  it('takes nothing more once it is closed', () =>
    withVoice(async (voice) => {
      await voice.close()
      await fails(speak(voice, 'Čau.'), 'broken')
    }))
})
