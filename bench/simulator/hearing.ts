/**
 * What the simulator hears, from the samples alone: chords by themselves, and speech that it was taught.
 *
 * Taught speech is known again by the shape of its band energies over time, which noise, a codec, another loudness or
 * another sampling rate hardly change, and which another utterance does not have. A piece of a taught utterance gives
 * the words that lie in it.
 */
import { atListeningRate, listeningRateHz, powerAt } from './spectrum.ts'
import { textOfTones } from './tones.ts'
import type { Sound } from './wav.ts'

export type Hearing = {
  teach(sound: Sound, text: string): void
  /** The words in a sound; empty for silence and for what nobody taught. */
  hear(sound: Sound): string
}

const frameSamples = 320
const bandsHz = [200, 320, 450, 600, 770, 960, 1180, 1440, 1750, 2100, 2500, 2950, 3400] as const
/** Mean amplitude, of 32,768, below which nothing was said. */
const silenceAmplitude = 60
/** How much quieter than the loudest frame the first and last frame of an utterance may be, as power. */
const edgePower = 0.01
/** Correlation of shapes above which two sounds are the same utterance: copies have 0.8 to 1, others up to 0.5. */
const sameMin = 0.65
const slackFrames = 8
const taughtMax = 1000

type Shape = { readonly frames: readonly Float64Array[] }
type Taught = { readonly text: string; readonly shape: Shape }
type Match = { readonly score: number; readonly offset: number }

export function hearing(): Hearing {
  const taught: Taught[] = []
  return {
    teach(sound, text) {
      if (taught.length === taughtMax) throw new Error(`the simulator can be taught ${taughtMax} utterances`)
      const samples = atListeningRate(sound)
      const bounds = boundsOf(samples)
      if (!bounds) throw new Error('silence cannot be taught')
      taught.push({ text, shape: shapeOf(samples, bounds) })
    },
    hear(sound) {
      const samples = atListeningRate(sound)
      const bounds = boundsOf(samples)
      if (!bounds) return ''
      return textOfTones(samples, bounds.start, bounds.end) ?? recognise(shapeOf(samples, bounds), taught)
    },
  }
}

type Bounds = { readonly start: number; readonly end: number }

/** Where the sound begins and ends; null where there is none. */
function boundsOf(samples: Int16Array): Bounds | null {
  const hop = listeningRateHz / 200
  const powers: number[] = []
  for (let at = 0; at < samples.length; at += hop) {
    let sum = 0
    const end = Math.min(samples.length, at + hop)
    for (let near = at; near < end; near += 1) sum += samples[near]! ** 2
    powers.push(sum / (end - at))
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0)
  if (Math.sqrt(loudest) < silenceAmplitude) return null
  const loud = (power: number) => power >= loudest * edgePower
  return { start: powers.findIndex(loud) * hop, end: Math.min(samples.length, (powers.findLastIndex(loud) + 1) * hop) }
}

/** Logarithms of band energies, frame by frame, each band around its own mean: loudness and colour drop out. */
function shapeOf(samples: Int16Array, { start, end }: Bounds): Shape {
  const frames: Float64Array[] = []
  for (let at = start; at < end; at += frameSamples) {
    const power = powerAt(samples, at)
    frames.push(Float64Array.from({ length: bandsHz.length - 1 }, (_, band) => energy(power, bandsHz[band]!, bandsHz[band + 1]!)))
  }
  const loudest = frames.reduce((most, frame) => Math.max(most, ...frame), 1)
  // Forty decibels below the loudest is as quiet as it gets, so that noise in the pauses is worth little.
  for (const frame of frames) for (const band of frame.keys()) frame[band] = Math.log10(Math.max(frame[band]!, loudest / 10_000))
  for (let band = 0; band < bandsHz.length - 1; band += 1) {
    const mean = frames.reduce((sum, frame) => sum + frame[band]!, 0) / frames.length
    for (const frame of frames) frame[band] = frame[band]! - mean
  }
  return { frames }
}

function energy(power: Float64Array, fromHz: number, toHz: number): number {
  let sum = 0
  for (let bin = Math.round(fromHz / 31.25); bin < Math.round(toHz / 31.25); bin += 1) sum += power[bin]!
  return sum
}

function recognise(shape: Shape, taught: readonly Taught[]): string {
  const near = taught.map((each) => ({ each, match: bestMatch(shape, each.shape, -slackFrames, slackFrames) }))
  let best = near.toSorted((one, other) => other.match.score - one.match.score)[0]
  if (!best || best.match.score < sameMin) {
    const anywhere = taught.map((each) => ({ each, match: bestMatch(shape, each.shape, slackFrames, each.shape.frames.length) }))
    best = anywhere.toSorted((one, other) => other.match.score - one.match.score)[0]
  }
  if (!best || best.match.score < sameMin) return ''
  return wordsWithin(best.each, best.match.offset, shape.frames.length)
}

function bestMatch(heard: Shape, known: Shape, fromOffset: number, toOffset: number): Match {
  let best: Match = { score: -1, offset: 0 }
  for (let offset = fromOffset; offset <= toOffset; offset += 1) {
    const score = likeness(heard, known, offset)
    if (score > best.score) best = { score, offset }
  }
  return best
}

/** Correlation over the frames that both have, less for every frame heard that is not in the known utterance. */
function likeness(heard: Shape, known: Shape, offset: number): number {
  let product = 0
  let heardPower = 0
  let knownPower = 0
  let shared = 0
  for (const [at, frame] of heard.frames.entries()) {
    const other = known.frames[at + offset]
    if (!other) continue
    shared += 1
    for (let band = 0; band < frame.length; band += 1) {
      product += frame[band]! * other[band]!
      heardPower += frame[band]! ** 2
      knownPower += other[band]! ** 2
    }
  }
  return shared === 0 ? -1 : (product / Math.sqrt(heardPower * knownPower || 1)) * (shared / heard.frames.length)
}

/** The words of a taught text whose middle lies within what was heard, each taking time by its letters. */
function wordsWithin({ text, shape }: Taught, offset: number, frames: number): string {
  const from = offset <= slackFrames ? 0 : offset / shape.frames.length
  const end = (offset + frames) / shape.frames.length
  const to = end > 0.95 ? 1 : end
  const words = text.split(/\s+/)
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0)
  let at = 0
  return words.filter((word) => {
    const middle = (at + word.length / 2) / letters
    at += word.length + 1
    return middle >= from && middle <= to
  }).join(' ')
}
