/** Names of things: UUIDv7, so that they sort by the moment they were made. Time and chance are arguments. */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

export type LearnerId = Branded<'learner'>
export type ConversationId = Branded<'conversation'>
export type TurnId = Branded<'turn'>
export type MistakeId = Branded<'mistake'>
export type CardId = Branded<'card'>
/** The SHA-256 of a sound's bytes, as 64 hexadecimal digits. */
export type SoundId = Branded<'sound'>

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export const isId = (text: string): boolean => uuidPattern.test(text)

/** A UUIDv7 (RFC 9562, section 5.7) of this millisecond and these 10 random bytes. */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(nowMs) << 16n)
  bytes.set(random.subarray(0, 10), 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  let text = ''
  for (const [at, byte] of bytes.entries()) text += (dashBefore.has(at) ? '-' : '') + hexOf[byte]
  return text
}

const dashBefore: ReadonlySet<number> = new Set([4, 6, 8, 10])
/** Looked up: each turn makes several ids. */
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
