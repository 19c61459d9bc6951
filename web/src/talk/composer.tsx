/** Where the learner says something: the text field, the microphone, Czech letters, *Nerozumím*, and Stop. */
import type { Settings } from '@mluv/protocol/learner.ts'
import { Suspense, useEffect, useRef, useState } from 'react'
import type { ComponentProps, KeyboardEvent } from 'react'
import { Button, IconButton } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { lazily } from '../kit/lazily.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import type { TalkingMessages } from '../words/talking/messages.ts'
import { useTalkingWords } from '../words/talking/words.ts'
import { useWords } from '../words/words.ts'
import { draft } from './draft.ts'
import type { HearingBy } from './hearing-by.ts'
import type { Drawer } from './pending.ts'
import type { Hearing } from './use-hearing.ts'
import { turned } from './turned-letter.ts'
import type { Typed } from './turned-letter.ts'
import type { TalkRoom } from './use-talk.ts'

/** Nobody speaks before the page is there to be looked at. */
const Speak = lazily(() => import('./speak.tsx').then((file) => file.Speak))

const Letters = lazily(() => import('./czech-letters.tsx').then((file) => file.CzechLetters))

type ComposerProps = {
  readonly room: TalkRoom
  readonly settings: Pick<Settings, 'micMode' | 'silenceMs'>
  readonly kept: Drawer
  readonly hearingBy: HearingBy
  readonly readFirst: boolean
  readonly onAskConsent: () => void
  readonly onDontUnderstand: () => void
  /** The reply was already translated and heard slowly, and still is not understood. */
  readonly confused: boolean
}

const textLengthMin = 2
const textLengthMax = 2000
const lettersPlace = 'mluv.letters'

export function Composer({ room, settings, kept, hearingBy, readFirst, onAskConsent, onDontUnderstand, confused }: ComposerProps) {
  const words = useWords()
  const { field, text, dictated, write, put } = useField(room)
  const [isFull, setFull] = useState(false)
  const [letters, setLetters] = useState(() => kept.getItem(lettersPlace) === 'shown')
  const [hearing, setHearing] = useState<Pick<Hearing, 'state' | 'fault'>>({ state: 'idle', fault: null })

  const said = text.trim()
  const isTooLong = said.length > textLengthMax
  const isUnsayable = isTooLong || said.length < textLengthMin

  function send(): void {
    field.current?.focus()
    if (isUnsayable) return
    const isTaken = room.say({ kind: 'text', text: said, spoken: dictated.current })
    setFull(!isTaken)
    if (isTaken) write('')
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return
    const sends = event.key === 'Enter' && !event.shiftKey
    const next = event.altKey && event.key === 'ArrowUp' ? turned(text, event.currentTarget.selectionStart) : null
    if (sends || next) event.preventDefault()
    if (sends) send()
    if (next) put(next)
  }

  return (
    <form className="say-bar" aria-label={words.talk.placeholder} onSubmit={(event) => {
      event.preventDefault()
      send()
    }}>
      <div className="column grid gap-2">
        <Notice room={room} fault={isTooLong ? 'too-long' : isFull ? 'too-much' : hearing.fault} hearingBy={hearingBy} />
        <Tools room={room} confused={confused} letters={letters} onDontUnderstand={onDontUnderstand} onLetters={() => {
          setLetters(!letters)
          kept.setItem(lettersPlace, letters ? 'hidden' : 'shown')
        }} />
        {letters && <Suspense fallback={<div className="h-23 sm:h-11" />}><Letters field={field} onTyped={put} /></Suspense>}
      </div>
      <div className="say-row mt-2">
        <textarea ref={field} className="field typed" rows={1} lang="cs" value={text} aria-invalid={isTooLong}
          placeholder={hearing.state === 'recording' ? words.talk.recording : words.talk.placeholder}
          aria-label={words.talk.placeholder} enterKeyHint="send" autoCapitalize="sentences" spellCheck={false} onChange={(event) => {
            write(event.target.value)
            setFull(false)
          }} onKeyDown={onKeyDown} />
        <Microphone by={hearingBy} readFirst={readFirst} settings={settings} room={room} onAskConsent={onAskConsent} onState={setHearing} onText={(heard, whole) => {
          write(heard, true)
          if (whole) field.current?.focus()
        }} onSaid={(saying) => {
          write('')
          setFull(!room.say(saying))
        }} />
        <button type="submit" className="round-button" aria-label={words.talk.send} title={words.talk.send} disabled={isUnsayable}><Icon name="send" /></button>
      </div>
    </form>
  )
}

function useField({ learnerId, refusal }: TalkRoom) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => draft(learnerId))
  /** What stands in the field was said aloud. */
  const dictated = useRef(false)
  useEffect(() => {
    // A finger brings up the keyboard when it wants it; with a mouse, one is there already.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])
  useEffect(() => void draft(learnerId, text), [learnerId, text])
  useEffect(() => {
    if (refusal) setText((now) => now || refusal.text)
  }, [refusal])

  function write(next: string, aloud = false): void {
    if (aloud || next === '') dictated.current = aloud
    setText(next)
  }

  function put(typed: Typed): void {
    setText(typed.text)
    requestAnimationFrame(() => field.current?.setSelectionRange(typed.caret, typed.caret))
  }
  return { field, text, dictated, write, put }
}

type MicrophoneProps = Omit<ComponentProps<typeof Speak>, 'by'> & Pick<ComposerProps, 'onAskConsent'> & { readonly by: HearingBy }

function Microphone({ by, onAskConsent, ...speaking }: MicrophoneProps) {
  const words = useWords()
  if (by === 'offered') return <IconButton icon="microphone" label={words.talk.browserHearing} onClick={onAskConsent} className="border border-edge" />
  return (by === 'server' || by === 'browser') && <Suspense fallback={<span className="size-11 shrink-0" />}><Speak by={by} {...speaking} /></Suspense>
}

type ToolsProps = Pick<ComposerProps, 'room' | 'confused' | 'onDontUnderstand'> & { readonly letters: boolean; readonly onLetters: () => void }

function Tools({ room, confused, letters, onDontUnderstand, onLetters }: ToolsProps) {
  const words = useWords()
  const { sounding, interrupt } = room
  useEffect(() => {
    if (!sounding) return
    const stop = ({ key }: { readonly key: string }): void => void (key === 'Escape' && interrupt())
    document.addEventListener('keydown', stop)
    return () => document.removeEventListener('keydown', stop)
  })
  return (
    <div className="flex items-center gap-2 overflow-x-auto p-1 -m-1">
      <Button className="shrink-0 text-sm" icon="question" onClick={onDontUnderstand}>{confused ? words.talk.stillDontUnderstand : <span lang="cs">Nerozumím</span>}</Button>
      <Button className="shrink-0 text-sm" aria-pressed={letters} title={words.talk.lettersHelp} onClick={onLetters}>
        <span lang="cs" aria-hidden="true">ěšč</span><span className="sr-only">{words.talk.letters}</span>
      </Button>
      <span className="flex-1" />
      {sounding && !room.blocked && (
        <Button className="shrink-0 text-sm" icon="stop" title={words.talk.stopHelp} onClick={interrupt}><span className="max-sm:sr-only">{words.talk.stop}</span></Button>
      )}
      {room.blocked && <Button look="solid" className="shrink-0 text-sm" icon="sound" onClick={room.unblock}>{words.talk.listenFirst}</Button>}
    </div>
  )
}

type Why = keyof TalkingMessages['unsaid']
type NoticeProps = Pick<ComposerProps, 'room' | 'hearingBy'> & { readonly fault: Why | null }

/** The one thing the learner should know now. */
function Notice({ room, fault, hearingBy }: NoticeProps) {
  return (
    <div role="status" className="text-sm empty:hidden">
      {room.refusal && <p className="text-rust"><TroubleText trouble={room.refusal.trouble} /></p>}
      <Suspense>
        {fault && <p className="text-rust"><Unsaid why={fault} /></p>}
        {(hearingBy === 'plain-http' || hearingBy === 'nobody') && room.talk.turns.length === 0 && <p className="text-soft"><Unsaid why={hearingBy} /></p>}
      </Suspense>
    </div>
  )
}

const Unsaid = ({ why }: { readonly why: Why }) => useTalkingWords().unsaid[why]
