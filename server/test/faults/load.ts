/**
 * Learners who talk and look for as long as something is wrong, each writing in one process and looking in all of them. Every answer is
 * right or refuses clearly, shows what the learner was told is kept, and nothing that was acknowledged is lost.
 */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type Type from 'typebox'
import { Home, StatsMe } from '@mluv/protocol/learner.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import type { Database } from '../../src/adapters/postgres/database.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { assertRefused, type Answer, type Door } from '../journeys/installation.ts'

/**
 * How soon everything is as before, without a restart: so much later than the same answers come on this machine anyway. Five seconds are promised, and
 * measured by `npm run load -- daily --faults`; a machine that runs other tests meanwhile is given twice that.
 */
export const recoveryMsMax = 10_000
export const learnersAtOnce = 3
const paceMs = 50

export type Around = {
  /** The processes of one installation. */
  readonly doors: readonly Door[]
  /** Its database, reached past whatever is done to the line. */
  readonly behind: Database<Tables>
  /** For how long after a write another process than the one that wrote may show what was before. */
  readonly elsewhereMsMax?: number
}

export type Acknowledged = { readonly door: Door; readonly token: string; readonly key: string; readonly text: string; readonly turn: Type.Static<typeof Turn> }

/** It is there, once, as it was acknowledged; the process alone would remember it for a while. */
export async function assertKept({ door, token, key, text, turn }: Acknowledged, behind: Database<Tables>): Promise<void> {
  const again = await door.call('/lessons/process/text', { token, key, json: { text, speak: false } })
  assert.deepEqual(again.as(Turn), turn)
  const rows = await behind.sql<{ state: string }[]>`select state from turns where turn_id = ${turn.turnId}`
  assert.deepEqual(rows.map(({ state }) => state), ['finished'])
}

/** How many learners have another total than their ledgers sum up to. */
export async function wrongLedgers(behind: Database<Tables>): Promise<number> {
  const [sums] = await behind.sql<{ wrong: number }[]>`
    select count(*) filter (where l.stars_total <> coalesce(s.stars, 0) or coalesce(d.turns, 0) <> coalesce(t.turns, 0))::int as wrong from learners l
    left join (select learner_id, sum(stars) as stars from stars group by 1) s using (learner_id)
    left join (select learner_id, sum(turns) as turns from days group by 1) d using (learner_id)
    left join (select learner_id, count(*) as turns from turns where state = 'finished' group by 1) t using (learner_id)`
  return sums!.wrong
}

/** Where a learner sees how many turns they have taken: in what is remembered, each for itself. */
const places: readonly { readonly path: string; readonly turnsIn: (answer: Answer) => number }[] = [
  { path: '/stats/me', turnsIn: (answer) => answer.as(StatsMe).turns },
  { path: '/learner/home', turnsIn: (answer) => answer.as(Home).days.reduce((sum, { turns }) => sum + turns, 0) },
]

/** Until `end`. A turn that was refused may have been kept all the same, so there may be more than were acknowledged. */
export function load({ doors, behind, elsewhereMsMax = 0 }: Around) {
  const acknowledged: Acknowledged[] = []
  let isOver = false
  let [good, refused, behindMs] = [0, 0, 0]
  let news = Promise.withResolvers<void>()
  const right = (answer: Answer): boolean => {
    if (answer.status === 200) good += 1
    else {
      refused += 1
      assertRefused(answer, answer.status)
      assert.ok(answer.status === 503 || answer.status === 429, answer.text)
    }
    news.resolve()
    news = Promise.withResolvers()
    return answer.status === 200
  }
  const talk = async (nth: number): Promise<void> => {
    const home = doors[nth % doors.length]!
    const { token } = await home.guest()
    const keptAtMs: number[] = []
    const shown = new Map<string, number>()
    /** What was told in time is shown, and what was shown once stays. */
    const look = async (door: Door, { path, turnsIn }: (typeof places)[number]): Promise<void> => {
      const askedAtMs = performance.now()
      const answer = await door.call(path, { token })
      if (!right(answer)) return
      const turns = turnsIn(answer)
      if (turns < keptAtMs.length) behindMs = Math.max(behindMs, askedAtMs - keptAtMs[turns]!)
      const due = keptAtMs.filter((ms) => ms <= askedAtMs - (door === home ? 0 : elsewhereMsMax)).length
      const least = Math.max(due, shown.get(door.url + path) ?? 0)
      assert.ok(turns >= least, `${path} is stale ${door === home ? 'where it was written' : 'elsewhere'}: ${turns} turns instead of ${least}`)
      shown.set(door.url + path, turns)
    }
    for (let round = 0; !isOver; round += 1) {
      const [key, text] = [`${nth}-${round}`, `Já jdu do škola číslo ${round}.`]
      const said = await home.call('/lessons/process/text', { token, key, json: { text, speak: false } })
      if (right(said)) {
        acknowledged.push({ door: home, token, key, text, turn: said.as(Turn) })
        keptAtMs.push(performance.now())
      }
      for (const door of [home, ...doors.filter((other) => other !== home)]) for (const place of places) await look(door, place)
      await pause()
    }
  }
  const running = Promise.all(Array.from({ length: learnersAtOnce }, (_, nth) => talk(nth))).finally(() => (isOver = true))
  running.catch(() => {})
  const until = async (counted: () => number, more: number): Promise<void> => {
    const before = counted()
    while (counted() < before + more) await Promise.race([news.promise, running])
  }
  return {
    goods: (more: number) => until(() => good, more),
    refusals: (more: number) => until(() => refused, more),
    /** Resolves when it is so, which it is asked again and again; fails with the learners. */
    until: (isSo: () => Promise<boolean>) => Promise.race([eventually(isSo), running]),
    async stop() {
      isOver = true
      await running
    },
    /** Ends it, and looks at what is left. `behindMs`: how old what some process showed was at most. */
    async end() {
      isOver = true
      await running
      for (const each of acknowledged) await assertKept(each, behind)
      assert.equal(await wrongLedgers(behind), 0, 'ledgers and totals differ')
      return { acknowledged: acknowledged.length, refused, good, behindMs: Math.round(behindMs) }
    },
  }
}

export type Load = ReturnType<typeof load>

const pause = () => new Promise((resolve) => setTimeout(resolve, paceMs))

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause()
}

export const ready = (door: Door, status: number) => eventually(async () => (await door.ask('/ready')).status === status)

export type Trouble = { readonly begin: () => unknown; readonly mend: () => unknown }

/** A database that is away for a while. */
export async function outlive(t: TestContext, around: Around, { begin, mend }: Trouble): Promise<void> {
  const [door] = around.doors as [Door]
  const learners = load(around)
  const usualMs = await took(() => learners.goods(learnersAtOnce * 2))
  await begin()
  await Promise.all([ready(door, 503), learners.refusals(learnersAtOnce * 2)])
  assert.equal((await door.ask('/health')).status, 200)
  await mend()
  const recoveryMs = await took(async () => {
    await ready(door, 200)
    await learners.goods(learnersAtOnce * 2)
  })
  t.diagnostic(`back after ${Math.round(recoveryMs)} ms; ${JSON.stringify(await learners.end())}`)
  assert.ok(recoveryMs < recoveryMsMax + usualMs, `back only after ${recoveryMs} ms, where the same takes ${usualMs} ms`)
}

export async function took(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now()
  await work()
  return performance.now() - beganMs
}
