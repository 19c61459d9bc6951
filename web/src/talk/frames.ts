/** How sound lies in the bytes that come down the line; nothing else on the page knows. */
import type { frameKind, pieceHeaderBytes } from '@mluv/protocol/voice.ts'

/** A piece of a sentence's sound, as it was made. */
export type Piece = {
  readonly turnNumber: number
  readonly sentence: number
  /** How many samples of the sentence lie before it. */
  readonly fromSample: number
  readonly sampleRateHz: number
  readonly samples: Int16Array
}

const headerBytes: typeof pieceHeaderBytes = 16
const pieceKind: typeof frameKind.piece = 2

/** Null for what is too short, or of another kind. */
export function pieceIn(bytes: ArrayBuffer): Piece | null {
  if (bytes.byteLength < headerBytes + 2) return null
  const header = new DataView(bytes)
  const sampleRateHz = header.getUint32(12)
  if (header.getUint8(0) !== pieceKind || sampleRateHz === 0) return null
  const samples = new Int16Array(bytes, headerBytes, (bytes.byteLength - headerBytes) >> 1)
  return { sentence: header.getUint16(2), turnNumber: header.getUint32(4), fromSample: header.getUint32(8), sampleRateHz, samples }
}
