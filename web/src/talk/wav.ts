/** A WAV file of 16-bit mono samples. */

const headerBytes = 44

export function wav(samples: Float32Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const file = new DataView(new ArrayBuffer(headerBytes + samples.length * 2))
  const put = (at: number, text: string): void => [...text].forEach((letter, offset) => file.setUint8(at + offset, letter.charCodeAt(0)))
  put(0, 'RIFF')
  file.setUint32(4, headerBytes - 8 + samples.length * 2, true)
  put(8, 'WAVEfmt ')
  file.setUint32(16, 16, true)
  file.setUint16(20, 1, true)
  file.setUint16(22, 1, true)
  file.setUint32(24, sampleRateHz, true)
  file.setUint32(28, sampleRateHz * 2, true)
  file.setUint16(32, 2, true)
  file.setUint16(34, 16, true)
  put(36, 'data')
  file.setUint32(40, samples.length * 2, true)
  for (const [at, sample] of samples.entries()) file.setInt16(headerBytes + at * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true)
  return new Uint8Array(file.buffer)
}
