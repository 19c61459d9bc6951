import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loudspeaker } from '../../src/talk/loudspeaker.ts'
import type { Clip, Player } from '../../src/talk/loudspeaker.ts'

type FakePlayer = Player & { readonly log: string[]; currentTime: number; forbid: boolean; end(): void }

function setUp() {
  const player: FakePlayer = {
    src: '', playbackRate: 1, preservesPitch: false, currentTime: 0, onended: null, onerror: null, log: [], forbid: false,
    play() {
      player.log.push(`${player.src}×${player.playbackRate}`)
      return player.forbid ? Promise.reject(new DOMException('touch first', 'NotAllowedError')) : Promise.resolve()
    },
    pause: () => void player.log.push('pause'),
    end: () => player.onended?.(new Event('ended')),
  }
  const shown: string[] = []
  const speaker = loudspeaker({ player, onChange: (now, blocked) => shown.push(`${now ? `${now.turnId} ${now.sentence}` : '-'}${blocked ? ' blocked' : ''}`) })
  return { player, shown, speaker }
}

const clip = (sentence: number, rate = 1): Clip => ({ turnId: 't1', sentence, address: `s${sentence}`, rate })

test('plays sentences one after another, at their pace, and says what sounds', () => {
  const { player, shown, speaker } = setUp()
  speaker.replay([clip(3, 0.7), clip(4, 0.7)])
  assert.deepEqual(player.log, ['s3×0.7'])
  player.end()
  player.end()
  assert.deepEqual(player.log, ['s3×0.7', 's4×0.7'])
  assert.deepEqual(shown, ['t1 3', 't1 4', '-'])
  assert.equal(player.preservesPitch, true)
})

test('stops at once, for nothing or for what is played instead', () => {
  const { player, shown, speaker } = setUp()
  speaker.stop()
  assert.deepEqual([player.log, shown], [[], []], 'nothing to stop')
  speaker.replay([clip(0), clip(1)])
  speaker.replay([clip(2)])
  speaker.stop()
  player.end()
  assert.deepEqual(player.log, ['s0×1', 'pause', 's2×1', 'pause'])
  assert.equal(shown.at(-1), '-')
})

test('a browser that forbids sound is waited for, and plays when it is touched', async () => {
  const { player, shown, speaker } = setUp()
  player.forbid = true
  speaker.replay([clip(0)])
  await Promise.resolve()
  assert.equal(shown.at(-1), 't1 0 blocked')
  player.forbid = false
  speaker.unblock()
  assert.deepEqual(player.log, ['s0×1', 's0×1'])
  assert.equal(shown.at(-1), 't1 0')
})

test('a sound that cannot be played does not hold up the next', () => {
  const { player, speaker } = setUp()
  speaker.replay([clip(0), clip(1)])
  if (typeof player.onerror === 'function') player.onerror()
  assert.deepEqual(player.log, ['s0×1', 's1×1'])
})
