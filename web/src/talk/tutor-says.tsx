/** The tutor's sentences: read, heard again, heard slowly, translated; what sounds now is lit, word by word. */
import type { Sentence } from '@mluv/protocol/turn.ts'
import { Suspense, useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { IconButton } from '../kit/button.tsx'
import { lazily } from '../kit/lazily.tsx'
import { useWords } from '../words/words.ts'
import type { TalkRoom } from './use-talk.ts'

type TutorSaysProps = {
  readonly room: TalkRoom
  readonly turnId: string | null
  readonly sentences: readonly Sentence[]
  /** Translations are open, because the learner did not understand. */
  readonly translated: boolean
}

export const slowRate = 0.7

/** Nobody asks before the sentence is there to be read. */
const Translation = lazily(() => import('./translation.tsx').then((file) => file.Translation))

export function TutorSays({ room, turnId, sentences, translated }: TutorSaysProps) {
  return (
    <div className="grid gap-0.5">
      {sentences.map((sentence, at) => sentence.text !== '' && (
        <SentenceLine key={at} room={room} turnId={turnId} sentence={sentence} at={at} translated={translated} />
      ))}
    </div>
  )
}

export function Tutor({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex items-start gap-2">
      <span className="tutor-face mt-0.5 hidden size-10 shrink-0 sm:block" role="img" aria-label="Honzík" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}

type LineProps = Omit<TutorSaysProps, 'sentences'> & { readonly sentence: Sentence; readonly at: number }

function SentenceLine({ room, turnId, sentence, at, translated }: LineProps) {
  const words = useWords()
  const [opened, setOpened] = useState<boolean | null>(null)
  const open = opened ?? translated
  const id = useId()
  const sounds = room.sounding?.turnId === turnId && room.sounding.sentence === at && !room.blocked
  const hasSound = sentence.audioUrl !== null
  return (
    <div className="sentence arrive">
      {hasSound
        ? <IconButton icon={sounds ? 'sound' : 'play'} filled={!sounds} label={words.talk.listen} onClick={() => room.replay(turnId, [sentence], at, 1)} className={`sound ${sounds ? 'text-brick' : ''}`} />
        : <span className="sound" />}
      <p lang="cs" className="sentence-text">
        <span className={sounds ? 'sounding box-decoration-clone' : ''}>{sounds ? <LitWords sentence={sentence} room={room} /> : sentence.text}</span>
      </p>
      <IconButton icon="translate" label={open ? words.talk.hideTranslation : words.talk.translate} aria-expanded={open} aria-controls={id} onClick={() => setOpened(!open)} />
      <div id={id} className="sentence-more" hidden={!open}>
        <Suspense>{open && <Translation text={sentence.translation} onSlowly={hasSound ? () => room.replay(turnId, [sentence], at, slowRate) : null} />}</Suspense>
      </div>
    </div>
  )
}

/** The sentence with the word that sounds now underlined. */
function LitWords({ sentence, room }: { readonly sentence: Sentence; readonly room: TalkRoom }) {
  const [positionMs, setPositionMs] = useState(0)
  const read = useRef(room.positionMs)
  useEffect(() => {
    let frame = requestAnimationFrame(function look() {
      setPositionMs(read.current())
      frame = requestAnimationFrame(look)
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  return piecesByWord(sentence).map(({ text, word }, at) => (
    <span key={at} className={word && word.startMs <= positionMs && positionMs < word.endMs ? 'sounding-word' : undefined}>{text}</span>
  ))
}

/** Every word and what lies between, always the same pieces, so that lighting one moves none. */
function piecesByWord({ text, words }: Sentence): { readonly text: string; readonly word: Sentence['words'][number] | null }[] {
  const bounds = words.map(({ start }, at) => text.slice(words[at - 1]?.end ?? 0, start))
  const tail = text.slice(words.at(-1)?.end ?? 0)
  return [...words.flatMap((word, at) => [{ text: bounds[at]!, word: null }, { text: text.slice(word.start, word.end), word }]), { text: tail, word: null }]
}
