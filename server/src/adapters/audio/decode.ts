/** A recording in any form we take → samples for a recogniser, or why not. */
import { Failure } from '../../domain/failure.ts'
import { isHearable } from './loudness.ts'
import { readMp3 } from './mp3.ts'
import { decodeOpus } from './opus.ts'
import { readOgg } from './ogg.ts'
import { resample } from './resample.ts'
import { notOurs, sniff } from './sniff.ts'
import { concatenated, toInt16 } from './stretch.ts'
import { readWav } from './wav.ts'
import { readWebm } from './webm.ts'
import type { Pcm } from '../../ports/audio.ts'
import type { SoundKind } from './sniff.ts'
import type { Stretch } from './stretch.ts'

/** What recognisers of speech take. */
export const heardRateHz = 16_000

const unheard = (): Failure => new Failure('unheard', 'Nothing can be heard in this recording: is the microphone on?')

export async function decode(bytes: Uint8Array, durationMsMax: number): Promise<Pcm> {
  if (bytes.length === 0) throw unheard()
  const stretches = await collected(readers[sniff(bytes)](bytes), durationMsMax)
  const samples = toInt16(resample(concatenated(stretches), stretches[0]!.sampleRateHz, heardRateHz))
  if (!isHearable(samples, heardRateHz)) throw unheard()
  return { samples, sampleRateHz: heardRateHz }
}

const readers: Readonly<Record<SoundKind, (bytes: Uint8Array) => Iterable<Stretch> | AsyncIterable<Stretch>>> = {
  ogg: (bytes) => decodeOpus(readOgg(bytes), heardRateHz),
  webm: (bytes) => decodeOpus(readWebm(bytes), heardRateHz),
  mp3: readMp3,
  wav: readWav,
}

/** Stops at the limit, so that a small file cannot become a large sound. Whatever a reader trips over ends the recording there. */
async function collected(recording: Iterable<Stretch> | AsyncIterable<Stretch>, durationMsMax: number): Promise<Stretch[]> {
  const stretches: Stretch[] = []
  let durationMs = 0
  try {
    for await (const stretch of recording) {
      if (stretches[0] && stretches[0].sampleRateHz !== stretch.sampleRateHz) break
      durationMs += (stretch.samples.length * 1000) / stretch.sampleRateHz
      if (durationMs > durationMsMax) throw new Failure('too-large', `This recording is longer than ${Math.floor(durationMsMax / 1000)} seconds.`)
      stretches.push(stretch)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    if (stretches.length === 0) throw notOurs(error)
  }
  if (stretches.length === 0) throw notOurs()
  return stretches
}
