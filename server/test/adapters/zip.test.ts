import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { zip } from '../../src/adapters/zip.ts'
import type { ArchiveFile } from '../../src/ports/archive.ts'

const nowMs = Date.UTC(2026, 2, 1)
const noise = (length: number): Uint8Array => {
  let state = 1
  return Uint8Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647) & 255)
}

async function* each<Value>(...values: readonly Value[]): AsyncGenerator<Value, void> {
  yield* values
}

async function packed(...files: readonly ArchiveFile[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of zip().pack(each(...files), nowMs)) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

describe('a zip', () => {
  it('gives back what was put into it, in pieces, packed and dense', async () => {
    const sound = noise(300_000)
    const bytes = await packed({ name: 'turns.json', pieces: each('["žlu', 'ťoučký"]', ''), isDense: false }, { name: 'speech/a.ogg', pieces: each(sound), isDense: true }, { name: 'empty.txt', pieces: each(), isDense: false })
    const files = unzipSync(bytes)
    assert.deepEqual(Object.keys(files), ['turns.json', 'speech/a.ogg', 'empty.txt'])
    assert.equal(strFromU8(files['turns.json']!), '["žluťoučký"]')
    assert.deepEqual([...files['speech/a.ogg']!.subarray(0, 9)], [...sound.subarray(0, 9)])
    assert.deepEqual([files['speech/a.ogg']!.length, files['empty.txt']!.length], [sound.length, 0])
  })

  it('is nothing where there is nothing to put into it', async () => assert.equal((await packed()).length, 0))

  it('reads no further than what it makes is taken, and ends what it reads when it is ended', async () => {
    let [read, isEnded] = [0, false]
    async function* pieces(): AsyncGenerator<Uint8Array, void> {
      try {
        for (; read < 1000; read += 1) yield noise(64 * 1024)
      } finally {
        isEnded = true
      }
    }
    const making = zip().pack(each({ name: 'noise', pieces: pieces(), isDense: false }), nowMs)
    let taken = 0
    while (taken < 1_000_000) taken += (await making.next()).value!.length
    assert.ok(read * 64 * 1024 < taken + 3 * 64 * 1024, `${read} pieces were read for ${taken} bytes`)
    await making.return()
    assert.ok(isEnded)
  })
})
