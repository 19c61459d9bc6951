/** Speech as vendors take it: 16-bit little-endian mono PCM. */
import { Failure } from '../../domain/failure.ts'
import { failureOf } from './provider-fault.ts'

export const heardRateHz = 16_000
/** A minute of speech. */
const heardBytesMax = 60 * heardRateHz * 2

/** What was said, in pieces. Throws what a learner is told where it is too long, and a `ProviderFailure` where it breaks off. */
export async function* bounded(pcm: AsyncIterable<Uint8Array>, provider: string): AsyncGenerator<Uint8Array> {
  let length = 0
  try {
    for await (const part of pcm) {
      length += part.length
      if (length > heardBytesMax) throw new Failure('too-large', 'The recording is longer than a minute. Say it in two turns.')
      yield part
    }
  } catch (error) {
    throw error instanceof Failure ? error : failureOf(provider, error)
  }
}

/** What was said, as a whole; as far as it went when `signal` aborts. */
export async function collected(pcm: AsyncIterable<Uint8Array>, provider: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  for await (const part of bounded(pcm, provider)) {
    if (signal.aborted) break
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** RIFF/WAVE: 16-bit mono PCM of so many bytes. */
export function waveHeader(dataBytes: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(44)
  const view = new DataView(header.buffer)
  for (const [at, word] of [[0, 'RIFF'], [8, 'WAVE'], [12, 'fmt '], [36, 'data']] as const) header.set(new TextEncoder().encode(word), at)
  view.setUint32(4, 36 + dataBytes, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, heardRateHz, true)
  view.setUint32(28, heardRateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  view.setUint32(40, dataBytes, true)
  return header
}
