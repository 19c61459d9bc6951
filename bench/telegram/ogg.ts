/** As much of Ogg (RFC 3533) and Opus in it (RFC 7845) as a voice message shows: whether it is one, and how long it lasts. */
const samplesPerMs = 48
const granuleAt = 6
const preSkipAt = 10

/** How long it sounds; null where the first page does not begin a stream of Opus. */
export function voiceMs(bytes: Uint8Array): number | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.length < 28 || !startsWith(data, 0, 'OggS')) return null
  const head = 27 + data[26]!
  if (!startsWith(data, head, 'OpusHead') || data.length < head + 19) return null
  const last = data.lastIndexOf('OggS')
  const granule = last + 27 <= data.length ? Number(data.readBigInt64LE(last + granuleAt)) : 0
  return Math.max(0, granule - data.readUInt16LE(head + preSkipAt)) / samplesPerMs
}

const startsWith = (data: Buffer, at: number, magic: string): boolean => data.toString('latin1', at, at + magic.length) === magic
