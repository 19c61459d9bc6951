/** What the microphone has heard and nobody has answered for yet, so that a line that falls costs no word. */

export type Tail = {
  /** The oldest is let go of where there is too much. */
  add(pcm: Uint8Array<ArrayBuffer>): void
  /** Lets go of all but the last so many milliseconds. */
  keep(ms: number): void
  all(): Uint8Array<ArrayBuffer>
}

/** 16-bit mono at 16 kHz. */
const bytesPerMs = 32
/** The longest utterance that the server takes, and a breath before it. */
const tailMsMax = 61_000

export function tail(): Tail {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const keep = (ms: number): void => {
    while (bytes > ms * bytesPerMs) bytes -= parts.shift()!.length
  }
  return {
    add(pcm) {
      parts.push(pcm)
      bytes += pcm.length
      keep(tailMsMax)
    },
    keep,
    all() {
      const whole = new Uint8Array(bytes)
      let at = 0
      for (const part of parts) {
        whole.set(part, at)
        at += part.length
      }
      return whole
    },
  }
}
