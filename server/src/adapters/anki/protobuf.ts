/** The little of protobuf (https://protobuf.dev/programming-guides/encoding/) that Anki's packages need: fields by number. */

export type Fields = ReadonlyMap<number, number | Uint8Array>

/** The last field of each number; null for what is no message. */
export function fieldsOf(bytes: Uint8Array): Fields | null {
  const fields = new Map<number, number | Uint8Array>()
  let at = 0
  /** The lower 32 bits of it: sizes and kinds are not larger. */
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at]
      if (byte === undefined || shift > 63) return Number.NaN
      at += 1
      if (shift < 32) value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const kind = key & 7
    const value = kind === 0 ? varint() : null
    const size = kind === 2 ? varint() : kind === 5 ? 4 : kind === 1 ? 8 : 0
    if (Number.isNaN(key) || Number.isNaN(value) || (value === null && size === 0 && kind !== 2) || !(at + size <= bytes.length)) return null
    fields.set(key >>> 3, value ?? bytes.subarray(at, at + size))
    at += size
  }
  return fields
}

export const textIn = (fields: Fields | null, field: number): string => {
  const value = fields?.get(field)
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : ''
}
