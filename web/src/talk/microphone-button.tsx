/**
 * The microphone. Held, it is let go to send, or a tap, Space or Enter begins and another sends; tapped, silence sends; open,
 * one utterance follows the other until it is shut. Escape throws away what is being said.
 */
import { useEffect, useRef, useState } from 'react'
import type { ComponentProps } from 'react'
import { IconButton } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import type { Hearing } from './use-hearing.ts'

/** A press shorter than this is a tap: it goes on recording. */
const tapMsMax = 350

export function MicrophoneButton({ hearing, onBegin }: { readonly hearing: Hearing; readonly onBegin: () => void }) {
  const { talk: { recording: listening } } = useWords()
  const { microphone: text } = useLaterWords()
  const { mode, muted, meter } = hearing
  const recording = hearing.state === 'recording' || hearing.state === 'starting'
  const toBegin = { push: text.hold, tap: text.tap, open: text.open }[mode]
  const toEnd = mode === 'open' ? text.shut : text.send

  function begin(): void {
    // An open microphone interrupts nobody before something is said.
    if (mode !== 'open') onBegin()
    hearing.begin()
  }

  const presses = usePresses(mode === 'push', recording, begin, hearing)
  return (
    <>
      {recording && (mode === 'open'
        ? <IconButton icon={muted ? 'muted' : 'microphone'} label={muted ? text.unmute : text.mute} aria-pressed={muted} onClick={() => hearing.mute(!muted)} className="border border-edge" />
        : <IconButton icon="close" label={text.throwAway} onClick={hearing.cancel} className="border border-edge" />)}
      <button ref={meter} type="button" aria-label={recording ? (mode === 'open' ? toEnd : `${listening} ${toEnd}`) : toBegin} title={recording ? toEnd : toBegin}
        aria-pressed={recording} disabled={hearing.state === 'finishing'}
        className={`level grid h-11 min-w-11 shrink-0 touch-none place-items-center rounded-full select-none ${recording ? (muted ? 'bg-sunk px-3 text-soft' : 'bg-rust px-3 text-paper') : 'border border-edge hover:bg-sunk'}`}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && recording) hearing.cancel()
        }}
        {...presses}>
        {recording && mode !== 'open' ? <span className="flex items-center gap-1.5"><Icon name="microphone" className="size-5" /><Elapsed /></span> : <Icon name={recording ? 'close' : 'microphone'} />}
      </button>
    </>
  )
}

/** Where it is held, what a finger or mouse does is told by how long it presses; keys, and every other mode, click. */
function usePresses(isHeld: boolean, recording: boolean, begin: () => void, { finish, cancel }: Hearing): ComponentProps<'button'> {
  const pressedAtMs = useRef<number | null>(null)
  const toggle = recording ? finish : begin
  if (!isHeld) return { onClick: toggle }
  return {
    onPointerDown(event) {
      if (event.button !== 0 || recording) return
      event.currentTarget.setPointerCapture(event.pointerId)
      pressedAtMs.current = event.timeStamp
      begin()
    },
    onPointerUp(event) {
      const heldMs = pressedAtMs.current === null ? null : event.timeStamp - pressedAtMs.current
      if (heldMs === null || heldMs > tapMsMax) finish()
      pressedAtMs.current = null
    },
    onPointerCancel() {
      pressedAtMs.current = null
      cancel()
    },
    onClick: (event) => void (event.detail === 0 && toggle()),
  }
}

/** How long it has been going on, for eyes alone. */
export function Elapsed() {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((now) => now + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return <span className="text-sm tabular-nums" aria-hidden="true">{Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}</span>
}
