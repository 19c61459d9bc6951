import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { silenceMsDefault, type ListeningMode, type TutorVoice } from '../../src/domain/turn-taking.ts'
import { listen, type Listened } from '../../src/tutor/listen.ts'
import type { Speech } from '../../src/tutor/speech.ts'
import { room, together } from './microphone.ts'

const { silence, voice, noise } = room()

function listening(mode: ListeningMode, silenceMs = silenceMsDefault) {
  const listened = listen({ mode, silenceMs })
  const speeches: Speech[] = []
  const names = (all: readonly Listened[]): string[] => all.map((each) => (each.type === 'began' && speeches.push(each.speech), each.type))
  return {
    speeches,
    hear: (pcm: Uint8Array, over: TutorVoice = 'silent') => names(listened.hear(pcm, over)),
    words: (text: string) => names(listened.words(text)),
    awaited: () => names(listened.awaited()),
    end: (how?: 'said' | 'gone') => names(listened.end(how)),
  }
}

async function bytesOf(speech: Speech): Promise<number> {
  let bytes = 0
  for await (const part of speech) bytes += part.length
  return bytes
}
const msOf = (bytes: number) => bytes / 32

describe('push-to-talk', () => {
  it('is one utterance from the first sound to the learner’s word, however long they are silent', async () => {
    const to = listening('push')
    assert.deepEqual([to.hear(together(voice(500), silence(5000), voice(300)).subarray(0, -1)), to.hear(voice(100)), to.end()], [['began'], [], ['ended']])
    assert.equal(await bytesOf(to.speeches[0]!), 5900 * 32 - 2, 'the half sample at the end is let go')
    assert.deepEqual(to.hear(voice(500)), [])
  })

  it('without a voice is nothing', async () => {
    const to = listening('push')
    to.hear(silence(2000))
    assert.deepEqual(to.end(), ['dropped'])
    await assert.rejects(bytesOf(to.speeches[0]!), /No words/)
  })

  it('stops the tutor at once', () => assert.deepEqual(listening('push').hear(silence(20), 'sounding'), ['began', 'interrupted']))

  it('for longer than a minute is too long, and said once', async () => {
    const to = listening('push')
    const heard = Array.from({ length: 7 }, () => to.hear(voice(10_000))).flat()
    assert.deepEqual(heard, ['began', 'too-long'])
    await assert.rejects(bytesOf(to.speeches[0]!), /longer than a minute/)
  })
})

describe('an open microphone', () => {
  it('hears one utterance after the other, each with the breath before it, in frames split anywhere', async () => {
    const to = listening('open')
    const sound = together(silence(1000), voice(600), silence(300), voice(400), silence(1000), voice(500), silence(900))
    const heard: string[] = []
    for (let at = 0; at < sound.length; at += 1001) heard.push(...to.hear(sound.subarray(at, at + 1001)))
    assert.deepEqual(heard, ['began', 'ended', 'began', 'ended'])
    const [first, second] = await Promise.all(to.speeches.map(bytesOf))
    assert.ok(msOf(first!) > 1300 + 800 && msOf(first!) < 1300 + 800 + 320, `${msOf(first!)}`)
    assert.ok(msOf(second!) > 500 + 800)
  })

  it('waits longer after a conjunction, and less after a whole sentence', () => {
    for (const [text, endsAfterMs] of [['Chtěl bych pivo, protože', 1600], ['Chtěl bych pivo.', 560], ['Chtěl bych pivo', 800]] as const) {
      const to = listening('open')
      to.hear(together(silence(500), voice(800)))
      to.words(text)
      // The room's own level is known to lag behind by a frame or two.
      assert.deepEqual([to.hear(silence(endsAfterMs - 60)), to.hear(silence(120))], [[], ['ended']], text)
    }
  })

  it('takes no knock for an utterance', () => {
    const to = listening('open')
    assert.deepEqual(to.hear(together(silence(1000), voice(80), silence(1000))), ['began', 'dropped'])
  })

  it('does not hear steady noise', () => {
    const to = listening('open')
    assert.deepEqual(to.hear(together(noise(500, 200), noise(8000, 200))), [])
    assert.deepEqual(to.hear(together(voice(600), noise(1000, 200))), ['began', 'ended'])
  })

  it('is done when the learner says so', () => {
    const to = listening('open')
    to.hear(together(silence(300), voice(500)))
    assert.deepEqual([to.end(), to.hear(voice(500))], [['ended'], []])
    const gone = listening('open')
    gone.hear(together(silence(300), voice(500)))
    assert.deepEqual(gone.end('gone'), ['dropped'])
  })
})

describe('a tap', () => {
  it('begins one utterance, which silence ends', () => {
    const to = listening('tap')
    assert.deepEqual(to.hear(together(silence(400), voice(600), silence(1000), voice(600))), ['began', 'ended'])
  })
})

describe('a voice before the tutor’s', () => {
  const awaited = (to: ReturnType<typeof listening>, ...sound: readonly Uint8Array[]) => sound.flatMap((part) => to.hear(part, 'awaited'))

  it('goes on, however little it says', () => {
    const to = listening('open')
    assert.deepEqual(awaited(to, silence(500), voice(360), silence(900)), ['began', 'held', 'interrupted', 'ended'])
  })

  it('goes on with whatever word it says: there is nothing yet to agree with', () => {
    const to = listening('open')
    to.hear(together(silence(400), voice(500)))
    to.words('Myslím, že')
    to.hear(silence(2000))
    awaited(to, silence(100), voice(300))
    assert.deepEqual([to.words('Ano.'), awaited(to, silence(900))], [['interrupted'], ['ended']])
  })

  it('that is not understood in time is heard to its end all the same', () => {
    const to = listening('open')
    to.hear(together(silence(400), voice(500)))
    to.words('Ahoj')
    to.hear(silence(1000))
    assert.deepEqual(awaited(to, silence(100), voice(1200), silence(900)), ['began', 'held', 'resumed', 'ended'])
  })

  it('that had begun before is held, or interrupts by what it has said', () => {
    const silent = listening('open')
    silent.hear(together(silence(400), voice(300)))
    assert.deepEqual([silent.awaited(), silent.hear(silence(900))], [['held'], ['interrupted', 'ended']])
    const worded = listening('open')
    worded.hear(together(silence(400), voice(300)))
    worded.words('Ano')
    assert.deepEqual([worded.awaited(), worded.awaited(), listening('open').awaited()], [['held', 'interrupted'], [], []])
  })

  it('that had paused, and goes on while it is held, is heard to its end', async () => {
    const to = listening('open')
    to.hear(together(silence(400), voice(300), silence(400)))
    const [saying] = to.speeches
    assert.equal(saying!.isPaused, true)
    to.awaited()
    to.hear(voice(200))
    assert.equal(saying!.isPaused, false)
  })

  it('that only coughs does not', () => {
    const to = listening('open')
    assert.deepEqual(awaited(to, silence(500), voice(180), silence(900)), ['began', 'held', 'dropped', 'resumed'])
  })
})

describe('a voice over the tutor’s', () => {
  const over = (to: ReturnType<typeof listening>, ...sound: readonly Uint8Array[]) => sound.flatMap((part) => to.hear(part, 'sounding'))

  it('holds the tutor, and interrupts once it says something or goes on', () => {
    const wordless = listening('open')
    assert.deepEqual(over(wordless, silence(500), voice(1200), silence(900)), ['began', 'held', 'interrupted', 'ended'])
    const worded = listening('open')
    over(worded, silence(500), voice(300))
    assert.deepEqual([worded.words('Počkej'), worded.hear(together(voice(200), silence(1000)), 'sounding')], [['interrupted'], ['ended']])
  })

  it('that only agrees does not interrupt', () => {
    const wordless = listening('open')
    assert.deepEqual(over(wordless, silence(500), voice(300), silence(600)), ['began', 'held', 'dropped', 'resumed'])
    const worded = listening('open')
    over(worded, silence(500), voice(250))
    assert.deepEqual([worded.words('Jo, aha.'), worded.hear(together(voice(150), silence(600)), 'sounding')], [[], ['dropped', 'resumed']])
  })

  it('without words is no interruption after 700 ms, where the recogniser would have given some', () => {
    const to = listening('open')
    to.hear(together(silence(400), voice(500)))
    to.words('Ahoj')
    to.hear(silence(1000))
    assert.deepEqual(over(to, voice(1500)), ['began', 'held', 'resumed'])
    assert.deepEqual([to.words('Tak počkej'), to.hear(silence(1000), 'sounding')], [['interrupted'], ['ended']], 'words that come late interrupt')
    over(to, silence(300), voice(1500))
    assert.deepEqual(over(to, silence(1000)), ['dropped'])
  })

  it('that leaves resumes the tutor', () => {
    const to = listening('open')
    over(to, silence(500), voice(250))
    assert.deepEqual(to.end('gone'), ['resumed', 'dropped'])
  })
})
