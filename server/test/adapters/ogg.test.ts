import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { tonesInOpus } from '../../../bench/simulator/opus-tones.ts'
import { writeOgg } from '../../src/adapters/audio/ogg.ts'
import { oggOpus } from '../../src/adapters/ogg.ts'
import { samplesIn, type OpusPacket } from '../../src/domain/opus.ts'

const file = Buffer.concat([...tonesInOpus('Ahoj, jak se máš?', 1, 100).blocks])

/** What is read of bytes that come so. */
function read(parts: readonly Uint8Array[], more: 'and the rest' | 'and no rest' = 'and the rest') {
  const stream = oggOpus()
  const packets: OpusPacket[] = []
  for (const part of parts) for (const page of stream.take(part)) packets.push(...page)
  const { isTorn } = stream
  if (more === 'and the rest') for (const page of stream.rest()) packets.push(...page)
  return { packets: packets.map(({ data, samples }) => [Buffer.from(data).toString('base64'), samples]), head: stream.head, isTorn, samples: samplesIn(packets) }
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((one, other) => one - other), bytes.length]
  return at.slice(1).map((to, index) => bytes.subarray(at[index], to))
}

describe('Opus in Ogg', () => {
  it('is as long as its last page says', () => {
    const { head, samples, isTorn } = read([file])
    assert.deepEqual([head?.preSkip, samples, isTorn], [312, 312 + Buffer.byteLength('Ahoj, jak se máš?') * 60 * 48, false])
  })

  it('is the same however it is cut', () => {
    const whole = read([file])
    fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 20 }), (places) => assert.deepEqual(read(cut(file, places)), whole)), { numRuns: 100 })
    assert.deepEqual(read(Array.from(file, (byte) => Uint8Array.of(byte))), whole)
  })

  it('that breaks off gives whole packets as it came, and is torn unless it ends with a page', () => {
    const whole = read([file]).packets
    const ends = new Set([file.length])
    for (let at = file.indexOf('OggS'); at !== -1; at = file.indexOf('OggS', at + 4)) ends.add(at)
    for (let length = 60; length < file.length; length += 13) {
      const { packets, isTorn } = read([file.subarray(0, length)], 'and no rest')
      assert.deepEqual(packets, whole.slice(0, packets.length), `after ${length} bytes`)
      // Of a page's first bytes, the mark must be there to tell.
      if (![...ends].some((end) => length >= end && length < end + 4)) assert.ok(isTorn, `after ${length} bytes`)
    }
  })

  it('is read on after what is damaged, however it is cut, until too much is', () => {
    const damaged = Buffer.from(file)
    damaged[file.length >> 1]! ^= 1
    const { packets } = read([damaged])
    assert.ok(packets.length > 0 && packets.length < read([file]).packets.length)
    fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 20 }), (places) => assert.deepEqual(read(cut(damaged, places)).packets, packets)), { numRuns: 50 })
    const hopeless = Buffer.concat(Array.from({ length: 70 }, () => Buffer.concat([Buffer.from('OggS'), Buffer.alloc(60)])))
    assert.throws(() => read([hopeless]), TypeError)
  })

  it('is nothing where it is noise', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), fc.array(fc.nat(), { maxLength: 5 }), (noise, places) => assert.equal(read(cut(noise, places)).head, null)), { numRuns: 50 })
  })

  it('holds packets of any length, on as many pages as they need', () => {
    // 120 ms each, of three frames of 40 ms.
    const long = Array.from({ length: 60 }, (_, at) => Buffer.concat([Buffer.from([(10 << 3) | 3, 3]), Buffer.alloc(3 * (300 + at), at)]))
    const { packets, samples } = read([writeOgg({ channels: 1, preSkip: 120, gainDb: 0 }, long, 60 * 5760)])
    assert.deepEqual([packets.map(([data]) => data), samples], [long.map((packet) => packet.toString('base64')), 60 * 5760])
  })
})
