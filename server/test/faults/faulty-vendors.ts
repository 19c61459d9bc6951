/**
 * Three places where vendors are played, in given time: one turn after the other meets them, time passes only while one of
 * them is silent and nobody else is at work, and what each call would be charged for is told beside what was entered.
 */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Call } from '../../../bench/simulator/call.ts'
import { usedBy } from '../../../bench/simulator/call.ts'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { factsOf, listedPrices, type Ability } from '../../src/adapters/models/price-list.ts'
import { vendors } from '../../src/adapters/models/vendors.ts'
import { costOf, type SpendingTask } from '../../src/domain/price.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'
import type { Installation, Opening } from '../journeys/installation.ts'
import type { TurnableClock } from '../journeys/turnable-clock.ts'

/** Who is where, in the order in which they are asked. */
const places = { first: ['openai'], second: ['anthropic', 'deepgram', 'elevenlabs'], third: ['groq'] } as const
export type Place = keyof typeof places
export type Vendors = Record<Place, Simulator>

export const startVendors = async (clock: TurnableClock): Promise<Vendors> => {
  const [first, second, third] = await Promise.all(Object.keys(places).map(() => startVendor(clock)))
  return { first: first!, second: second!, third: third! }
}

/** Again where it was, when it was stopped. */
export const startVendor = (clock: TurnableClock, before?: Simulator): Promise<Simulator> =>
  startSimulator({ remember: true, sleep: clock.sleep, ...(before && { port: Number(new URL(before.url).port) }) })

export function settingsFor(at: Vendors): NonNullable<Opening['settings']> {
  const all = (Object.keys(places) as Place[]).flatMap((place) => places[place].map((vendor) => ({ vendor, ...at[place] })))
  const usual = (vendor: string, ability: 'chat' | 'hearing' | 'voice') => [`${vendor}/${String([vendors[vendor]!.usual![ability]].flat()[0])}`]
  return {
    MLUV_VENDOR_URLS: all.map(({ vendor, url }) => `${vendor}=${url}`).join(' '),
    MLUV_VENDOR_KEYS: all.map(({ vendor, key }) => `${vendor}=${key}`).join(' '),
    MLUV_CHAT_MODELS: [...usual('openai', 'chat'), ...usual('anthropic', 'chat')].join(' '),
    MLUV_STT_MODELS: [...usual('openai', 'hearing'), ...usual('deepgram', 'hearing'), ...usual('groq', 'hearing')].join(' '),
    MLUV_TTS_MODELS: [...usual('openai', 'voice'), ...usual('elevenlabs', 'voice')].join(' '),
    ADAPTIVE_MODELS: 'false', CACHE_ENABLED: 'false',
  }
}

/** How many calls of the house's own parts are under way; of those that come after `adapt`. */
export type Work = { underWay: number; adapt(tutor: Tutor): Tutor }

export function workOf(): Work {
  const work: Work = {
    underWay: 0,
    adapt: ({ store, audio, ...tutor }) => ({ ...tutor, audio: counted(audio, work), store: { ...store, turns: counted(store.turns, work), sounds: counted(store.sounds, work) } }),
  }
  return work
}

const counted = <Part extends object>(part: Part, work: Work): Part => new Proxy(part, {
  get: (target, name) => {
    const method = Reflect.get(target, name) as unknown
    return typeof method !== 'function' ? method : (...given: unknown[]) => {
      const answer = (method as (...given: unknown[]) => unknown).apply(target, given)
      if (!(answer instanceof Promise)) return answer
      work.underWay += 1
      return answer.finally(() => (work.underWay -= 1))
    }
  },
})

/** So that workers and the database are heard of. */
const moment = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

/** What was looked for in vain may still be under way when a turn is over; not for long. */
export async function settled(work: Work): Promise<void> {
  for (let looks = 0; looks < 500 && work.underWay > 0; looks += 1) await moment(2)
  assert.equal(work.underWay, 0, 'something is still under way')
}

const callsOf = (at: Vendors): readonly Call[] => Object.values(at).flatMap((each) => each.calls())

/** Time passes in steps of so much: two of them and it is too late for a first piece. */
export const stepMs = 4_000
/** Turns of the event loop in which nobody but a silent vendor is at work. */
const quietTurns = 5

/** Lets time pass while there is nothing else to wait for, until `isOver`. How much passed. */
export async function passUntil(isOver: () => boolean, at: Vendors, clock: TurnableClock, work: Work, msMax: number): Promise<number> {
  const isSilent = () => work.underWay === 0 && callsOf(at).some(({ state }) => state === 'silent') && callsOf(at).every(({ state }) => state !== 'open')
  let passedMs = 0
  for (let quiet = 0; !isOver(); quiet = isSilent() ? quiet + 1 : 0) {
    await moment(2)
    if (quiet < quietTurns) continue
    clock.turn(stepMs)
    passedMs += stepMs
    quiet = 0
    assert.ok(passedMs <= msMax, `it is not over after ${passedMs} ms`)
  }
  return passedMs
}

/** Until every call has ended at the vendor, too. */
export async function ended(at: Vendors): Promise<void> {
  for (let turns = 0; callsOf(at).some(({ state }) => state !== 'over'); turns += 1) {
    assert.ok(turns < turnsMax, `a call is still open: ${JSON.stringify(callsOf(at).filter(({ state }) => state !== 'over'))}`)
    await moment(2)
  }
}
const turnsMax = 2_000

export type Charge = { readonly task: SpendingTask; readonly provider: string; readonly microUsd: number }
type Entry = Charge & { readonly outcome: 'finished' | 'aborted' | 'failed'; readonly reservedMicroUsd: number }

/** What the vendors would charge for the calls they had, a begun millisecond of sound as a whole one. */
export function chargesOf(at: Vendors): readonly Charge[] {
  return callsOf(at).filter(({ status, model }) => model !== '' && status < 400).map((call): Charge => {
    const { task, ability, provider } = askedIn(call, at.third.calls().includes(call))
    const { heardMs, spokenMs, ...used } = usedBy(call)
    const { price } = factsOf(listedPrices, { vendor: provider, model: call.model, ability })
    return { task, provider, microUsd: costOf(price, { ...used, heardMs: Math.ceil(heardMs), spokenMs: Math.ceil(spokenMs) }) }
  })
}

function askedIn({ endpoint, request }: Call, isThird: boolean): { readonly task: SpendingTask; readonly ability: Ability; readonly provider: string } {
  const chat = (provider: string) => ({ task: (request as { stream?: boolean }).stream ? 'reply' as const : 'correct' as const, ability: 'chat' as const, provider })
  switch (endpoint) {
    case 'chat':
      return chat('openai')
    case 'messages':
      return chat('anthropic')
    case 'speech':
      return { task: 'speak', ability: 'voice', provider: 'openai' }
    case 'voices':
      return { task: 'speak', ability: 'voice', provider: 'elevenlabs' }
    case 'listen':
      return { task: 'transcribe', ability: 'hearing', provider: 'deepgram' }
    default:
      return { task: 'transcribe', ability: 'hearing', provider: isThird ? 'groq' : 'openai' }
  }
}

/** Nothing is in anybody's hands any more; what was entered of each learner's calls by then. */
export async function entriesOf({ database }: Pick<Installation, 'database'>, clock: TurnableClock): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const { kysely } = database.database
  for (let turns = 0; ; turns += 1) {
    clock.turn(60_000)
    const { rows: [held] } = await sql<{ microUsd: number }>`select coalesce(sum(reserved_micro_usd), 0)::int as "microUsd" from allowances`.execute(kysely)
    if (held!.microUsd === 0) break
    assert.ok(turns < turnsMax / 10, `${held!.microUsd} micro-dollars are still in hands`)
    await moment(20)
  }
  const { rows } = await sql<Entry & { learnerId: string }>`
    select learner_id as "learnerId", task, provider, outcome, micro_usd::int as "microUsd", reserved_micro_usd::int as "reservedMicroUsd" from spending`.execute(kysely)
  return Map.groupBy(rows, ({ learnerId }) => learnerId)
}

/** Finished calls are charged as the vendor charges them; others between that and what was reserved. */
export function assertCharged(entries: readonly Entry[], charges: readonly Charge[]): void {
  const nameOf = ({ task, provider }: Charge) => `${task} of ${provider}`
  for (const name of new Set([...entries, ...charges].map(nameOf))) {
    const left = charges.filter((charge) => nameOf(charge) === name).map(({ microUsd }) => microUsd).toSorted((one, other) => other - one)
    const mine = entries.filter((entry) => nameOf(entry) === name)
    for (const { microUsd } of mine.filter(({ outcome }) => outcome === 'finished')) {
      const at = left.indexOf(microUsd)
      assert.ok(at >= 0, `${name}: ${microUsd} was entered, and the vendor charges ${left.join(', ') || 'nothing'}`)
      left.splice(at, 1)
    }
    const others = mine.filter(({ outcome }) => outcome !== 'finished').toSorted((one, other) => other.microUsd - one.microUsd)
    assert.ok(left.length <= others.length, `${name}: a call that the vendor charges for was not entered`)
    for (const [at, microUsd] of left.entries()) assert.ok(others[at]!.microUsd >= microUsd, `${name}: ${others[at]!.microUsd} was entered, and the vendor charges ${microUsd}`)
  }
  for (const { microUsd, reservedMicroUsd } of entries) assert.ok(microUsd <= reservedMicroUsd, 'more was entered than was reserved')
}
