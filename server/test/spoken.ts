/** What a voice has made, as a test looks at it. */
import assert from 'node:assert/strict'
import type { OpusPacket } from '../src/domain/opus.ts'
import type { SpeechChunk } from '../src/ports/text-to-speech.ts'

export function pcmIn(chunk: SpeechChunk): Int16Array {
  assert.ok('pcm' in chunk, 'these are packets')
  return chunk.pcm
}

export function packetsIn(chunk: SpeechChunk): readonly OpusPacket[] {
  assert.ok('opus' in chunk, 'these are samples')
  return chunk.opus.packets
}
