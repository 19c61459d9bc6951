/** What the menu holds: the places of the page, and what opens above whichever of them one is in. */
import { useRoomWords } from '../words/rooms/words.ts'
import { HouseLinks } from './house-links.tsx'
import { PlaceLinks } from './place-link.tsx'

type MenuProps<Shown extends string> = {
  readonly menuId: string
  /** What may be opened here, in this order. */
  readonly opens: readonly Shown[]
  readonly onOpen: (shown: Shown) => void
}

const look = 'block min-h-11 w-full rounded-lg px-3 py-2 text-left hover:bg-sunk aria-[current]:font-semibold'

export function MenuItems<Shown extends 'choose' | 'talks' | 'device' | 'settings' | 'account'>({ menuId, opens, onOpen }: MenuProps<Shown>) {
  const words = useRoomWords()
  return (
    <>
      <PlaceLinks look={look} onFollowed={() => document.getElementById(menuId)?.hidePopover()} />
      <hr className="my-1.5 border-line" />
      {opens.map((shown) => (
        <button key={shown} type="button" popoverTarget={menuId} popoverTargetAction="hide" onClick={() => onOpen(shown)} className={look}>{words.opens[shown]}</button>
      ))}
      <hr className="my-1.5 border-line" />
      <HouseLinks className="max-w-56 px-3" />
    </>
  )
}
