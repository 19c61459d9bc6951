/** Something that is so or not, under its name. */

type TickProps = {
  readonly label: string
  /** What it is, where the label alone does not say. */
  readonly name?: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function Tick({ label, name, checked, onChange }: TickProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3">
      <input type="checkbox" className="size-5 shrink-0 accent-brick" aria-label={name} checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  )
}
