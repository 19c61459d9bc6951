/** A microphone for what is only practised: nothing is said to the tutor, what was understood is told to whoever asked. */
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import type { HearingBy } from '../talk/hearing-by.ts'
import { Elapsed } from '../talk/microphone-button.tsx'
import { useHearing } from '../talk/use-hearing.ts'
import { useTalkingWords } from '../words/talking/words.ts'

type MicrophoneProps = { readonly by: HearingBy; readonly autoFocus?: boolean; readonly onText: (text: string, whole?: boolean) => void }

export const isHeard = (by: HearingBy): boolean => by === 'server' || by === 'browser'

/** Begun and ended by a tap or a key: whoever practises takes their time. */
export function PracticeMicrophone({ by, autoFocus = false, onText }: MicrophoneProps) {
  const { again: text, unsaid } = useTalkingWords()
  const [unheard, setUnheard] = useState(false)
  const { state, fault, begin, finish } = useHearing({ by, how: { mode: 'push', silenceMs: 0 }, readFirst: true, listen: () => null, onText, onSaid: () => setUnheard(true) })
  const speaking = state === 'recording' || state === 'starting'
  return (
    <div className="grid justify-items-end gap-1">
      <Button autoFocus={autoFocus} className={speaking ? 'bg-rust! text-paper' : ''} icon="microphone" aria-pressed={speaking} disabled={state === 'finishing'} onClick={() => {
        setUnheard(false)
        if (speaking) finish()
        else begin()
      }}>{speaking ? text.stop : text.speak}{speaking && <Elapsed />}</Button>
      <span role="status" className="text-sm text-soft empty:hidden">{fault && fault !== 'too-much' ? unsaid[fault] : unheard ? unsaid.unreachable : speaking ? text.listening : ''}</span>
    </div>
  )
}
