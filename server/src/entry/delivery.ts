/**
 * A turn's sound on its way down one connection: whole sentences, or pieces as they are made. Knows how far each sentence
 * was sent; what the connection does not have of a sentence comes from where sounds are kept.
 */
import { durationOf, type PcmSound, type Sound, type SoundPiece } from '../domain/conversation.ts'
import { opusRateHz, samplesIn, type OpusPacket, type OpusSound } from '../domain/opus.ts'
import type { Clock } from '../ports/clock.ts'
import type { OpusDecoding } from '../ports/audio.ts'
import type { LiveTurn } from '../tutor/live-turns.ts'
import { opusFrame, pcmFrame, sentenceFrame, type Of } from './frames.ts'
import { gatheredMsMax, gathering } from './gathering.ts'
import type { House } from './house.ts'
import type { Wire } from './wire.ts'

/** Of samples, which are large: so much may still be on its way when the learner interrupts. */
const pieceMsMax = 100
/** A duration is told in whole milliseconds. */
const roundingMs = 0.5
const wavHeaderBytes = 44
const wavRateAt = 24
const decodedRateHz = 24_000

/** How a client takes sound: by sentences when they are whole, or while they are made, in samples alone or in packets, too. */
export type SoundTaken = 'sentences' | 'pieces' | 'opus'

export type Delivering = {
  readonly house: Pick<House, 'store' | 'audio'> & { readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'> }
  readonly wire: Wire
  readonly live: Pick<LiveTurn, 'turnNumber' | 'soundOf'>
  readonly taken: SoundTaken
  readonly playsOgg: boolean
  /** Up to where the client has the sound. */
  readonly have?: { readonly sentence: number; readonly ms: number } | undefined
}

type Positioned<Some> = Some & { readonly fromSample: number }

export type Delivery = {
  /** A piece that was made; null: what there is of the sentence is kept. */
  piece(sentence: number, piece: SoundPiece | null): Promise<void>
  /** The sentence's sound is whole and kept. */
  sentence(sentence: number, sound: Pick<Sound, 'soundId' | 'durationMs'>): Promise<void>
  /** From here on no frame is sent. */
  stop(): void
  /** No frame is sent until it is resumed, and then what comes next. */
  hold(): void
  resume(): void
  /** Whether what was sent can still be heard, where the client plays it as it comes. */
  readonly isSounding: boolean
  /** Whether anything was sent. */
  readonly hasSounded: boolean
  /** Nothing more is delivered. */
  close(): void
}

export function delivery({ house, wire, live, taken, playsOgg, have }: Delivering): Delivery {
  const tap = tapOf(house.clock)
  const decoding = decodingOf(house.audio)
  const sentMs = new Map<number, number>(have && [[have.sentence, have.ms]])
  const sentOf = (sentence: number) => (have && sentence < have.sentence ? Infinity : (sentMs.get(sentence) ?? 0))
  /** Sentences that went down as samples, and go on so. */
  const sampled = new Set<number>()
  const gathered = gathering(house.clock, () => tap.aheadMs, (...some) => sendPackets(...some))

  async function send(sentence: number, piece: SoundPiece): Promise<void> {
    if ('packets' in piece && taken === 'opus') return gathered.take(sentence, piece)
    await gathered.flush()
    if ('samples' in piece) return sendSamples(sentence, piece)
    if (sentOf(sentence) !== Infinity) await sendSamples(sentence, await decoding.samplesOf(piece))
  }

  async function sendEach<Piece extends SoundPiece>(sentence: number, pieces: Iterable<Piece>, frameOf: (of: Of, piece: Piece) => Buffer): Promise<void> {
    for (const piece of pieces) {
      if (!(await tap.passes())) return
      if ('samples' in piece) sampled.add(sentence)
      sentMs.set(sentence, endMsOf(piece))
      tap.sounds(durationOf(piece))
      await wire.frame(frameOf({ sentence, turnNumber: live.turnNumber }, piece), durationOf(piece))
    }
  }

  const sendPackets = (sentence: number, sound: Positioned<OpusSound>) => sendEach(sentence, framed(sound, sentOf(sentence)), opusFrame)
  const sendSamples = (sentence: number, sound: Positioned<PcmSound>) => sendEach(sentence, cut(sound, sentOf(sentence)), pcmFrame)

  async function sendRest(sentence: number, { soundId, durationMs }: Pick<Sound, 'soundId' | 'durationMs'>): Promise<void> {
    if (tap.isShut || sentOf(sentence) >= durationMs - roundingMs) return
    const kept = await house.store.sounds.find(soundId)
    if (!kept) return
    if (taken === 'opus' && !sampled.has(sentence)) return sendPackets(sentence, { fromSample: 0, ...house.audio.unwrap(kept.bytes) })
    await sendSamples(sentence, { fromSample: 0, ...samplesOf(await house.audio.convert(kept.bytes, 'wav')) })
  }

  async function sendWhole(sentence: number, { soundId, durationMs }: Pick<Sound, 'soundId' | 'durationMs'>): Promise<void> {
    const kept = await house.store.sounds.find(soundId)
    if (!kept) return
    const bytes = playsOgg ? kept.bytes : await house.audio.convert(kept.bytes, 'wav')
    if (!(await tap.passes())) return
    tap.sounds(durationMs)
    await wire.frame(sentenceFrame({ sentence, turnNumber: live.turnNumber }, bytes))
  }

  return {
    async piece(sentence, piece) {
      if (piece) return send(sentence, piece)
      await gathered.flush()
      const sound = live.soundOf(sentence)
      if (sound) await sendRest(sentence, sound)
    },
    async sentence(sentence, sound) {
      await gathered.flush()
      await (taken === 'sentences' ? sendWhole(sentence, sound) : sendRest(sentence, sound))
    },
    stop: tap.shut,
    hold: tap.hold,
    resume: tap.resume,
    get isSounding() { return tap.isSounding },
    get hasSounded() { return tap.hasSounded },
    close() {
      void gathered.flush()
      decoding.close()
    },
  }
}

/** Of a WAV file of ours. */
function samplesOf(wav: Uint8Array): PcmSound {
  const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + wavHeaderBytes, wav.byteOffset + wav.byteLength))
  return { samples, sampleRateHz: new DataView(wav.buffer, wav.byteOffset).getUint32(wavRateAt, true) }
}

const endMsOf = (piece: SoundPiece): number =>
  'samples' in piece ? ((piece.fromSample + piece.samples.length) * 1000) / piece.sampleRateHz : Math.max(0, ((piece.fromSample + samplesIn(piece.packets) - piece.preSkip) * 1000) / opusRateHz)

/** What the client, who has so much, does not have yet of the samples, a frame's worth at a time. */
function* cut({ fromSample, sampleRateHz, samples }: Positioned<PcmSound>, hasMs: number): Generator<Positioned<PcmSound>> {
  const perFrame = Math.round((sampleRateHz * pieceMsMax) / 1000)
  const has = Math.round((hasMs * sampleRateHz) / 1000)
  for (let at = Math.max(0, has - fromSample); at < samples.length; at += perFrame) yield { fromSample: fromSample + at, sampleRateHz, samples: samples.subarray(at, at + perFrame) }
}

/** The same of packets. */
function* framed({ packets, preSkip, fromSample }: Positioned<OpusSound>, hasMs: number): Generator<Positioned<OpusSound>> {
  const has = hasMs === 0 ? 0 : preSkip + Math.round((hasMs * opusRateHz) / 1000)
  let some: OpusPacket[] = []
  let from = fromSample
  let at = fromSample
  for (const packet of packets) {
    if (some.length > 0 && at + packet.samples - from > (gatheredMsMax * opusRateHz) / 1000) {
      yield { fromSample: from, preSkip, packets: some }
      some = []
    }
    if (some.length === 0) from = at
    at += packet.samples
    if (at > has) some.push(packet)
  }
  if (some.length > 0) yield { fromSample: from, preSkip, packets: some }
}

/** For those who take no packets. One decoder serves all sentences of a turn: what it remembers of the one before is over within the next one's run-up. */
function decodingOf(audio: House['audio']): { samplesOf(piece: Positioned<OpusSound>): Promise<Positioned<PcmSound>>; close(): void } {
  const perSample = decodedRateHz / opusRateHz
  let decoder: OpusDecoding | null = null
  return {
    async samplesOf({ packets, preSkip, fromSample }) {
      decoder ??= await audio.decoder(decodedRateHz)
      const samples = decoder.decode(packets)
      const from = Math.round((fromSample - preSkip) * perSample)
      return { fromSample: Math.max(0, from), sampleRateHz: decodedRateHz, samples: samples.subarray(Math.max(0, -from)) }
    },
    close() {
      decoder?.close()
      decoder = null
    },
  }
}

type Tap = Pick<Delivery, 'hold' | 'resume' | 'isSounding' | 'hasSounded'> & {
  readonly isShut: boolean
  /** How long what has passed will still sound. */
  readonly aheadMs: number
  shut(): void
  /** Waits while it is held; false once it is shut. */
  passes(): Promise<boolean>
  /** So much more will sound. */
  sounds(ms: number): void
}

/** What the sound of a turn flows through, and until when what has passed can be heard. */
function tapOf(clock: Pick<Clock, 'monotonicMs'>): Tap {
  let isShut = false
  let held: PromiseWithResolvers<void> | null = null
  let heldAtMs = 0
  let soundsUntilMs = 0
  let hasSounded = false
  const letGo = () => {
    held?.resolve()
    held = null
  }
  return {
    get isShut() { return isShut },
    get isSounding() { return held !== null || clock.monotonicMs() < soundsUntilMs },
    get aheadMs() { return soundsUntilMs - (held ? heldAtMs : clock.monotonicMs()) },
    async passes() {
      if (held) await held.promise
      return !isShut
    },
    get hasSounded() { return hasSounded },
    sounds(ms) {
      hasSounded = true
      soundsUntilMs = Math.max(soundsUntilMs, clock.monotonicMs()) + ms
    },
    shut() {
      isShut = true
      soundsUntilMs = 0
      letGo()
    },
    hold() {
      if (isShut || held) return
      held = Promise.withResolvers()
      heldAtMs = clock.monotonicMs()
    },
    resume() {
      if (held && soundsUntilMs > heldAtMs) soundsUntilMs += clock.monotonicMs() - heldAtMs
      letGo()
    },
  }
}
