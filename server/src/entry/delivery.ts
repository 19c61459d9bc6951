/**
 * A turn's sound on its way down one connection: whole sentences, or pieces as they are made. Knows how far each sentence
 * was sent; what the connection does not have of a sentence comes from where sounds are kept.
 */
import { frameHeaderBytes, frameKind, pieceHeaderBytes } from '@mluv/protocol/voice.ts'
import type { Sound, SoundPiece } from '../domain/conversation.ts'
import type { Clock } from '../ports/clock.ts'
import type { LiveTurn } from '../tutor/live-turns.ts'
import type { House } from './house.ts'
import type { Wire } from './wire.ts'

/** A tenth of a second: so much may still be on its way when the learner interrupts. */
const pieceMsMax = 100
/** A duration is told in whole milliseconds. */
const roundingMs = 0.5
const wavHeaderBytes = 44
const wavRateAt = 24

export type Delivering = {
  readonly house: Pick<House, 'store' | 'audio'> & { readonly clock: Pick<Clock, 'monotonicMs'> }
  readonly wire: Wire
  readonly live: Pick<LiveTurn, 'turnNumber' | 'soundOf'>
  readonly inPieces: boolean
  readonly playsOgg: boolean
  /** Up to where the client has the sound. */
  readonly have?: { readonly sentence: number; readonly ms: number } | undefined
}

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
}

export function delivery({ house, wire, live, inPieces, playsOgg, have }: Delivering): Delivery {
  const tap = tapOf(house.clock)
  const sentMs = new Map<number, number>(have && [[have.sentence, have.ms]])
  const sentOf = (sentence: number) => (have && sentence < have.sentence ? Infinity : (sentMs.get(sentence) ?? 0))

  async function send(sentence: number, { fromSample, sampleRateHz, samples }: SoundPiece): Promise<void> {
    const perFrame = Math.round((sampleRateHz * pieceMsMax) / 1000)
    const has = Math.round((sentOf(sentence) * sampleRateHz) / 1000)
    for (let at = Math.max(0, has - fromSample); at < samples.length && !tap.isShut; at += perFrame) {
      if (!(await tap.passes())) return
      const some = samples.subarray(at, at + perFrame)
      const frame = Buffer.allocUnsafe(pieceHeaderBytes + some.byteLength)
      begin(frame, frameKind.piece, sentence, live.turnNumber)
      frame.writeUInt32BE(fromSample + at, 8)
      frame.writeUInt32BE(sampleRateHz, 12)
      frame.set(new Uint8Array(some.buffer, some.byteOffset, some.byteLength), pieceHeaderBytes)
      sentMs.set(sentence, ((fromSample + at + some.length) * 1000) / sampleRateHz)
      tap.sounds((some.length * 1000) / sampleRateHz)
      await wire.frame(frame)
    }
  }

  async function sendRest(sentence: number, { soundId, durationMs }: Pick<Sound, 'soundId' | 'durationMs'>): Promise<void> {
    if (tap.isShut || sentOf(sentence) >= durationMs - roundingMs) return
    const kept = await house.store.sounds.find(soundId)
    if (!kept) return
    const wav = await house.audio.convert(kept.bytes, 'wav')
    const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + wavHeaderBytes, wav.byteOffset + wav.byteLength))
    await send(sentence, { fromSample: 0, sampleRateHz: new DataView(wav.buffer, wav.byteOffset).getUint32(wavRateAt, true), samples })
  }

  async function sendWhole(sentence: number, { soundId, durationMs }: Pick<Sound, 'soundId' | 'durationMs'>): Promise<void> {
    const kept = await house.store.sounds.find(soundId)
    if (!kept) return
    const bytes = playsOgg ? kept.bytes : await house.audio.convert(kept.bytes, 'wav')
    if (!(await tap.passes())) return
    tap.sounds(durationMs)
    const frame = Buffer.allocUnsafe(frameHeaderBytes + bytes.length)
    begin(frame, frameKind.sentence, sentence, live.turnNumber)
    frame.set(bytes, frameHeaderBytes)
    await wire.frame(frame)
  }

  return {
    async piece(sentence, piece) {
      if (piece) return send(sentence, piece)
      const sound = live.soundOf(sentence)
      if (sound) await sendRest(sentence, sound)
    },
    sentence: (sentence, sound) => (inPieces ? sendRest(sentence, sound) : sendWhole(sentence, sound)),
    stop: tap.shut,
    hold: tap.hold,
    resume: tap.resume,
    get isSounding() { return tap.isSounding },
  }
}

function begin(frame: Buffer, kind: number, sentence: number, turnNumber: number): void {
  frame.writeUInt8(kind, 0)
  frame.writeUInt8(0, 1)
  frame.writeUInt16BE(sentence, 2)
  frame.writeUInt32BE(turnNumber, 4)
}

type Tap = Pick<Delivery, 'hold' | 'resume' | 'isSounding'> & {
  readonly isShut: boolean
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
  const letGo = () => {
    held?.resolve()
    held = null
  }
  return {
    get isShut() { return isShut },
    get isSounding() { return held !== null || clock.monotonicMs() < soundsUntilMs },
    async passes() {
      if (held) await held.promise
      return !isShut
    },
    sounds: (ms) => void (soundsUntilMs = Math.max(soundsUntilMs, clock.monotonicMs()) + ms),
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
