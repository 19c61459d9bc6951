/** A link to another place of the page. */
import type { ComponentProps } from 'react'
import { follow, pathOf, usePlace } from '../place.ts'
import type { Place } from '../place.ts'

export function PlaceLink({ to, onClick, ...rest }: Omit<ComponentProps<'a'>, 'href'> & { readonly to: Place }) {
  const here = usePlace()
  return <a href={pathOf(to)} aria-current={here === to ? 'page' : undefined} onClick={(event) => {
    onClick?.(event)
    follow(to, event)
  }} {...rest} />
}
