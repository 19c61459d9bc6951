/** A line to type into, under its name. */
import { useId } from 'react'
import type { ComponentProps } from 'react'

type TextFieldProps = Omit<ComponentProps<'input'>, 'id' | 'onChange'> & { readonly label: string; readonly help?: string; readonly onChange: (text: string) => void }

export function TextField({ label, help, onChange, className = '', ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <div className="grid min-w-0 flex-1 basis-52 gap-1">
      <label htmlFor={id} className="font-semibold">{label}</label>
      {help && <p id={`${id}-help`} className="text-sm text-soft">{help}</p>}
      <input id={id} className={`field ${className}`} aria-describedby={help ? `${id}-help` : undefined} autoCapitalize="off" spellCheck={false} onChange={(event) => onChange(event.target.value)} {...rest} />
    </div>
  )
}
