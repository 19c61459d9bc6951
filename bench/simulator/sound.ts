/** How the simulator speaks, whichever vendor it is: chords, sent in blocks. */
import type { Call } from './call.ts'
import type { Line } from './line.ts'
import { tonesOf } from './tones.ts'
import { littleEndian, type Sound } from './wav.ts'

/** An odd number, so that samples are split between blocks as they are on real lines. */
const blockBytes = 4801

export type Spoken = { readonly sampleRateHz: number; readonly speed: number; readonly type: string; readonly inFile?: (sound: Sound) => Uint8Array }

export async function spoken(text: string, { sampleRateHz, speed, type, inFile }: Spoken, line: Line, call: Call): Promise<void> {
  const { kind } = line.behaviour.fault ?? {}
  if (kind === 'malformed' || kind === 'wrong-schema') return line.json({})
  call.spokenCharacters = text.length
  const sound = tonesOf(text, { sampleRateHz, speed })
  const bytes = inFile ? inFile(sound) : littleEndian(sound.samples)
  line.response.writeHead(200, { 'content-type': type })
  for (let at = 0; at < bytes.length; at += blockBytes) {
    if (!(await line.piece(bytes.subarray(at, at + blockBytes)))) return
    call.soundMs = (Math.min(bytes.length, at + blockBytes) / bytes.length) * ((sound.samples.length * 1000) / sampleRateHz)
  }
  line.response.end()
}
