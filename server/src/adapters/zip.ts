/** One zip of many files, piece by piece. */
import { setImmediate as breathe } from 'node:timers/promises'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { Archive } from '../ports/archive.ts'

/** Packed in one go, in some two milliseconds: voices wait meanwhile. */
const sliceBytes = 64 * 1024
/** The format knows no earlier day. */
const firstMs = Date.UTC(1980, 0, 2)

export const zip = (): Archive => ({
  async *pack(files, nowMs) {
    const made: Uint8Array[] = []
    const archive = new Zip((error, bytes) => {
      if (error) throw error
      if (bytes.length > 0) made.push(bytes)
    })
    let isEmpty = true
    for await (const { name, pieces, isDense } of files) {
      isEmpty = false
      const entry = isDense ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
      entry.mtime = Math.max(nowMs, firstMs)
      archive.add(entry)
      for await (const piece of pieces) {
        const bytes = Buffer.from(piece as Uint8Array)
        for (let at = 0; at < bytes.length; at += sliceBytes) {
          entry.push(bytes.subarray(at, at + sliceBytes))
          yield* made.splice(0)
          await breathe()
        }
      }
      entry.push(new Uint8Array(), true)
      yield* made.splice(0)
    }
    if (isEmpty) return
    archive.end()
    yield* made.splice(0)
  },
})
