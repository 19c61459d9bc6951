/** Sound as binary frames, down and up: `protocol/src/voice.ts` says which byte means what. */
import { frameHeaderBytes, frameKind, pieceHeaderBytes } from '@mluv/protocol/voice.ts'
import type { PcmSound } from '../domain/conversation.ts'
import { Failure } from '../domain/failure.ts'
import { packetSamples, samplesIn, type OpusPacket, type OpusSound } from '../domain/opus.ts'

export type Of = { readonly sentence: number; readonly turnNumber: number }

export function sentenceFrame(of: Of, bytes: Uint8Array): Buffer {
  const frame = begun(frameKind.sentence, of, frameHeaderBytes + bytes.length)
  frame.set(bytes, frameHeaderBytes)
  return frame
}

export function pcmFrame(of: Of, { fromSample, sampleRateHz, samples }: PcmSound & { readonly fromSample: number }): Buffer {
  const frame = begun(frameKind.piece, of, pieceHeaderBytes + samples.byteLength)
  frame.writeUInt32BE(fromSample, 8)
  frame.writeUInt32BE(sampleRateHz, 12)
  frame.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), pieceHeaderBytes)
  return frame
}

export function opusFrame(of: Of, { fromSample, preSkip, packets }: OpusSound & { readonly fromSample: number }): Buffer {
  const frame = begun(frameKind.packets, of, packets.reduce((length, { data }) => length + lengthBytes + data.length, pieceHeaderBytes))
  frame.writeUInt32BE(fromSample, 8)
  frame.writeUInt16BE(preSkip, 12)
  frame.writeUInt16BE(packets.reduce((sum, { data }) => sum + packetSamples(data), 0) - samplesIn(packets), 14)
  let at = pieceHeaderBytes
  for (const { data } of packets) {
    frame.writeUInt16BE(data.length, at)
    frame.set(data, at + lengthBytes)
    at += lengthBytes + data.length
  }
  return frame
}

function begun(kind: number, { sentence, turnNumber }: Of, length: number): Buffer {
  const frame = Buffer.allocUnsafe(length)
  frame.writeUInt8(kind, 0)
  frame.writeUInt8(0, 1)
  frame.writeUInt16BE(sentence, 2)
  frame.writeUInt32BE(turnNumber, 4)
  return frame
}

const lengthBytes = 2
/** A second of packets of 20 ms: who sends sound while it is said sends few at once. */
const packetsAtOnceMax = 50
/** What a packet that is none, or is empty, stands for. */
const lostSamples = 960

/** The packets of a message that came up. What is no packet is one that will be silence. */
export function packetsIn(message: Buffer): readonly OpusPacket[] {
  const packets: OpusPacket[] = []
  for (let at = 0; at < message.length; ) {
    if (packets.length === packetsAtOnceMax) throw new Failure('invalid', `A message holds at most ${packetsAtOnceMax} packets of sound.`)
    const end = at + lengthBytes > message.length ? Infinity : at + lengthBytes + message.readUInt16BE(at)
    const data = end <= message.length ? message.subarray(at + lengthBytes, end) : Buffer.alloc(0)
    packets.push({ data, samples: packetSamples(data) || lostSamples })
    at = end
  }
  return packets
}
