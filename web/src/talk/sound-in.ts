/** The sound that comes down the line: whoever reads it is fetched when the first of it is expected, and reads it in its order. */
import type { FrameReader, OnPiece } from './frames.ts'

export type SoundIn = {
  /** As what the tutor's sound may come. */
  takes(): 'opus' | 'pieces'
  take(bytes: ArrayBuffer): void
  /** When all that came until now has become pieces; where nothing has, the reader is there for what will. */
  after(act: () => void): void
}

/** `onDeaf`: no packets are taken any longer, and some were lost. */
export function soundIn(onPiece: OnPiece, onDeaf: () => void): SoundIn {
  let isDeaf = !('AudioDecoder' in window)
  let reader: Promise<FrameReader> | null = null
  function deafened(): void {
    isDeaf = true
    onDeaf()
  }
  function read(act: (reader: FrameReader) => void | Promise<void>): Promise<void> {
    reader ??= import('./frames.ts').then(({ frameReader }) => frameReader(onPiece, deafened))
    // What cannot be fetched is fetched anew for what comes next.
    return reader.then(act, () => void (reader = null))
  }
  return {
    takes: () => (isDeaf ? 'pieces' : 'opus'),
    take: (bytes) => void read((one) => one.take(bytes)),
    after: (act) => void read((one) => one.settled()).then(act),
  }
}
