/** The little of RIFF/WAVE that speech travels in: 16-bit PCM, any rate, any number of channels. */
export type Sound = { readonly samples: Int16Array; readonly sampleRateHz: number }

/** The sound of a WAV file as mono; null for what is none. A file that was cut off gives what is there. */
export function readWav(bytes: Uint8Array): Sound | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57415645) return null
  let format: { readonly channels: number; readonly sampleRateHz: number } | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const chunk = view.getUint32(at)
    const length = view.getUint32(at + 4, true)
    const body = at + 8
    if (chunk === 0x666d7420 && body + 16 <= bytes.length) {
      if (view.getUint16(body, true) !== 1 || view.getUint16(body + 14, true) !== 16) return null
      format = { channels: Math.max(1, view.getUint16(body + 2, true)), sampleRateHz: view.getUint32(body + 4, true) }
    }
    if (chunk === 0x64617461 && format) return { samples: mono(view, body, Math.min(length, bytes.length - body), format.channels), sampleRateHz: format.sampleRateHz }
    at = body + length + (length % 2)
  }
  return null
}

export function writeWav({ samples, sampleRateHz }: Sound): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x52494646)
  view.setUint32(4, bytes.length - 8, true)
  view.setUint32(8, 0x57415645)
  view.setUint32(12, 0x666d7420)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRateHz, true)
  view.setUint32(28, sampleRateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  view.setUint32(36, 0x64617461)
  view.setUint32(40, samples.length * 2, true)
  bytes.set(littleEndian(samples), 44)
  return bytes
}

export function littleEndian(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < samples.length; at += 1) view.setInt16(at * 2, samples[at]!, true)
  return bytes
}

function mono(view: DataView, start: number, length: number, channels: number): Int16Array {
  const samples = new Int16Array(Math.floor(length / (2 * channels)))
  for (let at = 0; at < samples.length; at += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1) sum += view.getInt16(start + (at * channels + channel) * 2, true)
    samples[at] = Math.round(sum / channels)
  }
  return samples
}
