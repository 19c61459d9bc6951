/** How the simulator speaks, whichever vendor it is: chords, sent in blocks. */
import type { Call } from './call.ts'
import type { Line } from './line.ts'
import { tonesInOpus } from './opus-tones.ts'
import { tonesOf } from './tones.ts'
import { littleEndian, writeWav, type Sound } from './wav.ts'

/** An odd number, so that samples are split between blocks as they are on real lines. */
const blockBytes = 4801

export type Spoken = { readonly sampleRateHz: number; readonly speed: number; readonly type: string; readonly inFile?: (sound: Sound) => Uint8Array }

export async function spoken(text: string, { sampleRateHz, speed, type, inFile }: Spoken, line: Line, call: Call): Promise<void> {
  const sound = tonesOf(text, { sampleRateHz, speed })
  const bytes = inFile ? inFile(sound) : littleEndian(sound.samples)
  const blocks = Array.from({ length: Math.ceil(bytes.length / blockBytes) }, (_, at) => bytes.subarray(at * blockBytes, (at + 1) * blockBytes))
  await sent(text, { blocks, type, ms: (sound.samples.length * 1000) / sampleRateHz }, line, call)
}

/** Opus in Ogg, if it is told to have that. */
export async function spokenInOpus(text: string, speed: number, line: Line, call: Call): Promise<void> {
  const { opus } = line.behaviour
  if (opus === 'refused') return line.refuse(422, 'unsupported_format')
  if (opus === 'wav') return spoken(text, { sampleRateHz: 24_000, speed, type: 'audio/wav', inFile: writeWav }, line, call)
  await sent(text, { ...tonesInOpus(text, speed, opus === 'short-pages' ? 100 : 1000), type: 'audio/ogg' }, line, call)
}

async function sent(text: string, { blocks, type, ms }: { readonly blocks: readonly Uint8Array[]; readonly type: string; readonly ms: number }, line: Line, call: Call): Promise<void> {
  const { kind } = line.behaviour.fault ?? {}
  if (kind === 'malformed' || kind === 'wrong-schema') return line.json({})
  call.spokenCharacters = text.length
  line.response.writeHead(200, { 'content-type': type })
  for (const [at, block] of blocks.entries()) {
    if (!(await line.piece(block))) return
    call.soundMs = ((at + 1) / blocks.length) * ms
  }
  line.response.end()
}
