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

/** What is written where a length is not known yet: readers take what there is. */
const unknownLength = 0xffff_ffff

/** RIFF/WAVE: 16-bit mono PCM of so many bytes; null where nobody knows yet. */
export function waveHeader(dataBytes: number | null): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(44)
  const view = new DataView(header.buffer)
  for (const [at, word] of [[0, 'RIFF'], [8, 'WAVE'], [12, 'fmt '], [36, 'data']] as const) header.set(new TextEncoder().encode(word), at)
  view.setUint32(4, dataBytes === null ? unknownLength : 36 + dataBytes, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, heardRateHz, true)
  view.setUint32(28, heardRateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  view.setUint32(40, dataBytes ?? unknownLength, true)
  return header
}
