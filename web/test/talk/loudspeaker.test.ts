import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loudspeaker } from '../../src/talk/loudspeaker.ts'
import type { Clip, Player } from '../../src/talk/loudspeaker.ts'

type FakePlayer = Player & { readonly log: string[]; currentTime: number; forbid: boolean; end(): void }

function fakePlayer(): FakePlayer {
  const player: FakePlayer = {
    src: '', playbackRate: 1, preservesPitch: false, currentTime: 0, onended: null, onerror: null, log: [], forbid: false,
    play() {
      player.log.push(`${player.src}×${player.playbackRate}`)
      return player.forbid ? Promise.reject(new DOMException('touch first', 'NotAllowedError')) : Promise.resolve()
    },
    pause: () => void player.log.push('pause'),
    end() {
      player.currentTime = 1
      player.onended?.(new Event('ended'))
    },
  }
  return player
}

function setUp() {
  const player = fakePlayer()
  const shown: string[] = []
  const played: [string, number, number][] = []
  const speaker = loudspeaker({
    player,
    onChange: (now, blocked) => shown.push(`${now ? `${now.turnId} ${now.sentence}` : '-'}${blocked ? ' blocked' : ''}`),
    onPlayed: (...report) => played.push(report),
  })
  return { player, shown, played, speaker }
}

const clip = (sentence: number, given: Partial<Clip> = {}): Clip => ({ turnId: 't1', sentence, audioUrl: `s${sentence}`, rate: 1, live: true, source: () => `s${sentence}`, ...given })

test('plays sentences in their order, one after another, and says what sounds', () => {
  const { player, shown, played, speaker } = setUp()
  speaker.add(clip(0))
  speaker.add(clip(1))
  assert.deepEqual(player.log, ['s0×1'])
  player.end()
  player.end()
  assert.deepEqual(player.log, ['s0×1', 's1×1'])
  assert.deepEqual(shown, ['t1 0', 't1 1', '-'])
  assert.deepEqual(played, [['t1', 0, 1000], ['t1', 1, 1000]])
  assert.equal(player.preservesPitch, true)
})

test('a sentence told twice sounds once', () => {
  const { player, speaker } = setUp()
  speaker.add(clip(0))
  speaker.add(clip(0))
  player.end()
  speaker.add(clip(0))
  assert.deepEqual(player.log, ['s0×1'])
})

test('a sentence that is said anew with other words sounds too', () => {
  const { player, speaker } = setUp()
  speaker.add(clip(0))
  player.end()
  speaker.add(clip(0, { audioUrl: 'other', source: () => 'other' }))
  assert.deepEqual(player.log, ['s0×1', 'other×1'])
})

test('asks for the source only when the sentence is about to sound', () => {
  const { player, speaker } = setUp()
  let source = 'far'
  speaker.add(clip(0))
  speaker.add(clip(1, { source: () => source }))
  source = 'near'
  player.end()
  assert.equal(player.src, 'near')
})

test('stopped, it tells how far was heard, and the rest of that turn stays silent', () => {
  const { player, shown, played, speaker } = setUp()
  speaker.add(clip(0))
  player.currentTime = 0.4
  speaker.stop()
  speaker.add(clip(1))
  assert.deepEqual(played, [['t1', 0, 400]])
  assert.deepEqual(player.log, ['s0×1', 'pause'])
  assert.equal(shown.at(-1), '-')
  speaker.add(clip(0, { turnId: 't2' }))
  assert.deepEqual(player.log.at(-1), 's0×1', 'the next turn sounds')
})

test('a replay plays at its own pace, takes the place of what sounds, and is not reported', () => {
  const { player, played, speaker } = setUp()
  speaker.add(clip(0))
  speaker.replay([clip(3, { live: false, rate: 0.7 }), clip(4, { live: false, rate: 0.7 })])
  player.end()
  player.end()
  assert.deepEqual(player.log, ['s0×1', 'pause', 's3×0.7', 's4×0.7'])
  assert.deepEqual(played.map(([, sentence]) => sentence), [0])
})

test('a browser that forbids sound is waited for, and plays when it is touched', async () => {
  const { player, shown, played, speaker } = setUp()
  player.forbid = true
  speaker.add(clip(0))
  await Promise.resolve()
  assert.equal(shown.at(-1), 't1 0 blocked')
  player.forbid = false
  speaker.unblock()
  assert.deepEqual(player.log, ['s0×1', 's0×1'])
  assert.equal(shown.at(-1), 't1 0')
  player.end()
  assert.deepEqual(played, [['t1', 0, 1000]])
})

test('a sound that cannot be played does not hold up the next', () => {
  const { player, speaker } = setUp()
  speaker.add(clip(0))
  speaker.add(clip(1))
  if (typeof player.onerror === 'function') player.onerror()
  assert.deepEqual(player.log, ['s0×1', 's1×1'])
})

test('an opening belongs to no turn and is not reported', () => {
  const { player, played, speaker } = setUp()
  speaker.add(clip(0, { turnId: null }))
  player.end()
  assert.deepEqual(played, [])
})
