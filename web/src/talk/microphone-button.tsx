/** Hold to speak and let go to send; or a tap, Space or Enter begins and another sends. Escape throws it away. */
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { useWords } from '../words/words.ts'
import type { Hearing } from './use-hearing.ts'

/** A press shorter than this is a tap: it goes on recording. */
const tapMsMax = 350

export function MicrophoneButton({ hearing, onBegin }: { readonly hearing: Hearing; readonly onBegin: () => void }) {
  const words = useWords()
  const pressedAtMs = useRef<number | null>(null)
  const recording = hearing.state === 'recording' || hearing.state === 'starting'

  function begin(): void {
    onBegin()
    hearing.begin()
  }

  return (
    <>
      {recording && <IconButton icon="close" label={words.talk.cancelRecording} onClick={hearing.cancel} className="border border-edge" />}
      <button type="button" aria-label={recording ? `${words.talk.recording} ${words.talk.tapToSend}` : words.talk.holdToSpeak} title={recording ? words.talk.tapToSend : words.talk.holdToSpeak}
        aria-pressed={recording} disabled={hearing.state === 'finishing'}
        className={`grid h-11 min-w-11 shrink-0 touch-none place-items-center rounded-full select-none ${recording ? 'bg-rust px-3 text-paper' : 'border border-edge hover:bg-sunk'}`}
        onContextMenu={(event) => event.preventDefault()}
        onPointerDown={(event) => {
          if (event.button !== 0 || recording) return
          event.currentTarget.setPointerCapture(event.pointerId)
          pressedAtMs.current = event.timeStamp
          begin()
        }}
        onPointerUp={(event) => {
          const heldMs = pressedAtMs.current === null ? null : event.timeStamp - pressedAtMs.current
          if (heldMs === null || heldMs > tapMsMax) hearing.finish()
          pressedAtMs.current = null
        }}
        onPointerCancel={() => {
          pressedAtMs.current = null
          hearing.cancel()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && recording) hearing.cancel()
        }}
        onClick={(event) => {
          if (event.detail !== 0) return
          if (recording) hearing.finish()
          else begin()
        }}>
        {recording ? <span className="flex items-center gap-1.5"><Icon name="microphone" className="pulse size-5" /><Elapsed /></span> : <Icon name="microphone" />}
      </button>
    </>
  )
}

function Elapsed() {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((now) => now + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return <span className="text-sm tabular-nums" aria-hidden="true">{Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}</span>
}
