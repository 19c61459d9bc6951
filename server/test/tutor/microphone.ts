/** Sound as a microphone gives it: a voice with a pitch, and a room that is not quite silent. The dice are seeded. */
import { heardRateHz } from '../../src/domain/voice-activity.ts'

export function room(seed = 1) {
  let state = seed
  let at = 0
  const dice = () => ((state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff) * 2 - 1
  const made = (ms: number, sample: (at: number) => number): Uint8Array => {
    const samples = Int16Array.from({ length: (ms * heardRateHz) / 1000 }, () => sample((at += 1)) + 25 * dice())
    return new Uint8Array(samples.buffer)
  }
  return {
    silence: (ms: number) => made(ms, () => 0),
    /** A vowel: a tone of 140 Hz and those above it. */
    voice: (ms: number, loudness = 4000) => made(ms, (now) => [1, 2, 3, 5, 8].reduce((sum, overtone) => sum + Math.sin((2 * Math.PI * 140 * overtone * now) / heardRateHz) / overtone, 0) * loudness),
    /** As loud, without a pitch. */
    noise: (ms: number, loudness = 4000) => made(ms, () => loudness * dice()),
  }
}

export const together = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))
