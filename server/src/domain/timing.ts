/** When the stages of a turn began and ended, in milliseconds from the moment the learner had said all; null where there was no such stage. */
type Span = { readonly beganMs: number | null; readonly endedMs: number | null }

export type Timing = {
  /** How long the learner was silent before that moment, until they were taken to have said all; null where they said so themselves. */
  readonly silenceMs: number | null
  readonly transcription: Span
  /** The utterance was kept. */
  readonly heardMs: number | null
  readonly writing: Span & { readonly firstMs: number | null; readonly firstSentenceMs: number | null }
  readonly voice: Span & { readonly firstMs: number | null }
  readonly firstSoundMs: number | null
  readonly lastSoundMs: number | null
  readonly correcting: Span
  /** From when the turn was whole until it was stored; its end is noted only afterwards, and lost where the process ends in between. */
  readonly storing: Span
  /** Of the way to the first sound, what providers took. */
  readonly providersMs: number
  /** The rest of that way; null where nothing sounded. */
  readonly ownMs: number | null
}
