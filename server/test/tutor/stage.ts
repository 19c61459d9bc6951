/** A tutor of rehearsed parts on a real database, one learner, and time that passes only while nobody works. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import type { Turn } from '../../src/domain/conversation.ts'
import type { ConversationId, LearnerId } from '../../src/domain/identity.ts'
import type { Settings } from '../../src/domain/learner.ts'
import type { Store } from '../../src/ports/store.ts'
import { freePurses } from '../../src/routing/purses.ts'
import { takeTurn } from '../../src/tutor/turn.ts'
import type { Tutor, TurnEvent, Utterance } from '../../src/tutor/tutor.ts'
import { givenClock, type GivenClock } from '../given-clock.ts'
import { testDatabase, type Home, type TestDatabase } from '../postgres.ts'
import { mindSaying, rehearsedAudio, rehearsedContent, rehearsedEar, rehearsedHearing, rehearsedVoice, settings } from '../rehearsal.ts'

export type TimedEvent = TurnEvent & { readonly atMs: number }
export type Taken = { readonly events: readonly TimedEvent[]; readonly types: readonly string[]; readonly turn: Turn | null; readonly error: unknown }

export type Stage = {
  readonly clock: GivenClock
  readonly store: Store
  readonly database: TestDatabase<Tables>
  newLearner(more?: Partial<Settings>): Promise<LearnerId>
  tutor(parts?: Partial<Tutor>): Tutor
  /** Lets time pass, wait by wait, whenever nothing else happens, until `ended` settles. */
  passUntil(ended: Promise<unknown>): Promise<void>
  /** Until nothing happens any more without time. */
  settle(): Promise<void>
  close(): Promise<void>
}

export async function openStage(home: Home = 'embedded'): Promise<Stage> {
  const database = await testDatabase<Tables>({ home, poolMax: 4 })
  const clock = givenClock()
  const working = { calls: 0 }
  const store = watched(postgresStore(database.database), working)

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      if (working.calls > 0) quiet = -1
    }
  }

  return {
    clock,
    store,
    database,
    settle,
    close: () => database.close(),
    async newLearner(more = {}) {
      const learnerId = clock.newId() as LearnerId
      await store.sessions.createGuest({ learnerId, settings: { ...settings, ...more }, tokenHash: clock.random(32), recoveryHash: clock.random(32), nowMs: clock.now(), expiresAtMs: clock.now() + 1 })
      return learnerId
    },
    tutor: (parts = {}) => ({
      language: 'cs', purses: freePurses, hearing: rehearsedHearing(), mind: mindSaying('Aha!', 'A co tam budeš dělat?'), voice: rehearsedVoice(), ear: rehearsedEar(),
      audio: rehearsedAudio(), content: rehearsedContent, store, clock, owner: 'this-process', variantsOf: () => ({}), ...parts,
    }),
    async passUntil(ended) {
      let over = false
      const end = () => void (over = true)
      ended.then(end, end)
      for (let steps = 0; steps < stepsMax; steps += 1) {
        await settle()
        if (over) return
        if (!clock.passToNext()) assert.fail('It waits for something that is neither time nor the database: it would never end.')
      }
      assert.fail(`Not at its end after ${stepsMax} waits.`)
    },
  }
}

/** More waits than the longest turn has. */
const stepsMax = 3000

/** The store, counting the calls under way: `setImmediate` alone cannot tell that a database is still at work. */
function watched(store: Store, working: { calls: number }): Store {
  const count = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as unknown
        return typeof method !== 'function' ? method : (...given: unknown[]) => {
          working.calls += 1
          return (method as (...given: unknown[]) => Promise<unknown>).apply(target, given).finally(() => (working.calls -= 1))
        }
      },
    })
  const { ping, ...parts } = store
  return { ...(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, count(part)])) as typeof parts), ping }
}

let keys = 0

export function utteranceOf(learnerId: LearnerId, text: string, more: Partial<Utterance> = {}): Utterance {
  const said = more.said ?? { text }
  return { learnerId, key: `key-${(keys += 1)}`, bodyHash: `hash of ${text}`, conversationId: null as ConversationId | null, said, speak: true, acknowledged: false, ...more }
}

export type Course = {
  /** Told of each event, as it happens. */
  readonly on?: (event: TimedEvent, control: { interrupt(): void; takeBack(): void }) => void
  readonly heardMs?: () => number | null
}

export const turnMsMax = 60_000

/** Runs a turn to its end, letting time pass as it needs it. Its deadline is a minute. */
export async function take(stage: Stage, tutor: Tutor, utterance: Utterance, { on = () => {}, heardMs = () => null }: Course = {}): Promise<Taken> {
  const events: TimedEvent[] = []
  const voice = new AbortController()
  const whole = new AbortController()
  const back = new AbortController()
  const signals = { takenBack: back.signal, turn: whole.signal, voice: AbortSignal.any([voice.signal, whole.signal]) }
  const over = new AbortController()
  void stage.clock.sleep(turnMsMax, over.signal).then(() => over.signal.aborted || whole.abort(new DOMException('The time was up.', 'TimeoutError')))
  let error: unknown = null
  const run = async () => {
    try {
      for await (const event of takeTurn(tutor, utterance, signals, heardMs)) {
        const timed = { ...event, atMs: stage.clock.monotonicMs() }
        events.push(timed)
        on(timed, { interrupt: () => voice.abort(), takeBack: () => [back, whole].forEach((each) => each.abort()) })
      }
    } catch (thrown) {
      error = thrown
    } finally {
      over.abort()
    }
  }
  await stage.passUntil(run())
  return { events, types: events.map(({ type }) => type), turn: events.find((event) => event.type === 'remembered')?.turn ?? null, error }
}

export type Ledger = Readonly<Record<'total' | 'stars' | 'days' | 'turns' | 'finished' | 'turnsOfDays' | 'turnStars', number>>

/** The same stars and turns, counted in every place that keeps them. */
export async function ledgerOf(stage: Stage, learnerId: LearnerId): Promise<Ledger> {
  const { rows } = await sql<Ledger>`
    select l.stars_total as total,
      (select coalesce(sum(stars), 0)::int from stars where learner_id = l.learner_id) as stars,
      (select coalesce(sum(stars), 0)::int from days where learner_id = l.learner_id) as days,
      (select count(*)::int from turns where learner_id = l.learner_id) as turns,
      (select count(*)::int from turns where learner_id = l.learner_id and state = 'finished') as finished,
      (select coalesce(sum(turns), 0)::int from days where learner_id = l.learner_id) as "turnsOfDays",
      (select count(*)::int from stars where learner_id = l.learner_id and reason = 'turn') as "turnStars"
    from learners l where learner_id = ${learnerId}::uuid`.execute(stage.database.database.kysely)
  return rows[0]!
}

export function assertLedger({ total, stars, days, finished, turnsOfDays, turnStars }: Ledger): void {
  assert.equal(stars, total, 'the ledger of stars and the learner’s total differ')
  assert.equal(days, total, 'the days’ stars and the learner’s total differ')
  assert.equal(turnsOfDays, finished, 'the days count other turns than those that finished')
  assert.equal(turnStars, finished, 'a finished turn has one star for itself')
}

/** The store's methods for turns, to replace some of them. */
export const methods = ({ lookUp, foresee, claim, finish, played, noteStored, read, unanswered, disagree, letGo, releaseLeases }: Stage['store']['turns']) =>
  ({ lookUp, foresee, claim, finish, played, noteStored, read, unanswered, disagree, letGo, releaseLeases })
