/** Opus in MP4, for browsers that play no Ogg. */
import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, Mp4OutputFormat, Output } from 'mediabunny'
import { opusRateHz, type OpusPacket } from '../../domain/opus.ts'
import type { OpusHead } from '../ogg.ts'
import { headPacket } from './ogg.ts'

export async function writeMp4(head: OpusHead, packets: readonly OpusPacket[]): Promise<Uint8Array> {
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  const decoderConfig = { codec: 'opus', numberOfChannels: head.channels, sampleRate: opusRateHz, description: headPacket(head) }
  // Time before zero is the codec's run-up, which the file's edit list leaves out.
  let at = -head.preSkip
  for (const { data, samples } of packets) {
    await source.add(new EncodedPacket(data, 'key', at / opusRateHz, samples / opusRateHz), { decoderConfig })
    at += samples
  }
  await output.finalize()
  return undated(Buffer.from(target.buffer!))
}

/** Without the time of writing, so that the same sound gives the same bytes whichever process answers a byte range. */
function undated(file: Buffer): Uint8Array {
  for (const box of ['mvhd', 'tkhd', 'mdhd']) {
    const at = file.indexOf(box)
    const bytesPerTime = file[at + 4] === 0 ? 4 : 8
    file.fill(0, at + 8, at + 8 + 2 * bytesPerTime)
  }
  return file
}
