/** The microphone at work: who hears it, and what the rest of the page learns of that. */
import type { Settings } from '@mluv/protocol/learner.ts'
import { useEffect } from 'react'
import { useTalkingWords } from '../words/talking/words.ts'
import { useWords } from '../words/words.ts'
import { MicrophoneButton } from './microphone-button.tsx'
import { useHearing } from './use-hearing.ts'
import type { Hearing, HearingOptions } from './use-hearing.ts'
import type { TalkRoom } from './use-talk.ts'

type SpeakProps = Pick<HearingOptions, 'by' | 'readFirst' | 'onSaid' | 'onText'> & {
  readonly room: TalkRoom
  readonly settings: Pick<Settings, 'micMode' | 'silenceMs'>
  /** `fault`: why it gave nothing, in a sentence. */
  readonly onState: (state: { readonly state: Hearing['state']; readonly fault: string | null }) => void
}

export function Speak({ room, settings: { micMode, silenceMs }, onState, ...options }: SpeakProps) {
  const hearing = useHearing({ ...options, how: { mode: micMode, silenceMs }, listen: room.listen })
  const { talk } = useWords()
  const { hearing: text } = useTalkingWords()
  const { state } = hearing
  const fault = hearing.fault === null ? null : hearing.fault === 'too-much' ? talk.tooMuchWaiting : text[hearing.fault]
  useEffect(() => onState({ state, fault }), [onState, state, fault])
  return <MicrophoneButton hearing={hearing} onBegin={room.interrupt} />
}
