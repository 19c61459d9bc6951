/** The microphone at work: who hears it, and what the rest of the page learns of that. */
import type { Settings } from '@mluv/protocol/learner.ts'
import { useEffect } from 'react'
import { MicrophoneButton } from './microphone-button.tsx'
import { useHearing } from './use-hearing.ts'
import type { Hearing, HearingOptions } from './use-hearing.ts'
import type { TalkRoom } from './use-talk.ts'

type SpeakProps = Pick<HearingOptions, 'by' | 'readFirst' | 'onSaid' | 'onText'> & {
  readonly room: TalkRoom
  readonly settings: Pick<Settings, 'micMode' | 'silenceMs'>
  readonly onState: (state: Pick<Hearing, 'state' | 'fault'>) => void
}

export function Speak({ room, settings: { micMode, silenceMs }, onState, ...options }: SpeakProps) {
  const hearing = useHearing({ ...options, how: { mode: micMode, silenceMs }, listen: room.listen })
  const { state, fault } = hearing
  useEffect(() => onState({ state, fault }), [onState, state, fault])
  return <MicrophoneButton hearing={hearing} onBegin={room.interrupt} />
}
