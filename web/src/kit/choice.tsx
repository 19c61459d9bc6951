/** Choosing one of several: a labelled select, and a row of radio buttons. */
import { useId } from 'react'
import type { ReactNode } from 'react'

export type Option<Value extends string> = { readonly value: Value; readonly label: string; readonly lang?: string }
type ChoiceProps<Value extends string> = {
  readonly label: ReactNode
  readonly help?: string
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChoose: (value: Value) => void
}

export function Select<Value extends string>({ label, help, value, options, onChoose }: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">{label}</label>
      {help && <p id={`${id}-help`} className="text-sm text-soft">{help}</p>}
      <select id={id} className="field" aria-describedby={help ? `${id}-help` : undefined} value={value} onChange={(event) => onChoose(event.target.value as Value)}>
        {options.map((option) => <option key={option.value} value={option.value} lang={option.lang}>{option.label}</option>)}
      </select>
    </div>
  )
}

export function Radios<Value extends string>({ label, help, value, options, onChoose }: ChoiceProps<Value>) {
  const name = useId()
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-semibold">{label}</legend>
      {help && <p className="-mt-1 text-sm text-soft">{help}</p>}
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <label key={option.value} className="option items-center gap-2 px-3">
            <input type="radio" className="accent-brick outline-none" name={name} value={option.value} checked={option.value === value} onChange={() => onChoose(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
