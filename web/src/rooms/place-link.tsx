/** Links to the places of the page. */
import type { ComponentProps } from 'react'
import { follow, pathOf, rooms } from '../place.ts'
import type { Place } from '../place.ts'
import { usePlace } from '../use-place.ts'
import { useRoomWords } from '../words/rooms/words.ts'

export function PlaceLink({ to, onClick, ...rest }: Omit<ComponentProps<'a'>, 'href'> & { readonly to: Place }) {
  const here = usePlace()
  return <a href={pathOf(to)} aria-current={here === to ? 'page' : undefined} onClick={(event) => {
    onClick?.(event)
    follow(to, event)
  }} {...rest} />
}

/** Every place of the page, the one somebody is in marked as such. `onFollowed` is called when one of them is gone to. */
export function PlaceLinks({ look, className, onFollowed }: { readonly look: string; readonly className?: string; readonly onFollowed?: () => void }) {
  const words = useRoomWords()
  return (
    <nav aria-label={words.places} className={className}>
      {([null, ...rooms] as const).map((place) => <PlaceLink key={place} to={place} className={look} onClick={onFollowed}>{words.names[place ?? 'talk']}</PlaceLink>)}
    </nav>
  )
}
