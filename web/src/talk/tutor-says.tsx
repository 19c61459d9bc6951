/** The tutor's sentences: read, heard again, heard slowly, translated; what sounds now is lit, word by word. */
import type { Sentence } from '@mluv/protocol/turn.ts'
import { useEffect, useId, useRef, useState } from 'react'
import { Button, IconButton } from '../kit/button.tsx'
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

export function TutorSays({ room, turnId, sentences, translated }: TutorSaysProps) {
  return (
    <div className="grid gap-0.5">
      {sentences.map((sentence, at) => sentence.text !== '' && (
        <SentenceLine key={at} room={room} turnId={turnId} sentence={sentence} at={at} translated={translated} />
      ))}
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
    <div className="arrive grid grid-cols-[2.75rem_minmax(0,1fr)_2.75rem] items-start gap-x-1">
      {hasSound
        ? <IconButton icon={sounds ? 'sound' : 'play'} filled={!sounds} label={words.talk.listen} onClick={() => room.replay(turnId, [sentence], at, 1)} className={sounds ? 'text-brick' : ''} />
        : <span className="size-11" />}
      <p lang="cs" className="pt-2 text-lg leading-7">
        <span className={sounds ? 'sounding box-decoration-clone' : ''}>{sounds ? <LitWords sentence={sentence} room={room} /> : sentence.text}</span>
      </p>
      <IconButton icon="translate" label={open ? words.talk.hideTranslation : words.talk.translate} aria-expanded={open} aria-controls={id} onClick={() => setOpened(!open)} />
      <div id={id} className="col-start-2 col-span-2" hidden={!open}>
        {open && (
          <div className="mb-1 flex flex-wrap items-center gap-x-3 border-l-3 border-line pl-3 text-soft">
            <p className="min-w-0 flex-1 basis-40">{sentence.translation ?? words.talk.noTranslation}</p>
            {hasSound && <Button look="plain" icon="slow" className="px-1" onClick={() => room.replay(turnId, [sentence], at, slowRate)}>{words.talk.listenSlowly}</Button>}
          </div>
        )}
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
