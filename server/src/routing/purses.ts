/**
 * Purses: what one turn holds of every limit that it counts towards, taken from the slices in hand when it begins, and
 * given back when it ends. What it spent is entered when it is known which turn it belongs to.
 */
import { dayOf, leastMicroUsd, limitedOf, standardPlan, turnMicroUsd, usedUp, usedUpSentence, type Budget, type Standing, type UsedUp } from '../domain/allowance.ts'
import { Failure } from '../domain/failure.ts'
import type { LearnerId, TurnId } from '../domain/identity.ts'
import type { SpendingTask } from '../domain/price.ts'
import type { Allowances, Entry } from '../ports/allowances.ts'
import type { Clock } from '../ports/clock.ts'
import type { Purse, Purses } from '../ports/purse.ts'
import { exchange, type Exchange } from './exchange.ts'
import { slices, type Slice, type Slices } from './slices.ts'

/** How long another plan may take to be noticed by a process that knew the one before. */
const standingMsMax = 60_000
const standingsMax = 20_000
/** Turns' worth that a process leaves to others while nobody waits for it. */
const turnsLeftAlone = 10
/** How often what a turn needs is fetched, where others are quicker to take it; each time there is more of it for all. */
const fetchesMax = 4

export type PursesOptions = {
  readonly allowances: Allowances
  readonly budget: Budget
  /** What happens to who has nothing left to spend: what costs nothing answers, or nobody does. */
  readonly overBudget: 'offline' | 'refuse'
  readonly clock: Clock
  /** Names this process in its slices. */
  readonly holder: string
  readonly report: (error: unknown) => void
}

export type OpenPurses = Purses & {
  /** Hands in what was spent so far. */
  flush(): Promise<void>
  /** Hands in everything, and gives back what is not spent. */
  close(): Promise<void>
}

export function purses({ allowances, budget, overBudget, clock, holder, report }: PursesOptions): OpenPurses {
  const inHand = slices(clock)
  const books = exchange({ allowances, clock, holder, report }, inHand)
  const standingOf = standings(allowances, clock, report)

  /** A turn's worth, or as much of it as there is. Who finds most of one in hand begins with that. */
  async function hold(from: readonly Slice[]): Promise<number> {
    const free = () => Math.min(turnMicroUsd, ...from.map(({ freeMicroUsd }) => freeMicroUsd))
    const isShort = () => free() < turnMicroUsd / 2
    const wasShort = isShort()
    // While the rest is fetched, somebody else may take what was in hand.
    for (let fetched = 0; fetched < fetchesMax && isShort() && !from.some(inHand.isEmpty); fetched += 1) {
      inHand.want(from, turnMicroUsd)
      await books.fetch()
    }
    const microUsd = free()
    inHand.take(from, microUsd)
    if (!wasShort) stockUp(from)
    return microUsd
  }

  /** So that the next one finds a slice, too. The last of an allowance is taken when somebody needs it, and not before. */
  function stockUp(from: readonly Slice[]): void {
    const low = from.filter(({ freeMicroUsd, leftMicroUsd }) => freeMicroUsd < turnMicroUsd && leftMicroUsd > turnsLeftAlone * turnMicroUsd)
    if (low.length === 0) return
    inHand.want(low, turnMicroUsd)
    // Nobody waits for it, and that it failed is reported.
    books.fetch().catch(() => {})
  }

  return {
    async open(learnerId) {
      const standing = await standingOf(learnerId)
      const day = dayOf(clock.now())
      const from = limitedOf(budget, day, learnerId, standing).map(inHand.of)
      const heldMicroUsd = from.length === 0 ? Infinity : await hold(from)
      const nothing = heldMicroUsd < leastMicroUsd ? usedUp(tightest(from).allowance) : null
      if (nothing && overBudget === 'refuse') {
        inHand.giveBack(from, heldMicroUsd)
        throw new Failure('exhausted', usedUpSentence(nothing), { retryAfterMs: Math.max(0, nothing.untilMs - clock.now()) })
      }
      return purseOf({ learnerId, guest: standing.guest, day }, held(from, heldMicroUsd, inHand, books), books, clock, nothing)
    },
    flush: books.flush,
    close: books.close,
  }
}

/** Where nothing costs anything: nobody asks for money. */
export const freePurses: OpenPurses = {
  open: async (learnerId) => ({ learnerId, leftMicroUsd: Infinity, spent: { microUsd: 0, savedMicroUsd: 0 }, usedUp: null, reserve: async () => null, belongsTo: () => {}, close: () => {} }),
  flush: async () => {},
  close: async () => {},
}

/** What was known is used once more where it is old, and looked up for the next time: nobody waits for what seldom changes. */
function standings(allowances: Allowances, clock: Clock, report: (error: unknown) => void): (learnerId: LearnerId) => Standing | Promise<Standing> {
  const known = new Map<LearnerId, { readonly standing: Standing; readonly untilMs: number }>()

  function keep(learnerId: LearnerId, standing: Standing): Standing {
    known.delete(learnerId)
    known.set(learnerId, { standing, untilMs: clock.monotonicMs() + standingMsMax })
    if (known.size > standingsMax) known.delete(known.keys().next().value!)
    return standing
  }
  const look = async (learnerId: LearnerId) => keep(learnerId, (await allowances.standing(learnerId)) ?? { plan: standardPlan, guest: true })

  return (learnerId) => {
    const found = known.get(learnerId)
    if (!found) return look(learnerId)
    if (clock.monotonicMs() < found.untilMs) return found.standing
    keep(learnerId, found.standing)
    look(learnerId).catch(report)
    return found.standing
  }
}

const tightest = (among: readonly Slice[]): Slice => among.reduce((least, slice) => (roomOf(slice) < roomOf(least) ? slice : least))
const roomOf = ({ freeMicroUsd, leftMicroUsd }: Slice): number => freeMicroUsd + leftMicroUsd

/** What one purse holds, the same of every limit: given out for calls, and taken back from them. */
type Holding = {
  readonly from: readonly Slice[]
  readonly leftMicroUsd: number
  /** Holds so much back for one call; what others hold or have spent is not waited for. */
  claim(microUsd: number): Promise<boolean>
  receive(microUsd: number): void
  /** From now on what comes back goes to the slices. */
  close(): void
}

function held(from: readonly Slice[], heldMicroUsd: number, inHand: Slices, books: Exchange): Holding {
  let holding = heldMicroUsd
  let closed = false
  for (const slice of from) slice.purses += 1

  function claimNow(microUsd: number): boolean {
    const missing = microUsd - holding
    if (closed || (missing > 0 && !inHand.take(from, missing))) return false
    holding = Math.max(0, -missing)
    return true
  }

  return {
    from,
    get leftMicroUsd() {
      return closed ? 0 : from.length === 0 ? Infinity : holding + Math.max(0, roomOf(tightest(from)))
    },
    async claim(microUsd) {
      if (closed || books.isFull()) return false
      if (claimNow(microUsd)) return true
      const missing = microUsd - holding
      inHand.need(from, missing)
      if (from.some((slice) => slice.freeMicroUsd < missing && inHand.isEmpty(slice))) return false
      inHand.want(from, missing)
      // A database that cannot be asked grants nothing, and that is reported.
      await books.fetch().catch(() => {})
      return claimNow(microUsd)
    },
    receive(microUsd) {
      if (closed) inHand.giveBack(from, microUsd)
      else holding += microUsd
    },
    close() {
      if (closed) return
      closed = true
      for (const slice of from) slice.purses -= 1
      inHand.giveBack(from, holding)
    },
  }
}

type Owner = Pick<Entry, 'learnerId' | 'guest' | 'day'>
type Unentered = Omit<Entry, 'turnId' | 'run'>

function purseOf(owner: Owner, holding: Holding, books: Exchange, clock: Clock, nothing: UsedUp | null): Purse {
  const attempts = new Map<SpendingTask, number>()
  let refused = nothing
  let spent = { microUsd: 0, savedMicroUsd: 0 }
  let turn: { readonly turnId: TurnId | null; readonly run: number } | null = null
  /** Until it is known whose they are. */
  let unentered: Unentered[] = []

  function enter(): void {
    if (!turn) return
    for (const entry of unentered) books.enter({ ...entry, ...turn }, holding.from)
    unentered = []
  }

  return {
    learnerId: owner.learnerId,
    get leftMicroUsd() {
      return holding.leftMicroUsd
    },
    get spent() {
      return spent
    },
    get usedUp() {
      return refused
    },
    async reserve({ mostMicroUsd, ...call }) {
      if (!(await holding.claim(mostMicroUsd))) {
        if (holding.from.length > 0) refused ??= usedUp(tightest(holding.from).allowance)
        return null
      }
      const attempt = (attempts.get(call.task) ?? 0) + 1
      attempts.set(call.task, attempt)
      let open = true
      return {
        settle({ outcome, microUsd, savedMicroUsd, saved, used }) {
          if (!open) return
          open = false
          const charged = Math.min(mostMicroUsd, Math.max(0, Math.ceil(microUsd)))
          spent = { microUsd: spent.microUsd + charged, savedMicroUsd: spent.savedMicroUsd + savedMicroUsd }
          const costs = { reservedMicroUsd: mostMicroUsd, microUsd: charged, savedMicroUsd, ...(saved && { saved }) }
          unentered.push({ ...owner, ...call, ...costs, entryId: clock.newId(), attempt, atMs: clock.now(), outcome, used })
          enter()
          holding.receive(mostMicroUsd - charged)
        },
      }
    },
    belongsTo(turnId, run) {
      turn = { turnId, run }
      enter()
    },
    close() {
      turn ??= { turnId: null, run: 1 }
      enter()
      holding.close()
    },
  }
}
