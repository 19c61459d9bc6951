/**
 * The little of zip (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) that a package of cards needs: its entries by name. They are read here, since no reader at hand
 * both checks what it unpacks and stops where it is too much.
 *
 * Nothing is unpacked but what is asked for, and of that no more than is allowed.
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { Failure } from '../../domain/failure.ts'

type Entry = { readonly method: number; readonly crc: number; readonly packed: number; readonly at: number }
export type Zip = ReadonlyMap<string, Entry>

const endMark = 0x06054b50
const listMark = 0x02014b50
const localMark = 0x04034b50
const endBytes = 22
/** The end may be followed by a remark. */
const remarkBytesMax = 65_535
const stored = 0
const deflated = 8

const damaged = (cause?: unknown) => new Failure('invalid', 'This package is damaged, or was cut off on its way. Export it again.', { cause })

/** What there is. Throws a `Failure` for what is no zip. */
export function entriesOf(bytes: Uint8Array): Zip {
  const view = viewOf(bytes)
  let end = bytes.length - endBytes
  const last = Math.max(0, end - remarkBytesMax)
  while (end >= last && view.getUint32(end, true) !== endMark) end -= 1
  if (end < last) throw damaged()
  const entries = new Map<string, Entry>()
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== listMark) throw damaged()
    const [nameBytes, extraBytes, remarkBytes] = [28, 30, 32].map((place) => view.getUint16(at + place, true)) as [number, number, number]
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes))
    // The first of a name: so no reader can be shown another one than the next reader.
    if (!entries.has(name)) entries.set(name, { method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), packed: view.getUint32(at + 20, true), at: view.getUint32(at + 42, true) })
    at += 46 + nameBytes + extraBytes + remarkBytes
  }
  return entries
}

/** What is behind a name. Throws a `Failure`: `too-large` beyond `bytesMax`, `invalid` where it is damaged. */
export function unpacked(bytes: Uint8Array, { method, crc, packed, at }: Entry, bytesMax: number): Uint8Array {
  const view = viewOf(bytes)
  if (at + 30 > bytes.length || view.getUint32(at, true) !== localMark) throw damaged()
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (from + packed > bytes.length) throw damaged()
  const content = bytes.subarray(from, from + packed)
  if (method !== stored && method !== deflated) throw damaged()
  const plain = method === stored ? content : within(bytesMax, () => inflateRawSync(content, { maxOutputLength: bytesMax }))
  if (plain.length > bytesMax) throw tooLarge(bytesMax)
  if (crc32(plain) !== crc) throw damaged()
  return plain
}

/** Runs what unpacks to no more than is allowed; nothing of more is kept. */
export function within(bytesMax: number, unpack: () => Uint8Array): Uint8Array {
  try {
    return unpack()
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(bytesMax) : damaged(error)
  }
}

const tooLarge = (bytesMax: number) => new Failure('too-large', `A part of this package unpacks to more than ${bytesMax} bytes.`)

/** The format's first day, whatever zone it is read in. */
const firstDay = new Date(1980, 0, 1)

/** A zip of these, all of one date: the same cards are the same bytes. */
export const zipOf = (files: Readonly<Record<string, Uint8Array>>): Uint8Array => zipSync(files, { mtime: firstDay })

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
