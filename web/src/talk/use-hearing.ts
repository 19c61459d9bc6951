/** Hears the learner: live, as a recording where the browser cannot do better, or by what the browser itself understands. */
import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import type { Transcript } from '@mluv/protocol/lessons.ts'
import { ask, troubleIn } from '../api.ts'
import { listen } from './browser-listening.ts'
import type { Listening } from './connection.ts'
import type { HearingBy, HearingFault } from './hearing-by.ts'
import type { LiveEarOptions } from './live-microphone.ts'
import type { Saying, TalkRoom } from './use-talk.ts'

export type MicMode = Listening['mode']

export type Hearing = {
  readonly by: HearingBy
  /** Who ends what is said; a microphone that cannot be heard while it is spoken into is held. */
  readonly mode: MicMode
  readonly state: 'idle' | 'starting' | 'recording' | 'finishing'
  readonly fault: HearingFault | null
  readonly muted: boolean
  /** Shows how loud the microphone hears: `--level` is from 0 to 1. */
  readonly meter: RefObject<HTMLButtonElement | null>
  begin(): void
  /** Ends the recording and says it. */
  finish(): void
  cancel(): void
  mute(on: boolean): void
}

/** What was understood, to be read before it is sent. */
type Heard = { readonly kind: 'heard'; readonly text: string }

/** `finish` resolves with what is to be said or read, why there is nothing, or null where it is said already. */
type Ear = { finish(): Promise<Saying | Heard | HearingFault | null>; cancel(): void; mute?(on: boolean): void }

/** Kept below the server's 60 s, so that nothing is refused for its length. */
const recordingMsMax = 58_000
/** What is shorter was a slip of the finger. */
const recordingMsMin = 300

const isLive = (by: HearingBy): boolean => by === 'server' && 'AudioWorkletNode' in window

export type HearingOptions = {
  readonly by: HearingBy
  readonly how: Pick<Listening, 'mode' | 'silenceMs'>
  readonly listen: TalkRoom['listen']
  /** Nothing is said before the learner has read it; an open microphone is not waited for. */
  readonly readFirst: boolean
  readonly onSaid: (saying: Saying) => void
  /** What was understood so far, or in the end, the `whole` of it. */
  readonly onText: (text: string, whole?: boolean) => void
}

export function useHearing({ by, how, readFirst, listen: listenTo, onSaid, onText }: HearingOptions): Hearing {
  const [state, setState] = useState<Hearing['state']>('idle')
  const [fault, setFault] = useState<HearingFault | null>(null)
  const [muted, setMuted] = useState(false)
  const ear = useRef<Ear | null>(null)
  const meter = useRef<HTMLButtonElement>(null)
  /** Released or thrown away before the microphone had opened. */
  const early = useRef<'finish' | 'cancel' | null>(null)
  const isRead = readFirst && (by !== 'server' || how.mode !== 'open')
  const isHeardLive = isLive(by) && !isRead
  const mode = isHeardLive ? how.mode : 'push'

  useEffect(() => () => ear.current?.cancel(), [])
  useEffect(() => {
    if (state !== 'recording' || mode === 'open') return
    const limit = setTimeout(() => void finish(), recordingMsMax)
    return () => clearTimeout(limit)
  })

  const onLevel = (level: number): void => meter.current?.style.setProperty('--level', String(level))

  async function begin(): Promise<void> {
    if (state !== 'idle') return
    setState('starting')
    setFault(null)
    setMuted(false)
    early.current = null
    try {
      if (by === 'browser') ear.current = browserEar(onText, isRead, end)
      else if (isHeardLive) ear.current = await liveEarOr(recordedEar, { mode, listen: (onUnheard) => listenTo(how, onUnheard), onLevel, onShut: () => end(null) })
      else ear.current = await (isRead ? readEar() : recordedEar())
    } catch (error) {
      return end(faultIn(error instanceof DOMException ? error.name : ''))
    }
    if (!ear.current) return end('too-much')
    if (early.current === 'cancel') return cancel()
    setState('recording')
    if (early.current === 'finish') await finish()
  }

  async function finish(): Promise<void> {
    const open = ear.current
    if (!open) return void (early.current = 'finish')
    ear.current = null
    setState('finishing')
    const saying = await open.finish().catch(() => 'nothing' as const)
    end(typeof saying === 'string' ? saying : null)
    if (!saying || typeof saying === 'string') return
    if (saying.kind === 'heard') onText(saying.text, true)
    else onSaid(saying)
  }

  function cancel(): void {
    if (!ear.current) return void (early.current = 'cancel')
    ear.current.cancel()
    end(null)
  }

  function end(why: HearingFault | null): void {
    ear.current = null
    setState('idle')
    setFault(why)
  }

  const mute = (on: boolean): void => {
    ear.current?.mute?.(on)
    setMuted(on)
  }
  return { by, mode, state, fault, muted, meter, begin: () => void begin(), finish: () => void finish(), cancel, mute }
}

type LiveOptions = Omit<LiveEarOptions, 'shortMsMax'> & { readonly mode: MicMode }

/** Where the microphone cannot be listened to live, for whatever reason but the learner's own, it is recorded. */
async function liveEarOr(otherwise: () => Promise<Ear>, { mode, ...options }: LiveOptions): Promise<Ear | null> {
  try {
    const { liveEar } = await import('./live-microphone.ts')
    return await liveEar({ ...options, shortMsMax: mode === 'push' ? recordingMsMin : 0 })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotAllowedError') throw error
    return otherwise()
  }
}

async function recordedEar(): Promise<Ear> {
  const { record } = await import('./microphone.ts')
  const recording = await record(recordingMsMin)
  return {
    async finish() {
      const sound = await recording.finish()
      return sound ? { kind: 'sound', sound, format: 'file' } : 'too-short'
    },
    cancel: () => recording.cancel(),
  }
}

/** Where nobody can put it into writing just now, it is said as it is: then it is kept, and told what it waits for. */
async function readEar(): Promise<Ear> {
  const ear = await recordedEar()
  return {
    ...ear,
    async finish() {
      const saying = await ear.finish()
      if (saying === null || typeof saying === 'string' || saying.kind !== 'sound') return saying
      const form = new FormData()
      form.append('audio', new Blob([saying.sound]))
      try {
        return { kind: 'heard', text: (await ask<Transcript>('POST', '/lessons/transcribe', form)).transcript }
      } catch (error) {
        return troubleIn(error).code === 'unheard' ? 'nothing' : saying
      }
    },
  }
}

function browserEar(onText: (text: string) => void, isRead: boolean, onFailed: (fault: HearingFault) => void): Ear | null {
  const listening = listen(onText, (error) => onFailed(faultIn(error)))
  return listening && {
    async finish() {
      const text = await listening.finish()
      if (text === null) return 'nothing'
      return isRead ? { kind: 'heard', text } : { kind: 'text', text, spoken: true }
    },
    cancel: () => listening.cancel(),
  }
}

/** The browser's own words for why a microphone cannot be listened to, or nobody recognises what is said. */
function faultIn(error: string): HearingFault {
  switch (error) {
    case 'NotFoundError':
    case 'OverconstrainedError':
    case 'audio-capture':
      return 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'held'
    case 'network':
    case 'language-not-supported':
      return 'unreachable'
    default:
      return 'refused'
  }
}
