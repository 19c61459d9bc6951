import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { frameSamples, judged, unknownRoom } from '../../src/domain/voice-activity.ts'
import { room as microphone, together } from '../tutor/microphone.ts'

/** The share of frames that are taken for a voice, after so many that are not counted. */
function voicedShare(sound: Uint8Array, skippedFrames = 0): number {
  const samples = new Int16Array(sound.buffer, sound.byteOffset, sound.byteLength / 2)
  let room = unknownRoom
  let voiced = 0
  let frames = 0
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    const heard = judged(room, samples.subarray(at, at + frameSamples))
    room = heard.room
    if ((frames += 1) > skippedFrames && heard.isVoiced) voiced += 1
  }
  return voiced / (frames - skippedFrames)
}

const { silence, voice, noise } = microphone(7)

describe('a voice', () => {
  it('is heard in a quiet room, loud and soft, from the first frame on or later', () => {
    for (const loudness of [400, 1000, 8000]) assert.ok(voicedShare(together(silence(1000), voice(500, loudness)), 52) > 0.9, `${loudness}`)
    assert.ok(voicedShare(voice(100)) > 0.8)
  })

  it('is not silence, nor digital zeros, nor steady noise of any loudness', () => {
    assert.equal(voicedShare(new Uint8Array(64_000)), 0)
    assert.equal(voicedShare(silence(3000)), 0)
    for (const loudness of [100, 1000, 8000]) assert.ok(voicedShare(noise(4000, loudness)) < 0.02, `${loudness}`)
  })

  it('is heard again after a room has become louder', () => {
    const sound = together(silence(1000), noise(5000, 300), voice(600, 4000))
    assert.ok(voicedShare(sound, 300) > 0.9)
  })
})
