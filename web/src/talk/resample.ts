/** Changes the rate of sound that comes in parts, without a seam between them: a windowed sinc, worked out once. */

/** Zero crossings of the sinc on each side. */
const crossings = 12
/** The edge of the band that is kept, as a share of the lower Nyquist frequency. */
const passband = 0.94
const phases = 64

export type Resampler = (samples: Float32Array) => Float32Array<ArrayBuffer>

export type Resampling = (fromHz: number, toHz: number) => Resampler

/** What comes out lags by the few samples that the filter looks ahead. */
export const resampler: Resampling = (fromHz, toHz) => {
  if (fromHz === toHz) return (samples) => Float32Array.from(samples)
  const step = fromHz / toHz
  const band = Math.min(1, 1 / step)
  const half = Math.ceil(crossings / band)
  const weights = weightsOf(half, band * passband)
  let waiting = new Float32Array(half - 1)
  let at = half - 1
  return (samples) => {
    const all = new Float32Array(waiting.length + samples.length)
    all.set(waiting)
    all.set(samples, waiting.length)
    const out = new Float32Array(Math.max(0, Math.ceil((all.length - half - at) / step)))
    for (let each = 0; each < out.length; each += 1, at += step) {
      const whole = Math.floor(at)
      const row = weights[Math.round((at - whole) * phases)]!
      let sum = 0
      for (let tap = 0; tap < row.length; tap += 1) sum += all[whole - half + 1 + tap]! * row[tap]!
      out[each] = sum
    }
    const done = Math.floor(at) - half + 1
    waiting = all.slice(done)
    at -= done
    return out
  }
}

/** A row for each place between two samples, the next sample's own place among them. */
function weightsOf(half: number, band: number): readonly Float32Array[] {
  return Array.from({ length: phases + 1 }, (_, phase) => {
    const row = Float32Array.from({ length: 2 * half }, (__, tap) => {
      const x = tap - half + 1 - phase / phases
      const angle = Math.PI * band * x
      return Math.abs(x) >= half ? 0 : (x === 0 ? band : (band * Math.sin(angle)) / angle) * (0.5 + 0.5 * Math.cos((Math.PI * x) / half))
    })
    const sum = row.reduce((all, weight) => all + weight, 0)
    return row.map((weight) => weight / sum)
  })
}
