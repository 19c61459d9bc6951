import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { OpusDecoder } from 'opus-decoder'
import { packetSamples } from '../../src/domain/opus.ts'

const toc = (configuration: number, code: number) => (configuration << 3) | code
const of = (...bytes: readonly number[]) => Uint8Array.from(bytes)

describe('a packet of Opus', () => {
  it('sounds as long as its first byte says, times its frames', () => {
    const lengths = ([[0, 480], [3, 2880], [9, 960], [13, 960], [16, 120], [31, 960]] as const).map(([configuration, samples]) => [packetSamples(of(toc(configuration, 0), 1, 2)), samples])
    for (const [told, meant] of lengths) assert.equal(told, meant)
    assert.equal(packetSamples(of(toc(9, 1), 1, 2)), 1920)
    assert.equal(packetSamples(of(toc(9, 2), 1, 7, 8, 9)), 1920)
    assert.equal(packetSamples(of(toc(9, 3), 3, 1, 2, 3)), 2880)
    assert.equal(packetSamples(of(toc(9, 3), 0x83, 1, 0, 7, 8)), 2880)
    assert.equal(packetSamples(of(toc(9, 3), 0x41, 2, 7, 0, 0)), 960)
    assert.equal(packetSamples(of(toc(9, 0))), 960, 'of silence nothing need be said')
  })

  it('is none where the lengths in it are wrong, or it is longer than 120 ms', () => {
    const short = [of(), of(toc(9, 1), 1), of(toc(9, 2), 5, 1), of(toc(9, 2)), of(toc(9, 3)), of(toc(9, 3), 0), of(toc(9, 3), 2, 1), of(toc(9, 3), 0x82, 9, 1), of(toc(9, 3), 0x41, 255)]
    for (const packet of [...short, of(toc(3, 3), 3, 1, 2, 3), new Uint8Array(1300).fill(toc(9, 0))]) {
      assert.equal(packetSamples(packet), 0, Buffer.from(packet.subarray(0, 8)).toString('hex'))
    }
  })

  it('is one exactly where a decoder takes it', async () => {
    const decoder = new OpusDecoder({ channels: 1, streamCount: 1, coupledStreamCount: 0, sampleRate: 48_000, preSkip: 0 })
    await decoder.ready
    const { error } = console
    console.error = () => {}
    try {
      const packets = fc.tuple(fc.constantFrom(1, 9, 13, 16, 31), fc.nat(3), fc.array(fc.oneof(fc.nat(8), fc.nat(255)), { maxLength: 24 })).map(([configuration, code, rest]) => of(toc(configuration, code), ...rest))
      fc.assert(fc.property(packets, (packet) => {
        const { samplesDecoded, errors } = decoder.decodeFrame(packet)
        assert.equal(packetSamples(packet), errors.length > 0 ? 0 : samplesDecoded, Buffer.from(packet).toString('hex'))
      }), { numRuns: 1000 })
    } finally {
      console.error = error
      decoder.free()
    }
  })
})
