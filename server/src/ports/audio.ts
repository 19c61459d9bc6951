/** Sound as bytes: what learners send, and what the tutor's voice is kept as. */

/** Mono, 16-bit. */
export type Pcm = { readonly samples: Int16Array; readonly sampleRateHz: number }

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
  /** One Ogg/Opus file that plays these, made by `encode`, one after the other, without encoding them again. */
  join(parts: readonly Uint8Array[]): Promise<Uint8Array>
  /** An Ogg/Opus file made by `encode` or `join`, in another form. */
  convert(bytes: Uint8Array, form: SoundForm): Promise<Uint8Array>
}
