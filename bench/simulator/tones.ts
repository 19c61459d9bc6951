/**
 * A language of chords: any text as sound, and any such sound as its text again.
 *
 * One UTF-8 byte is one chord of 60 ms, a low tone for its upper half and a high one for its lower half, so 15
 * characters last about a second, as in speech. All tones lie between 400 and 3,800 Hz, which any speech codec keeps.
 * It is the simulator's voice, and gives tests and benches as many different utterances as they want.
 */
import { listeningRateHz, powerAt, windowSamples } from './spectrum.ts'
import type { Sound } from './wav.ts'

const chordMs = 60
const binHz = listeningRateHz / windowSamples
/** Tones sit three bins apart, on bins. */
const lowBin = 13
const highBin = 74
const binsApart = 3
const amplitude = 7000
/** A chord begins and ends softly within this time, so that neighbours do not click. */
const rampMs = 6

/** `text`, or its bytes. */
export function tonesOf(text: string | Uint8Array, { sampleRateHz = listeningRateHz, speed = 1 }: { readonly sampleRateHz?: number; readonly speed?: number } = {}): Sound {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const chord = Math.round((sampleRateHz * chordMs) / 1000 / speed)
  const ramp = Math.round((sampleRateHz * rampMs) / 1000)
  const samples = new Int16Array(bytes.length * chord)
  for (const [index, byte] of bytes.entries()) {
    const low = ((lowBin + (byte >> 4) * binsApart) * binHz * 2 * Math.PI) / sampleRateHz
    const high = ((highBin + (byte & 15) * binsApart) * binHz * 2 * Math.PI) / sampleRateHz
    for (let at = 0; at < chord; at += 1) {
      const loudness = amplitude * Math.min(1, (at + 1) / ramp, (chord - at) / ramp)
      samples[index * chord + at] = loudness * (Math.sin(low * at) + Math.sin(high * at))
    }
  }
  return { samples, sampleRateHz }
}

/** At least this share of the power of a chord lies in its two tones; speech and noise spread theirs. */
const purityMin = 0.6

/** The text of a sound of chords, as far as it goes; null for any other sound. `start` and `end` bound what is not silent. */
export function textOfTones(samples: Int16Array, start: number, end: number): string | null {
  const chord = (listeningRateHz * chordMs) / 1000
  const bytes: number[] = []
  let impure = 0
  for (let at = start; at + chord * 0.6 <= end; at += chord) {
    const power = powerAt(samples, at + (chord - windowSamples) / 2)
    const low = loudest(power, lowBin)
    const high = loudest(power, highBin)
    if ((low.power + high.power) / power.reduce((sum, each) => sum + each, 1) < purityMin) impure += 1
    bytes.push((low.index << 4) | high.index)
  }
  if (bytes.length === 0 || impure > bytes.length / 5) return null
  return new TextDecoder().decode(Uint8Array.from(bytes)).replace(/\uFFFD/g, '').trim()
}

function loudest(power: Float64Array, firstBin: number): { readonly index: number; readonly power: number } {
  let best = { index: 0, power: -1 }
  for (let index = 0; index < 16; index += 1) {
    const bin = firstBin + index * binsApart
    const here = power[bin - 1]! + power[bin]! + power[bin + 1]!
    if (here > best.power) best = { index, power: here }
  }
  return best
}
