/**
 * Whether somebody speaks, frame by frame. Speech rises above the noise of its room, which is the quietest of the last
 * seconds, since nobody speaks so long without a gap; where it rises only a little, it must have a pitch, which noise has not.
 */

export const frameMs = 20
export const heardRateHz = 16_000
export const frameSamples = (heardRateHz * frameMs) / 1000

/** In decibels above the room's noise: certainly more than the noise, and only with a pitch. */
const clearlyAboveDb = 14
const aboveDb = 6
/** In decibels of full scale, below which a microphone is as good as muted. */
const quietestDb = -62
/** Likeness of a frame with itself one period later, above which it has a pitch. */
const pitchedMin = 0.5
/** The noise is the least of so many windows. */
const windowFrames = 20
const windowsMax = 8
/** How much of a level the next frame still counts, as power: what is least of unsmoothed noise lies far below it. */
const smoothing = 0.7
/** Voices lie between these; a period is looked for at a quarter of the rate. */
const pitchHz = { least: 70, most: 400 }
const coarse = 4
const coarseRateHz = heardRateHz / coarse

/** What is known of the room. `least`: of windows that are over, newest last; `loud`: who spoke last was so loud. */
export type Room = { readonly level: number; readonly loud: number; readonly current: number; readonly frames: number; readonly least: readonly number[] }

export const unknownRoom: Room = { level: 0, loud: 0, current: Infinity, frames: 0, least: [] }

/** Takes a frame of `frameSamples`. */
export function judged(room: Room, frame: Int16Array): { readonly room: Room; readonly isVoiced: boolean } {
  const power = powerOf(frame)
  const level = room.level === 0 ? power : smoothing * room.level + (1 - smoothing) * power
  const current = Math.min(room.current, level)
  const noise = Math.max(1, Math.min(current, ...room.least))
  const db = decibels(power / fullScale)
  const above = decibels(power / noise)
  // The first frames are their own noise: until a room is known, speech is what is loud.
  const isKnown = room.least.length > 0 || room.frames > 5
  const isNear = power > room.loud * farther
  const isVoiced = db > quietestDb && isNear && (isKnown ? above > clearlyAboveDb || (above > aboveDb && pitchOf(frame) > pitchedMin) : db > firstDb && pitchOf(frame) > pitchedMin)
  const loud = Math.max(room.loud * forgetting, isVoiced ? level : 0)
  const isWhole = room.frames + 1 === windowFrames
  const next = isWhole
    ? { level, loud, current: Infinity, frames: 0, least: [...room.least, current].slice(-windowsMax) }
    : { level, loud, current, frames: room.frames + 1, least: room.least }
  return { room: next, isVoiced }
}

/** So much quieter than whoever spoke last is somebody else, farther away; as power. */
const farther = 10 ** (-15 / 10)
/** Two and a half decibels a second. */
const forgetting = 10 ** (-2.5 / 10 / (1000 / frameMs))
const firstDb = -40
const fullScale = 32_768 ** 2

const decibels = (ratio: number): number => 10 * Math.log10(Math.max(ratio, 1e-12))

/** Of the differences between neighbours, so that hum and rumble count for little. */
function powerOf(frame: Int16Array): number {
  let sum = 0
  for (let at = 1; at < frame.length; at += 1) sum += (frame[at]! - 0.7 * frame[at - 1]!) ** 2
  return sum / frame.length
}

/** How like itself the frame is one period of a voice later; 0 for noise, 1 for a tone. */
function pitchOf(frame: Int16Array): number {
  const samples = new Float64Array(Math.floor(frame.length / coarse))
  for (let at = 0; at < samples.length; at += 1) for (let near = 0; near < coarse; near += 1) samples[at] = samples[at]! + frame[at * coarse + near]!
  let best = 0
  for (let lag = Math.floor(coarseRateHz / pitchHz.most); lag <= Math.ceil(coarseRateHz / pitchHz.least) && lag < samples.length - 20; lag += 1) {
    let product = 0
    let first = 0
    let second = 0
    for (let at = lag; at < samples.length; at += 1) {
      product += samples[at]! * samples[at - lag]!
      first += samples[at]! ** 2
      second += samples[at - lag]! ** 2
    }
    best = Math.max(best, product / Math.sqrt(first * second || 1))
  }
  return best
}
