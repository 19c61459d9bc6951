/** Speech as vendors give it: Opus in Ogg, which is passed on as it is, or bare samples, 16-bit little-endian mono PCM. */
import { ProviderFailure } from '../../domain/failure.ts'
import { opusRateHz, samplesIn } from '../../domain/opus.ts'
import type { SpeechChunk } from '../../ports/text-to-speech.ts'
import { oggOpus } from '../ogg.ts'

export type SpokenForm = 'opus' | 'pcm'

/** A sentence is never so long. */
const spokenMsMax = 120_000
/** Of Opus, and of what comes as if it were. */
const oggBytesMax = 4 * 1024 * 1024
/** Whoever fills pages with more than this keeps back what could be heard already. */
const pageMsMax = 250

/**
 * Asks for Opus. A server that has none, or that keeps sound back until its pages are full, is asked for bare samples of this
 * rate from then on.
 */
export function vendorVoice(sampleRateHz: number): (ask: (form: SpokenForm) => Promise<Response>) => AsyncGenerator<SpeechChunk> {
  let form: SpokenForm | null = null

  async function packed(ask: (form: SpokenForm) => Promise<Response>): Promise<AsyncIterable<SpeechChunk> | null> {
    const response = await ask('opus').catch((error: unknown) => {
      if (form === null && error instanceof ProviderFailure && error.fault === 'rejected-request') return null
      throw error
    })
    const sound = response && (await opened(response))
    if (sound?.mark === 'OggS') {
      form = 'opus'
      return packetsOf(sound.parts, () => (form = 'pcm'))
    }
    if (response && sound && isBare.test(response.headers.get('content-type') ?? '')) return samplesOf(sound, sampleRateHz)
    await sound?.leave()
    if (form === 'opus') throw new TypeError('The sound is not Ogg.')
    return null
  }

  return async function* (ask) {
    const sound = form === 'pcm' ? null : await packed(ask)
    if (sound) return yield* sound
    const bare = samplesOf(await opened(await ask('pcm')), sampleRateHz)
    for await (const chunk of bare) {
      form = 'pcm'
      yield chunk
    }
  }
}

const isBare = /^audio\/(x-)?(pcm|l16|raw)\b/i

type Opened = { readonly mark: string; readonly parts: AsyncIterable<Uint8Array>; leave(): Promise<unknown> }

/** An answer, and its first four bytes. */
async function opened(response: Response): Promise<Opened> {
  const all = (response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }))[Symbol.asyncIterator]()
  let first: Uint8Array = new Uint8Array(0)
  while (first.length < 4) {
    const step = await all.next()
    if (step.done) break
    first = Buffer.concat([first, step.value])
  }
  const leave = async () => all.return?.()
  const parts = async function* () {
    try {
      if (first.length > 0) yield first
      for (let step = await all.next(); !step.done; step = await all.next()) yield step.value
    } finally {
      await leave()
    }
  }
  return { mark: String.fromCharCode(...first.subarray(0, 4)), parts: parts(), leave }
}

/** Page by page, as they come. `slow` is called where pages are long. */
async function* packetsOf(parts: AsyncIterable<Uint8Array>, slow: () => void): AsyncGenerator<SpeechChunk> {
  const stream = oggOpus()
  const pagesMs: number[] = []
  let length = 0
  let samples = 0
  for await (const part of parts) {
    length += part.length
    if (length > oggBytesMax) throw new RangeError('The sound is too long.')
    for (const page of stream.take(part)) {
      const packets = page.filter((packet) => packet.samples > 0)
      if (packets.length === 0) continue
      const more = samplesIn(packets)
      samples += more
      if (samples > (spokenMsMax * opusRateHz) / 1000) throw new RangeError('The sound is too long.')
      if (pagesMs.push((more * 1000) / opusRateHz) === 2 && pagesMs[0]! > pageMsMax) slow()
      yield { opus: { packets, preSkip: stream.head!.preSkip }, words: [] }
    }
  }
  if (stream.isTorn) throw new TypeError('The sound ends in the middle of a page.')
  if (samples <= (stream.head?.preSkip ?? 0)) throw new TypeError('There is no sound.')
}

/** First bytes of WAV, Ogg, FLAC and MP3 files, and of JSON: none of them is bare PCM, though servers send them when asked for it. */
const containers = /^(RIFF|OggS|fLaC|ID3|\xff\xfb|\xff\xf3|\{")/

/** Bytes come in blocks of any length; a sample that was split waits for its other half. */
async function* samplesOf({ mark, parts, leave }: Opened, sampleRateHz: number): AsyncGenerator<SpeechChunk> {
  if (containers.test(mark)) {
    await leave()
    throw new TypeError('The sound is not bare PCM.')
  }
  let half: Uint8Array = new Uint8Array(0)
  let length = 0
  for await (const part of parts) {
    length += part.length
    if (length > (spokenMsMax / 1000) * sampleRateHz * 2) throw new RangeError('The sound is too long.')
    const bytes = new Uint8Array(half.length + part.length)
    bytes.set(half)
    bytes.set(part, half.length)
    const whole = bytes.length - (bytes.length % 2)
    half = bytes.subarray(whole)
    if (whole > 0) yield { pcm: new Int16Array(bytes.buffer, 0, whole / 2), words: [] }
  }
  if (length < 2) throw new TypeError('There is no sound.')
}
