/** What passes between the server and the process that speaks. */

export const espeakRateHz = 22_050

export type EspeakOrder = { readonly text: string; readonly wordsPerMinute: number }

/** A word was reported to begin: at this code point of the text, at this time of the sound. Not every word is reported. */
export type EspeakMark = { readonly at: number; readonly startMs: number }

export type EspeakSound = { readonly pcm: Int16Array; readonly marks: readonly EspeakMark[] }
