/** What a card says, as it is written or changed. */
import type { CardKind, CardView } from '@mluv/protocol/cards.ts'
import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../kit/button.tsx'
import { Select } from '../kit/choice.tsx'
import { useCardWords } from '../words/cards/words.ts'

export type Said = { readonly kind: CardKind; readonly front: string; readonly back: string; readonly example: string | null }

type EditorProps = {
  /** Null is a new one. */
  readonly card: CardView | null
  readonly onSave: (said: Said) => Promise<void>
  readonly onCancel: () => void
  /** What else can be done. */
  readonly children?: ReactNode
}

const frontLengthMax = 200
const backLengthMax = 500
const kinds = ['word', 'phrase', 'mistake'] as const satisfies readonly CardKind[]

export function CardEditor({ card, onSave, onCancel, children }: EditorProps) {
  const says = useCardWords()
  const first = { front: card?.front ?? '', back: card?.back ?? '', example: card?.example ?? '', kind: card?.kind ?? 'word' }
  const [front, setFront] = useState(first.front)
  const [back, setBack] = useState(first.back)
  const [example, setExample] = useState(first.example)
  const [kind, setKind] = useState<CardKind>(first.kind)
  const [isSaving, setSaving] = useState(false)
  const isNew = card === null
  const isUntouched = front === first.front && back === first.back && example === first.example && kind === first.kind
  const form = useRef<HTMLFormElement>(null)
  // Under a finger it would bring up the keyboard, for whoever only wants to see.
  useEffect(() => {
    if (isNew || matchMedia('(pointer: fine)').matches) form.current?.querySelector('textarea')?.focus()
  }, [isNew])

  async function save(): Promise<void> {
    setSaving(true)
    await onSave({ kind, front: front.trim(), back: back.trim(), example: example.trim() || null })
    setSaving(false)
  }
  return (
    <form ref={form} aria-label={card ? says.edit : says.add} className="grid gap-3" onKeyDown={(event) => event.key === 'Escape' && isUntouched && onCancel()} onSubmit={(event) => {
      event.preventDefault()
      if (!isSaving) void save()
    }}>
      <Field label={says.front} lang="cs" lengthMax={frontLengthMax} value={front} onChange={setFront} isNeeded />
      <Field label={says.back} lengthMax={backLengthMax} value={back} onChange={setBack} isNeeded />
      <Field label={says.example} lang="cs" lengthMax={backLengthMax} value={example} onChange={setExample} />
      <Select label={says.kind} value={kind} options={kinds.map((value) => ({ value, label: says.kinds[value] }))} onChoose={setKind} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="solid" aria-busy={isSaving || undefined}>{says.save}</Button>
        <Button onClick={onCancel}>{says.cancel}</Button>
        {children}
      </div>
    </form>
  )
}

type FieldProps = { readonly label: string; readonly lang?: 'cs'; readonly lengthMax: number; readonly value: string; readonly onChange: (value: string) => void; readonly isNeeded?: boolean }

/** It grows with what is written in it; Enter saves, as it does where there is one line. Browsers take blanks for something that is written. */
function Field({ label, lang, lengthMax, value, onChange, isNeeded = false }: FieldProps) {
  const id = useId()
  const says = useCardWords()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">{label}</label>
      <textarea ref={(area) => area?.setCustomValidity(isNeeded && value.trim() === '' ? says.needed : '')}
        id={id} lang={lang} rows={1} className="field typed" required={isNeeded} maxLength={lengthMax} value={value} onChange={(event) => onChange(event.target.value)} onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
        event.preventDefault()
        event.currentTarget.form?.requestSubmit()
      }} />
    </div>
  )
}
