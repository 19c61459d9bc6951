import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptSound, soundsOf, unlock } from '../../src/talk/browser-sounds.ts'
import { wav } from '../../src/talk/wav.ts'

const playing = (...types: string[]) => soundsOf({ canPlayType: (type) => (types.includes(type) ? 'probably' : '') })

test('a browser is given the smallest form it plays', () => {
  const ogg = playing('audio/ogg; codecs=opus', 'audio/mp4; codecs=opus')
  assert.deepEqual([ogg.accept, ogg.address('/a/1')], [['audio/ogg'], '/a/1'])
  const mp4 = playing('audio/mp4; codecs=opus')
  assert.deepEqual([mp4.accept, mp4.address('/a/1')], [['audio/mp4', 'audio/wav'], '/a/1?as=mp4'])
  const neither = playing()
  assert.deepEqual([neither.accept, neither.address('/a/1?x=2')], [['audio/wav'], '/a/1?x=2&as=wav'])
})

test('a sound that came as bytes has an address until it is forgotten', async () => {
  const { url, forget } = keptSound(wav(new Float32Array(4), 8000))
  assert.equal((await fetch(url)).headers.get('content-type'), 'audio/wav')
  forget()
  await assert.rejects(fetch(url))
  const ogg = keptSound(new TextEncoder().encode('OggS'))
  assert.equal((await fetch(ogg.url)).headers.get('content-type'), 'audio/ogg')
  ogg.forget()
})

test('the sound that unlocks a player is forgotten, whether it may sound or not', async () => {
  for (const allowed of [true, false]) {
    const player = { src: '', playbackRate: 1, preservesPitch: true, currentTime: 0, onended: null, onerror: null, pause() {}, play: () => (allowed ? Promise.resolve() : Promise.reject(new Error('no'))) }
    unlock(player)
    assert.match(player.src, /^blob:/)
    await new Promise(setImmediate)
    await assert.rejects(fetch(player.src))
  }
})

test('a WAV says truly what it holds', () => {
  const file = wav(Float32Array.from([0, 1, -1, 2, 0.5]), 16_000)
  const view = new DataView(file.buffer)
  const letters = (from: number, to: number) => new TextDecoder().decode(file.slice(from, to))
  assert.deepEqual([letters(0, 4), letters(8, 16), letters(36, 40)], ['RIFF', 'WAVEfmt ', 'data'])
  assert.deepEqual([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true), file.length], [file.length - 8, 16_000, 10, 54])
  assert.deepEqual([0, 1, 2, 3, 4].map((at) => view.getInt16(44 + at * 2, true)), [0, 32_767, -32_767, 32_767, 16_383])
})
