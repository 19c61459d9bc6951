/** Some of a decoded recording, in order: mono samples between −1 and 1. All stretches of a recording have one rate. */
export type Stretch = { readonly samples: Float32Array; readonly sampleRateHz: number }

export function downmixed(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = channels
  if (others.length === 0) return first
  const mono = new Float32Array(first.length)
  for (const channel of channels) for (let i = 0; i < mono.length; i++) mono[i]! += (channel[i] ?? 0) / channels.length
  return mono
}

export function concatenated(stretches: readonly Stretch[]): Float32Array {
  const whole = new Float32Array(stretches.reduce((length, { samples }) => length + samples.length, 0))
  let at = 0
  for (const { samples } of stretches) {
    whole.set(samples, at)
    at += samples.length
  }
  return whole
}

export function toInt16(samples: Float32Array): Int16Array {
  const whole = new Int16Array(samples.length)
  // A damaged frame may decode to NaN, which an integer array keeps as silence.
  for (let i = 0; i < whole.length; i++) whole[i] = Math.max(-32768, Math.min(32767, Math.round(samples[i]! * 32768)))
  return whole
}

export function toFloat32(samples: Int16Array): Float32Array {
  const whole = new Float32Array(samples.length)
  for (let i = 0; i < whole.length; i++) whole[i] = samples[i]! / 32768
  return whole
}
