/**
 * A microphone that is listened to: sound in, utterances out, and what the tutor's voice is to do meanwhile. Whoever gives the
 * sound is told at once what follows from it. What precedes an utterance by a breath belongs to it: speech begins softly.
 */
import { awaited, heardFrame, heardWords, quiet, type Happening, type ListeningMode, type Taken, type TurnTaking, type TutorVoice } from '../domain/turn-taking.ts'
import { frameMs, frameSamples, judged, unknownRoom } from '../domain/voice-activity.ts'
import { speech, type Speech } from './speech.ts'

const frameBytes = 2 * frameSamples
/** So much of what came before the first sure sound of voice is given along. */
const runUpFrames = 15
/** With less voice than this, an utterance that the learner ended by hand is none. */
const voicedMsMin = 60

/** `speech` belongs to `began`. */
export type Listened = { readonly type: Exclude<Happening, 'began' | 'paused' | 'went-on'> } | { readonly type: 'began'; readonly speech: Speech } | { readonly type: 'too-long' }

export type Listening = {
  /** 16-bit little-endian mono PCM at 16 kHz, of any length; `over`: what there is of the tutor's voice meanwhile. */
  hear(pcm: Uint8Array, over: TutorVoice): readonly Listened[]
  /** What the utterance is understood as so far; `inPause`: as far as a pause. */
  words(text: string, inPause?: boolean): readonly Listened[]
  /** The tutor is about to answer what was said before. */
  awaited(): readonly Listened[]
  /** The learner says that they have said all, or is gone (`dropped`). */
  end(how?: 'said' | 'gone'): readonly Listened[]
}

export function listen({ mode, silenceMs }: { readonly mode: ListeningMode; readonly silenceMs: number }): Listening {
  const room = roomHeard()
  const framed = framesOf(mode === 'push' ? 2 : frameBytes)
  let state: TurnTaking = quiet
  let current: Speech | null = null
  let isDone = false
  const runUp: Uint8Array[] = []

  function told(happened: readonly Happening[], silentMs: number | null = null): Listened[] {
    return happened.flatMap((type): Listened | [] => {
      if (type === 'began') {
        current = speech()
        for (const part of runUp.splice(0)) current.add(part)
        return { type, speech: current }
      }
      if (type === 'paused' || type === 'went-on') return breathed(current, type)
      if (type === 'ended') current?.end(silentMs)
      if (type === 'dropped') current?.drop()
      if (type === 'ended' || type === 'dropped') current = null
      if (type === 'ended' && mode === 'tap') isDone = true
      return { type }
    })
  }

  function taken({ state: next, happened }: Taken, silentMs: number | null = null): Listened[] {
    state = next
    return told(happened, silentMs)
  }

  function frame(bytes: Uint8Array, over: TutorVoice): Listened[] {
    if (current?.add(bytes) === false) return tooLong()
    if (current === null && runUp.push(bytes) > runUpFrames) runUp.shift()
    return taken(heardFrame(state, { isVoiced: room.isVoiced(bytes), ms: frameMs, over }, silenceMs), state.silentMs + frameMs)
  }

  function pushed(bytes: Uint8Array, over: TutorVoice): Listened[] {
    const begins = current === null ? told(over === 'silent' ? ['began'] : ['began', 'interrupted']) : []
    for (let at = 0; at + frameBytes <= bytes.length; at += frameBytes) room.isVoiced(bytes.subarray(at, at + frameBytes))
    return current?.add(bytes) === false ? [...begins, ...tooLong()] : begins
  }

  function tooLong(): Listened[] {
    current = null
    state = { ...quiet, streams: state.streams }
    isDone = mode !== 'open'
    return [{ type: 'too-long' }]
  }

  return {
    hear(pcm, over) {
      if (isDone) return []
      const whole = framed(pcm)
      if (mode === 'push') return pushed(whole, over)
      const listened: Listened[] = []
      for (let at = 0; at < whole.length && !isDone; at += frameBytes) listened.push(...frame(whole.subarray(at, at + frameBytes), over))
      return listened
    },
    words: (text, inPause) => taken(heardWords(state, text, inPause)),
    awaited: () => taken(awaited(state)),
    end(how = 'said') {
      isDone = true
      if (current === null) return []
      const isSaid = how === 'said' && room.voicedMs >= voicedMsMin
      const held: readonly Happening[] = state.tutor === 'held' ? [isSaid ? 'interrupted' : 'resumed'] : []
      return told([...held, isSaid ? 'ended' : 'dropped'])
    },
  }
}

/** Nobody but whoever hears what is said is told of a pause in it. */
function breathed(saying: Speech | null, type: 'paused' | 'went-on'): [] {
  if (type === 'paused') saying?.pause()
  else saying?.goOn()
  return []
}

/** What was heard of a voice in the room so far. */
function roomHeard(): { isVoiced(frame: Uint8Array): boolean; readonly voicedMs: number } {
  let room = unknownRoom
  let voicedMs = 0
  return {
    get voicedMs() { return voicedMs },
    isVoiced(bytes) {
      const heard = judged(room, new Int16Array(bytes.buffer, bytes.byteOffset, frameSamples))
      room = heard.room
      if (heard.isVoiced) voicedMs += frameMs
      return heard.isVoiced
    },
  }
}

/** Bytes that come split anywhere, as whole frames of so many, at even addresses, as samples must lie. */
function framesOf(bytesEach: number): (bytes: Uint8Array) => Uint8Array {
  let rest: Uint8Array = new Uint8Array(0)
  return (bytes) => {
    const all = new Uint8Array(rest.length + bytes.length)
    all.set(rest)
    all.set(bytes, rest.length)
    const whole = all.length - (all.length % bytesEach)
    rest = all.subarray(whole)
    return all.subarray(0, whole)
  }
}
