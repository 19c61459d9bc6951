/** Many files as one, made while they are read. */

export type ArchiveFile = {
  readonly name: string
  readonly pieces: AsyncIterable<string | Uint8Array>
  /** It is small already: packing it again would win nothing. */
  readonly isDense: boolean
}

export type Archive = {
  /**
   * The bytes of one file that holds all of them, in their order. Each file is read to its end before the next is asked for, and nothing is read before
   * what came of the piece before has been taken. No bytes where there are no files. Ended early, it ends its files, too.
   */
  pack(files: AsyncIterable<ArchiveFile>, nowMs: number): AsyncGenerator<Uint8Array, void>
}
