/** Cards in a file that another program for cards reads and writes. */
import type { CardDraft } from '../domain/card-draft.ts'
import type { LoggedCard } from '../domain/card.ts'

export type DeckFile = {
  /**
   * What a package says, whichever of its versions it is. `media` counts pictures and sounds, which are left.
   * Throws a `Failure`: `unsupported` for what is no such package or of a version nobody here knows, `invalid` where it is damaged, `too-large` where it
   * unpacks to too much, `busy` and `unavailable` where it could not be seen to.
   */
  read(bytes: Uint8Array, nowMs: number): Promise<{ readonly drafts: readonly CardDraft[]; readonly media: number }>
  /** One package with every card, how it stands and each of its reviews. */
  write(cards: readonly LoggedCard[], nowMs: number): Promise<Uint8Array>
}
