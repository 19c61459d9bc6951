/** Changes the sample rate: a polyphase filter, a Kaiser-windowed sinc computed once per pair of rates. */

/** Zero crossings of the sinc on each side: the transition band is about an eighth of the lower rate's band. */
const crossings = 16
/** Kaiser's β: side lobes below −80 dB. */
const kaiserBeta = 8
/** The edge of the band that is kept, as a share of the lower Nyquist frequency. */
const passband = 0.92
/** Odd rates share this many phases; the nearest one is at most 1/2048 of a sample away. */
const phasesMax = 1024
/** Pairs of rates whose filters are kept. */
const filtersMax = 8

type Filter = { readonly up: number; readonly down: number; readonly phases: number; readonly taps: number; readonly weights: Float32Array }

const filters = new Map<string, Filter>()

export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz || samples.length === 0) return samples
  const { up, down, phases, taps, weights } = filterFor(fromHz, toHz)
  const out = new Float32Array(Math.round((samples.length * up) / down))
  const half = taps / 2
  let whole = 0
  let part = 0
  for (let i = 0; i < out.length; i++) {
    const phase = phases === up ? part : Math.round((part * phases) / up)
    const from = whole - half + 1
    const first = Math.max(0, -from)
    const last = Math.min(taps, samples.length - from)
    let sum = 0
    for (let tap = first, weight = phase * taps + first; tap < last; tap++, weight++) sum += samples[from + tap]! * weights[weight]!
    out[i] = sum
    part += down
    while (part >= up) {
      part -= up
      whole++
    }
  }
  return out
}

function filterFor(fromHz: number, toHz: number): Filter {
  const name = `${fromHz}:${toHz}`
  const known = filters.get(name)
  if (known) return known
  if (filters.size >= filtersMax) filters.delete(filters.keys().next().value!)
  const filter = designed(fromHz, toHz)
  filters.set(name, filter)
  return filter
}

function designed(fromHz: number, toHz: number): Filter {
  const shared = greatestDivisor(fromHz, toHz)
  const up = toHz / shared
  const down = fromHz / shared
  const phases = Math.min(up, phasesMax)
  const band = Math.min(1, toHz / fromHz)
  const half = Math.ceil(crossings / band)
  const taps = 2 * half
  // One row more than there are phases: rounding may reach the next sample's first.
  const weights = new Float32Array((phases + 1) * taps)
  for (let phase = 0; phase <= phases; phase++) {
    const row = weights.subarray(phase * taps, (phase + 1) * taps)
    let sum = 0
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - phase / phases
      row[tap] = sinc(distance * band * passband) * kaiser(distance / half)
      sum += row[tap]!
    }
    for (let tap = 0; tap < taps; tap++) row[tap]! /= sum
  }
  return { up, down, phases, taps, weights }
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

const kaiser = (x: number): number => (Math.abs(x) > 1 ? 0 : bessel(kaiserBeta * Math.sqrt(1 - x * x)) / bessel(kaiserBeta))

/** The modified Bessel function of order zero, by its series; 32 terms are exact to a float for arguments up to 10. */
function bessel(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; k <= 32; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
