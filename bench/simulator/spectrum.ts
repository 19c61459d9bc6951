/** Sound as power over time and frequency, which is what both of the simulator's ways of hearing look at. */
import type { Sound } from './wav.ts'

export const listeningRateHz = 16_000
/** 32 ms at the listening rate; a bin is 31.25 Hz wide. */
export const windowSamples = 512

/** e^(-2πi·at/windowSamples), of which the transform of every span takes each so manieth. */
const turns = Array.from({ length: windowSamples / 2 }, (_, at) => (-2 * Math.PI * at) / windowSamples)
const cosines = Float64Array.from(turns, Math.cos)
const sines = Float64Array.from(turns, Math.sin)
const hann = Float64Array.from({ length: windowSamples }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / windowSamples))

/** Power of every bin below half the listening rate, for the window that begins at `start`; beyond the end is silence. */
export function powerAt(samples: Int16Array, start: number): Float64Array {
  const real = new Float64Array(windowSamples)
  const imaginary = new Float64Array(windowSamples)
  for (let at = 0; at < windowSamples; at += 1) real[at] = (samples[start + at] ?? 0) * hann[at]!
  transform(real, imaginary)
  return Float64Array.from({ length: windowSamples / 2 }, (_, bin) => real[bin]! ** 2 + imaginary[bin]! ** 2)
}

/** The sound at the listening rate. Each sample is the mean of those it replaces, which keeps the high ones from folding down. */
export function atListeningRate({ samples, sampleRateHz }: Sound): Int16Array {
  if (sampleRateHz === listeningRateHz) return samples
  const step = sampleRateHz / listeningRateHz
  const result = new Int16Array(Math.floor(samples.length / step))
  for (let at = 0; at < result.length; at += 1) {
    const from = at * step
    const low = Math.floor(from)
    if (step <= 1) {
      result[at] = samples[low]! + (from - low) * ((samples[low + 1] ?? samples[low]!) - samples[low]!)
      continue
    }
    const to = Math.min(samples.length, Math.ceil(from + step))
    let sum = 0
    for (let near = low; near < to; near += 1) sum += samples[near]!
    result[at] = sum / (to - low)
  }
  return result
}

/** The radix-2 Fourier transform of one window, in place. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length
  for (let at = 1, mirror = 0; at < size; at += 1) {
    let bit = size >> 1
    for (; mirror & bit; bit >>= 1) mirror ^= bit
    mirror ^= bit
    if (at < mirror) [real[at], real[mirror]] = [real[mirror]!, real[at]!]
  }
  for (let span = 2; span <= size; span *= 2) {
    for (let turn = 0; turn < span / 2; turn += 1) {
      const cos = cosines[turn * (windowSamples / span)]!
      const sin = sines[turn * (windowSamples / span)]!
      for (let near = turn; near < size; near += span) {
        const far = near + span / 2
        const r = real[far]! * cos - imaginary[far]! * sin
        const i = real[far]! * sin + imaginary[far]! * cos
        real[far] = real[near]! - r
        imaginary[far] = imaginary[near]! - i
        real[near] = real[near]! + r
        imaginary[near] = imaginary[near]! + i
      }
    }
  }
}
