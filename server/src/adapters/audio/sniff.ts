/** Tells by its first bytes what a file is; names and declared types are the sender's opinion. */
import { Failure } from '../../domain/failure.ts'
import { begins } from '../ogg.ts'

export type SoundKind = 'ogg' | 'webm' | 'mp3' | 'wav'

export const notOurs = (cause?: unknown): Failure =>
  new Failure('unsupported', 'This is not a recording we can play: send OGG/Opus, WebM/Opus, MP3 or WAV.', { cause })

export function sniff(bytes: Uint8Array): SoundKind {
  if (begins(bytes, 'OggS')) return 'ogg'
  if (bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3) return 'webm'
  if ((begins(bytes, 'RIFF') || begins(bytes, 'RF64')) && begins(bytes, 'WAVE', 8)) return 'wav'
  // Eleven bits of sync, and layer III.
  if (begins(bytes, 'ID3') || (bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2)) return 'mp3'
  throw notOurs()
}
