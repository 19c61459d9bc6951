/** One sitting at the desk: which card is asked, what is answered, and when the server hears of it. */
import { troubleIn } from '../api.ts'
import type { ask, Trouble } from '../api.ts'
import type { Rating } from '../../../server/src/domain/card-memory.ts'
import { answered, dayEndMs, letGo, queue, takenBack, unsent, withoutCard } from './desk.ts'
import type { Desk, StandingCard } from './desk.ts'
import { refill, send } from './exchange.ts'
import type { DeskKeep, sendParting } from './exchange.ts'
import { inHand } from './in-hand.ts'

export type Table = {
  /** Null until it is read. */
  readonly desk: Desk | null
  readonly asked: StandingCard | null
  /** When it was asked. */
  readonly askedAtMs: number
  readonly left: number
  /** Answered in this sitting, on the day that ends then. */
  readonly done: number
  readonly dayEndsMs: number
  readonly trouble: Trouble | null
}

type World = { readonly keep: DeskKeep; readonly call: typeof ask; readonly part: typeof sendParting; readonly now: () => number; readonly newId: () => string }

export type Sitting = {
  table(): Table
  /** The answer ends the watch. */
  watch(onChange: () => void): () => void
  begin(): Promise<void>
  /** The first answer to the asked card counts: what comes before the next one is asked is the same finger again. */
  answer(rating: Rating): Promise<void>
  takeBack(): Promise<void>
  /** Keeps the asked card no longer. */
  drop(): Promise<void>
  /** The network may be there again, or another day. */
  meet(): Promise<void>
  /** Nothing can be taken back any more, and all is sent: what was given here before anything is waited for, since a page that ends comes to nothing else. */
  leave(): Promise<void>
}

/** So many answers go together; what is left over goes when the learner does. */
const sentTogether = 8

export function sitting({ keep, call, part, now, newId }: World): Sitting {
  let table: Table = { desk: null, asked: null, askedAtMs: 0, left: 0, done: 0, dayEndsMs: 0, trouble: null }
  let exchanges: Promise<void> = Promise.resolve()
  const hand = inHand()
  const watchers = new Set<() => void>()

  function put(desk: Desk, changes: { readonly done?: number; readonly trouble?: Trouble | null; readonly ask?: string | null } = {}): void {
    const { ask: wanted = table.asked?.card.cardId ?? null, ...rest } = changes
    const waiting = queue(desk, now())
    const asked = waiting.find(({ card }) => card.cardId === wanted) ?? waiting[0] ?? null
    const isSame = asked !== null && asked.card.cardId === table.asked?.card.cardId && asked.memory.reviews === table.asked.memory.reviews
    const done = now() < table.dayEndsMs ? table.done : 0
    table = { ...table, done, ...rest, desk, asked, askedAtMs: isSame ? table.askedAtMs : now(), left: waiting.length, dayEndsMs: dayEndMs(desk, now()) }
    hand.seen(desk)
    for (const watcher of watchers) watcher()
  }

  /** One at a time, so that what is due is never read before what was sent. */
  function exchange(act: typeof send): Promise<void> {
    exchanges = exchanges.then(() => act(keep, call)).then(async () => put(await current(), { trouble: null }), async (error: unknown) => put(await current(), { trouble: troubleIn(error) }))
    return exchanges
  }
  const current = () => keep.change((desk) => desk)

  return {
    table: () => table,
    watch(onChange) {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    async begin() {
      const desk = await keep.change(letGo)
      // Cards that lie here are asked at once; an empty desk says nothing before the server has.
      if (queue(desk, now()).length > 0) put(desk)
      await exchange(refill)
    },
    async answer(rating) {
      const { asked } = table
      if (!asked || hand.isKeeping()) return
      const review = { cardId: asked.card.cardId, rating, reviewedAt: new Date(now()).toISOString(), reviewId: newId() }
      const desk = await hand.whileKept(review, () => keep.change((before) => answered(before, review)))
      put(desk, { done: table.done + 1, ask: null })
      if (table.left === 0 && desk.moreDue) await exchange(refill)
      else if (table.left === 0 || unsent(desk).length >= sentTogether) await exchange(send)
    },
    async takeBack() {
      hand.takenBack(table.desk?.held ?? null)
      let back: string | null = null
      const desk = await keep.change((before) => {
        back = before.log.find(({ reviewId }) => reviewId === before.held)?.cardId ?? null
        return takenBack(before)
      })
      put(desk, back === null ? {} : { done: Math.max(0, table.done - 1), ask: back })
    },
    async drop() {
      const dropped = table.asked?.card.cardId
      if (dropped === undefined) return
      await exchange(async () => {
        await call('DELETE', `/cards/${dropped}`)
        await keep.change((desk) => withoutCard(desk, dropped))
      })
    },
    meet: () => exchange(refill),
    async leave() {
      const parted = hand.partBy(part)
      put(await keep.change(letGo))
      await exchange(() => parted(keep).then(() => send(keep, call)))
    },
  }
}
