/** Buttons: at least 44 px high, named by what they do. */
import type { ComponentProps } from 'react'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

const looks = {
  solid: 'bg-brick text-on-brick font-semibold hover:bg-brick-deep',
  soft: 'border border-edge bg-surface hover:bg-sunk',
  plain: 'text-brick underline decoration-1 underline-offset-4 hover:decoration-2',
} as const

type ButtonProps = ComponentProps<'button'> & { readonly look?: keyof typeof looks; readonly icon?: IconName; readonly iconFilled?: boolean }

export function Button({ look = 'soft', icon, iconFilled = false, className = '', children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-4 py-2 disabled:opacity-60 ${looks[look]} ${className}`} {...rest}>
      {icon && <Icon name={icon} filled={iconFilled} />}
      {children}
    </button>
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children'> & { readonly icon: IconName; readonly label: string; readonly filled?: boolean }

/** A sign alone: its name is said, and shown when pointed at. */
export function IconButton({ icon, label, filled = false, className = '', ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} className={`grid size-11 shrink-0 place-items-center rounded-full text-soft hover:bg-sunk hover:text-ink ${className}`} {...rest}>
      <Icon name={icon} filled={filled} />
    </button>
  )
}
