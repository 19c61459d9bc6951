/**
 * The voice itself: eSpeak NG in a process of its own, which keeps its licence (GPL-3) at arm's length and its crashes
 * away from the server. Takes one order at a time; leaves when the server does.
 */
import type { EspeakMark, EspeakOrder, EspeakSound } from './espeak-order.ts'

/** What we use of the package, which brings no types. Positions and lengths count code points, the first is 1. */
type Event = { readonly type: string; readonly text_position: number; readonly word_length: number; readonly audio_position: number }
type Espeak = {
  readonly samplerate: number
  set_voice(name: string, language: string, gender: number, age: number, variant: number): number
  set_rate(wordsPerMinute: number): void
  set_volume(percent: number): void
  /** The callback's answer says whether to stop. */
  synthesize(text: string, callback: (samples: Int16Array, events: readonly Event[]) => boolean): void
}
type EspeakModule = { readonly eSpeakNGWorker: new () => Espeak }

const packageName: string = '@echogarden/espeak-ng-emscripten'
/** At its own 100 the loudest vowels are clipped. */
const volume = 75

// Ctrl-C reaches every process of a terminal; this one is still needed until the server has finished its turns.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())

const { default: load } = (await import(packageName)) as { default: () => Promise<EspeakModule> }
const { eSpeakNGWorker: EspeakVoice } = await load()
const voice = new EspeakVoice()
if (voice.set_voice('cs', '', 0, 0, 0) !== 0) process.exit(1)
voice.set_volume(volume)

process.on('message', (order: EspeakOrder) => process.send!(spoken(order)))

function spoken({ text, wordsPerMinute }: EspeakOrder): EspeakSound {
  const pieces: Int16Array[] = []
  const marks: EspeakMark[] = []
  voice.set_rate(wordsPerMinute)
  voice.synthesize(text, (samples, events) => {
    pieces.push(samples)
    for (const event of events) if (event.type === 'word') marks.push({ at: event.text_position - 1, startMs: event.audio_position })
    return false
  })
  const pcm = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    pcm.set(piece, at)
    at += piece.length
  }
  return { pcm, marks }
}
