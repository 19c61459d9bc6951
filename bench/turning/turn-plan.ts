/** What is said in the turns of a bench: no two share a sentence, and each lasts three seconds in the simulator's tones. */
import { atListeningRate } from '../simulator/spectrum.ts'
import { tonesOf } from '../simulator/tones.ts'

export type TurnPlan = { readonly token: string; readonly utterance: string; readonly sentences: readonly string[] }

const syllables = ['ba', 'be', 'bo', 'da', 'de', 'do', 'ka', 'ke', 'ko', 'la', 'le', 'lo', 'ma', 'me', 'mo', 'na', 'ne', 'no', 'pa', 'pe', 'po', 'ra', 're', 'ro', 'sa', 'se', 'so', 'ta', 'te', 'to']

export function turnPlan(number: number): TurnPlan {
  const token = [900 * 30, 900, 30, 1].map((place) => syllables[Math.floor(number / place) % 30]!).join('')
  return {
    token,
    utterance: `Dneska jsem potkala ${token} na konci ulice domu.`,
    sentences: [`Tak to je zajímavé, ${token}.`, `A jak vypadá to tvoje ${token}?`, `Povídej mi ještě o ${token} víc.`],
  }
}

/** 16-bit PCM at 16 kHz. */
export function spokenAs(utterance: string): Uint8Array {
  const samples = atListeningRate(tonesOf(utterance))
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
