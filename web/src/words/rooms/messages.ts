/** What the places of the page are called, and what the menu opens. */
import type { Room } from '@mluv/protocol/rooms.ts'

export type RoomMessages = {
  readonly places: string
  readonly beenHere: string
  readonly house: string
  readonly privacy: string
  readonly docs: string
  readonly source: string
  readonly names: Readonly<Record<'talk' | Room, string>>
  readonly opens: Readonly<Record<'choose' | 'talks' | 'device' | 'settings' | 'account', string>>
}
