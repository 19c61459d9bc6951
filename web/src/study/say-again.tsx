/** A corrected sentence said or written once more, the right way, and compared: practice, of which the tutor hears nothing. */
import { Suspense, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Button } from '../kit/button.tsx'
import type { HearingBy } from '../talk/hearing-by.ts'
import { useTalkingWords } from '../words/talking/words.ts'
import { compareWords } from './compare-words.ts'
import type { ComparedWord } from './compare-words.ts'
import { isHeard, PracticeMicrophone } from './practice-microphone.tsx'

type AgainProps = { readonly sentence: string; readonly hearingBy: HearingBy }

/** Closed until it is asked for. */
export function SayAgain(props: AgainProps) {
  const { again: text } = useTalkingWords()
  const [open, setOpen] = useState(false)
  if (!open) return <Button look="plain" className="-mr-2 px-2! py-0! text-sm leading-tight" onClick={() => setOpen(true)}>{text.begin}</Button>
  return <Suspense><Practice {...props} onClose={() => setOpen(false)} /></Suspense>
}

/** What a sentence of a turn may be long. */
const textLengthMax = 2000

function Practice({ sentence, hearingBy, onClose }: AgainProps & { readonly onClose: () => void }) {
  const { again: text } = useTalkingWords()
  const field = useRef<HTMLTextAreaElement>(null)
  const [given, setGiven] = useState('')
  const [checked, setChecked] = useState<string | null>(null)
  const compared = checked === null ? null : compareWords(checked, sentence)

  function check(said: string): void {
    if (said.trim() === '') return field.current?.focus()
    setChecked(said.trim())
  }

  function onMore(): void {
    setGiven('')
    setChecked(null)
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    check(given)
  }
  return (
    <section aria-label={text.begin} className="arrive mt-2 grid basis-full gap-2 rounded-xl bg-sunk p-3">
      <p className="text-sm">{text.say}</p>
      <p lang="cs" className="said">{compared ? <Words words={compared.wanted} /> : sentence}</p>
      <div className="flex items-end gap-2">
        <textarea ref={field} autoFocus rows={1} lang="cs" className="field typed" maxLength={textLengthMax} value={given} aria-label={text.type} placeholder={text.type} spellCheck={false}
          onChange={(event) => setGiven(event.target.value)} onKeyDown={onKeyDown} />
        {isHeard(hearingBy) && <PracticeMicrophone by={hearingBy} onText={(heard, whole) => {
          setGiven(heard)
          if (whole) check(heard)
        }} />}
      </div>
      <div role="status" className="empty:hidden">
        {compared && <p className={`font-semibold ${compared.nearness === 'other' ? 'text-rust' : 'text-river'}`}>{text.nearness[compared.nearness]}</p>}
        {compared && compared.nearness !== 'right' && <p className="mt-1 wrap-anywhere">{text.yours} <span lang="cs"><Words words={compared.given} /></span></p>}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {compared ? <Button look="solid" onClick={onMore}>{text.more}</Button> : <Button look="solid" onClick={() => check(given)}>{text.check}</Button>}
        <Button onClick={onClose}>{text.close}</Button>
        <p className="flex-1 basis-40 text-sm text-soft">{text.free}</p>
      </div>
    </section>
  )
}

const looks = { same: undefined, marks: 'underline decoration-2 decoration-gold underline-offset-4', other: 'font-semibold text-rust underline decoration-2 underline-offset-4' } as const

function Words({ words }: { readonly words: readonly ComparedWord[] }) {
  return words.map(({ text, as }, at) => <span key={at} className={as === null ? undefined : looks[as]}>{text}</span>)
}
