/** How the learner is heard here: by the server, by the browser where that was agreed to, or not at all, and then why. */
import { useEffect, useRef, useState } from 'react'
import { agreedToBrowserHearing, browserHears, listen } from './browser-hearing.ts'
import { mayRecord, record, recordingMsMax } from './microphone.ts'
import type { Drawer } from './pending.ts'
import type { Saying } from './use-talk.ts'

/** `offered`: the browser could, once the learner agrees. */
export type HearingBy = 'server' | 'browser' | 'offered' | 'plain-http' | 'nobody'
export type HearingFault = 'refused' | 'nothing' | 'too-short'

export type Hearing = {
  readonly by: HearingBy
  readonly state: 'idle' | 'starting' | 'recording' | 'finishing'
  readonly fault: HearingFault | null
  begin(): void
  /** Ends the recording and says it. */
  finish(): void
  cancel(): void
}

type Ear = { finish(): Promise<Saying | null>; cancel(): void }

export function hearingBy(serverHears: boolean, kept: Drawer): HearingBy {
  if (serverHears && mayRecord()) return 'server'
  if (!window.isSecureContext && (serverHears || browserHears())) return 'plain-http'
  if (browserHears()) return agreedToBrowserHearing(kept) ? 'browser' : 'offered'
  return 'nobody'
}

type HearingOptions = { readonly by: HearingBy; readonly onSaid: (saying: Saying) => void; readonly onText: (text: string) => void }

export function useHearing({ by, onSaid, onText }: HearingOptions): Hearing {
  const [state, setState] = useState<Hearing['state']>('idle')
  const [fault, setFault] = useState<HearingFault | null>(null)
  const ear = useRef<Ear | null>(null)
  /** Released or thrown away before the microphone had opened. */
  const early = useRef<'finish' | 'cancel' | null>(null)

  useEffect(() => () => ear.current?.cancel(), [])
  useEffect(() => {
    if (state !== 'recording') return
    const limit = setTimeout(() => void finish(), recordingMsMax)
    return () => clearTimeout(limit)
  })

  async function begin(): Promise<void> {
    if (state !== 'idle') return
    setState('starting')
    setFault(null)
    early.current = null
    try {
      ear.current = by === 'server' ? await serverEar() : browserEar(onText, () => end('refused'))
    } catch {
      return end('refused')
    }
    if (early.current === 'cancel') return cancel()
    setState('recording')
    if (early.current === 'finish') await finish()
  }

  async function finish(): Promise<void> {
    const open = ear.current
    if (!open) return void (early.current = 'finish')
    ear.current = null
    setState('finishing')
    const saying = await open.finish().catch(() => null)
    end(saying ? null : by === 'server' ? 'too-short' : 'nothing')
    if (saying) onSaid(saying)
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

  return { by, state, fault, begin: () => void begin(), finish: () => void finish(), cancel }
}

async function serverEar(): Promise<Ear> {
  const recording = await record()
  return {
    async finish() {
      const sound = await recording.finish()
      return sound && { kind: 'sound', sound }
    },
    cancel: () => recording.cancel(),
  }
}

function browserEar(onText: (text: string) => void, onFailed: () => void): Ear | null {
  const listening = listen(onText, onFailed)
  return listening && {
    async finish() {
      const text = await listening.finish()
      return text === null ? null : { kind: 'text', text, spoken: true }
    },
    cancel: () => listening.cancel(),
  }
}
