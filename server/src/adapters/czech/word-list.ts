/**
 * The head words of a spelling dictionary, found where they stand in its file: of a quarter of a million words no string is made that
 * nobody asks for.
 *
 * A line is `word` or `word/FLAGS`, a flag one byte; the first line says how many follow.
 */
export type WordList = {
  /** Whether an entry is spelled like the first `kept` bytes of `word` and `more` behind them; else like all of it. */
  readonly has: (word: Spelled, kept?: number, more?: Bytes) => boolean
  /** All of these, in the file's order: places, for the questions below. */
  readonly entries: (word: Spelled, kept?: number, more?: Bytes) => readonly number[]
  readonly hasFlag: (entry: number, flag: number) => boolean
  /** What stands behind the slash; undefined where nothing does. */
  readonly flags: (entry: number) => string | undefined
  readonly word: (entry: number) => string
  /** *Ipod*, there because of *iPod*: right only as a part of *IPOD*. */
  readonly isShadow: (entry: number) => boolean
}

/** A word's bytes, and what each of its beginnings hashes to: made once for all the endings that are tried on it. */
export type Spelled = { readonly text: string; readonly bytes: Bytes; readonly hashes: readonly number[] }
/** UTF-8. */
export type Bytes = readonly number[]

const slash = 0x2f
const newLine = 0x0a
/** Two slots a word at least, and eight times as many bits: most of what is no word is told from them alone, and they fit into a processor's cache. */
const slotsPerWord = 2
const bitsPerSlot = 4
const none: readonly number[] = []
const noBytes: Bytes = []

const seed = 0x811c9dc5 | 0
const hashed = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)
/** The low bits of such a hash depend on little; the high ones are mixed in. */
const placeOf = (hash: number): number => hash ^ (hash >>> 15)

export function spelled(text: string): Spelled {
  const bytes = bytesOf(text)
  const hashes = [seed]
  for (let at = 0; at < bytes.length; at++) hashes.push(hashed(hashes[at]!, bytes[at]!))
  return { text, bytes, hashes }
}

/** Words are short: written out, this takes a third of what a `Buffer` takes. */
export function bytesOf(text: string): number[] {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f))
    else bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
  }
  return bytes
}

export function wordList(file: Buffer, forbidden: number | null): WordList {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(slotsPerWord * linesIn(file))))
  const index: Index = { slots, bits: new Uint8Array((slots.length * bitsPerSlot) / 8) }
  const large: number[] = []
  fill(index, file, file.indexOf(newLine) + 1, (line) => large.push(line))
  const listed = listIn(file, index, file.length)
  const shadows = new Set<string>()
  for (const line of large) {
    const shadow = shadowOf(listed.word(line), listed.flags(line))
    if (shadow !== null && !(forbidden !== null && listed.hasFlag(line, forbidden)) && !listed.has(spelled(shadow))) shadows.add(`${shadow}/${listed.flags(line) ?? ''}\n`)
  }
  const bytes = Buffer.concat([file, Buffer.from(`\n${[...shadows].join('')}`)])
  fill(index, bytes, file.length + 1, () => {})
  return listIn(bytes, index, file.length)
}

/** Where entries begin, each at the place its word hashes to or the next that is free (0); and a bit for each word there is. */
type Index = { readonly slots: Int32Array; readonly bits: Uint8Array }

function listIn(bytes: Buffer, { slots, bits }: Index, shadowsFrom: number): WordList {
  const mask = slots.length - 1
  const bitMask = bits.length * 8 - 1
  const isSame = (entry: number, word: Bytes, kept: number, more: Bytes): boolean => {
    for (let at = 0; at < kept; at++) if (bytes[entry + at] !== word[at]) return false
    for (let at = 0; at < more.length; at++) if (bytes[entry + kept + at] !== more[at]) return false
    const end = bytes[entry + kept + more.length]
    return end === slash || end === newLine
  }
  const endOf = (entry: number): number => {
    while (bytes[entry] !== slash && bytes[entry] !== newLine) entry++
    return entry
  }
  return {
    has({ bytes: word, hashes }, kept = word.length, more = noBytes) {
      let hash = hashes[kept]!
      for (let at = 0; at < more.length; at++) hash = hashed(hash, more[at]!)
      const place = placeOf(hash)
      if ((bits[(place & bitMask) >>> 3]! & (1 << (place & 7))) === 0) return false
      for (let slot = place & mask; slots[slot] !== 0; slot = (slot + 1) & mask) if (isSame(slots[slot]!, word, kept, more)) return true
      return false
    },
    entries({ bytes: word, hashes }, kept = word.length, more = noBytes) {
      let hash = hashes[kept]!
      for (let at = 0; at < more.length; at++) hash = hashed(hash, more[at]!)
      let found: number[] | undefined
      for (let slot = placeOf(hash) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
        const entry = slots[slot]!
        if (isSame(entry, word, kept, more)) found = found === undefined ? [entry] : [...found, entry]
      }
      return found ?? none
    },
    hasFlag(entry, flag) {
      const at = endOf(entry)
      if (bytes[at] === newLine) return false
      for (let place = at + 1; bytes[place] !== newLine; place++) if (bytes[place] === flag) return true
      return false
    },
    flags(entry) {
      const at = endOf(entry)
      return bytes[at] === slash ? bytes.toString('utf8', at + 1, bytes.indexOf(newLine, at)) : undefined
    },
    word: (entry) => bytes.toString('utf8', entry, endOf(entry)),
    isShadow: (entry) => entry > shadowsFrom,
  }
}

function linesIn(file: Buffer): number {
  let lines = 1
  for (let at = file.indexOf(newLine); at >= 0; at = file.indexOf(newLine, at + 1)) lines++
  return lines
}

/** The first line is no word: no entry begins at 0. */
function fill({ slots, bits }: Index, bytes: Buffer, from: number, tellLarge: (line: number) => void): void {
  const mask = slots.length - 1
  const bitMask = bits.length * 8 - 1
  const { length } = bytes
  for (let at = from; at < length; at++) {
    const line = at
    let hash = seed
    let isLarge = false
    for (let byte = bytes[at]!; byte !== slash && byte !== newLine; byte = bytes[++at]!) {
      hash = hashed(hash, byte)
      if (at > line && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0xc3 && byte <= 0xc5 && largeLetters[((byte & 0x03) << 6) | (bytes[at + 1]! & 0x3f)] === 1))) isLarge = true
    }
    if (at > line) {
      const place = placeOf(hash)
      bits[(place & bitMask) >>> 3]! |= 1 << (place & 7)
      let slot = place & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = line
      if (isLarge) tellLarge(line)
    }
    while (bytes[at] !== newLine) at++
  }
}

/** Which letters from À to ſ are capitals, by the last eight bits of their number. */
const largeLetters = Uint8Array.from({ length: 256 }, (_, low) => {
  const letter = String.fromCharCode(low < 0x80 ? 0x100 | low : low)
  return letter === letter.toLowerCase() ? 0 : 1
})

export type Capitals = 'none' | 'first' | 'all' | 'mixed'

export function capitalsOf(word: string): Capitals {
  if (word === word.toLowerCase()) return 'none'
  let [large, neutral] = [0, 0]
  for (const letter of word) {
    const small = letter.toLowerCase()
    if (letter !== small) large++
    else if (letter.toUpperCase() === small) neutral++
  }
  if (large === 0) return 'none'
  if (large === 1 && word[0] !== word[0]!.toLowerCase()) return 'first'
  return large + neutral === [...word].length ? 'all' : 'mixed'
}

export const withFirstLarge = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()

/** Words with a capital inside, and large words that are inflected, are right in a text that is all large: with only the first letter large they are looked up then. */
function shadowOf(word: string, flags: string | undefined): string | null {
  const capitals = capitalsOf(word)
  return capitals === 'mixed' || (capitals === 'all' && flags !== undefined) ? withFirstLarge(word) : null
}
