/** Sound as bytes: what learners send, and what the tutor's voice is kept as. */
import type { OpusPacket, OpusSound } from '../domain/opus.ts'

/** Mono, 16-bit. */
export type Pcm = { readonly samples: Int16Array; readonly sampleRateHz: number }

export type DecodedRateHz = 16_000 | 24_000

/** One sound, decoded while it comes. */
export type OpusDecoding = {
  /** The samples of the packets that come next, run-up included, at the rate asked for; a packet that cannot be decoded is silence of its length. */
  decode(packets: readonly OpusPacket[]): Int16Array
  /** Nothing is decoded afterwards. */
  close(): void
}

/** Forms a stored sound can be given in: `wav` and `mp4` for browsers that play no Ogg. */
export type SoundForm = 'ogg' | 'mp4' | 'wav'

export type Audio = {
  /**
   * Samples at 16 kHz of an OGG/Opus, WebM/Opus, MP3 or WAV file, told apart by its first bytes, never by its name;
   * a file that was cut off gives what is there.
   * Throws a `Failure`: `unsupported` for what is not such audio, `too-large` above `durationMsMax`,
   * `unheard` for what is empty or silent.
   */
  decode(bytes: Uint8Array, options: { readonly durationMsMax: number; readonly signal: AbortSignal }): Promise<Pcm>
  /** An Ogg/Opus file of at most 32 kbit/s. */
  encode(pcm: Pcm): Promise<Uint8Array>
  /** An Ogg/Opus file of these packets as they are. */
  wrap(sound: OpusSound): Uint8Array
  /** The packets of a file made by `encode`, `wrap` or `join`. Throws a `Failure`, `unsupported`, for what is none. */
  unwrap(bytes: Uint8Array): OpusSound
  /** For packets that come one after the other. */
  decoder(sampleRateHz: DecodedRateHz): Promise<OpusDecoding>
  /** One Ogg/Opus file that plays these, made by `encode` or `wrap`, one after the other, without encoding them again. */
  join(parts: readonly Uint8Array[]): Promise<Uint8Array>
  /** An Ogg/Opus file made by `encode`, `wrap` or `join`, in another form. */
  convert(bytes: Uint8Array, form: SoundForm): Promise<Uint8Array>
}
