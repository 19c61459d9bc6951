/** What is promised of allowances, whatever keeps them. */
import assert from 'node:assert/strict'
import { standardPlan, type Allowance, type Standing } from '../../src/domain/allowance.ts'
import type { LearnerId, TurnId } from '../../src/domain/identity.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import type { Allowances, Asked, Entry } from '../../src/ports/allowances.ts'
import type { Promised } from './keep.ts'
import { clock, nowMs } from './store-cast.ts'

export type Vault = {
  readonly allowances: Allowances
  newLearner(standing: Standing): Promise<LearnerId>
  read(allowance: Allowance): Promise<{ readonly spentMicroUsd: number; readonly inHandsMicroUsd: number }>
}

/** Each promise has a day of its own, and so allowances that nobody else spends from. */
let days = 0
const newDay = () => new Date(nowMs + (days += 1) * 86_400_000).toISOString().slice(0, 10)

const of = (scope: Allowance['scope'], day: string, name = '', period: Allowance['period'] = 'day'): Allowance => ({ scope, name, period, since: period === 'day' ? day : `${day.slice(0, 7)}-01` })
const newHolder = () => clock.newId()

let attempts = 0
export const entry = (learnerId: LearnerId, day: string, microUsd: number, more: Partial<Entry> = {}): Entry => ({
  entryId: clock.newId(), learnerId, guest: false, turnId: null, run: 1, attempt: (attempts += 1), task: 'reply', provider: 'vendor', model: 'small', atMs: nowMs, day, outcome: 'finished',
  used: { ...nothingUsed, inputTokens: 3, cachedInputTokens: 1 }, reservedMicroUsd: microUsd, microUsd, savedMicroUsd: 0, ...more,
})
const asked = (allowance: Allowance, limitMicroUsd: number, heldMicroUsd: number, wantedMicroUsd: number): Asked => ({ allowance, limitMicroUsd, heldMicroUsd, wantedMicroUsd, neededMicroUsd: 0 })

async function spend({ allowances }: Vault, ...entries: readonly Entry[]): Promise<void> {
  await allowances.exchange(newHolder(), { entries, slices: [] }, nowMs)
}

const spentOf = async (vault: Vault, allowance: Allowance) => (await vault.read(allowance)).spentMicroUsd
const standard: Standing = { plan: standardPlan, guest: true }

type Given = Parameters<Allowances['exchange']>[1]

/** The same, where exchanges are given something else. */
const exchanging = (vault: Vault, entries: (entry: Entry) => Entry, slices: (asked: Asked) => Asked): Vault => {
  const other = (given: Given): Given => ({ entries: given.entries.map(entries), slices: given.slices.map(slices) })
  return { ...vault, allowances: { ...vault.allowances, exchange: (holder, given, atMs) => vault.allowances.exchange(holder, other(given), atMs) } }
}
const same = <Each>(each: Each): Each => each

export const allowancesContract: readonly Promised<Vault>[] = [
  {
    promise: 'a learner without a plan and without a verified identity is a guest; nobody is nothing',
    holds: async ({ allowances, newLearner }) => {
      for (const standing of [standard, { plan: standardPlan, guest: false }, { plan: 'school', guest: false }]) assert.deepEqual(await allowances.standing(await newLearner(standing)), standing)
      assert.equal(await allowances.standing(clock.newId() as LearnerId), null)
    },
    breach: (vault) => ({ ...vault, allowances: { ...vault.allowances, standing: async (learnerId) => ({ ...(await vault.allowances.standing(learnerId))!, guest: true }) } }),
  },
  {
    promise: 'what was spent is entered once, however often it is given, of everything that it counts towards',
    holds: async (vault) => {
      const [learnerId, day] = [await vault.newLearner(standard), newDay()]
      const entries = [entry(learnerId, day, 5, { guest: true }), entry(learnerId, day, 7)]
      await spend(vault, ...entries)
      await Promise.all([spend(vault, ...entries), spend(vault, entries[1]!, entry(learnerId, day, 11))])
      assert.deepEqual(await Promise.all([of('installation', day), of('guests', day), of('learner', day, learnerId)].map((each) => spentOf(vault, each))), [23, 5, 23])
    },
    breach: (vault) => exchanging(vault, (each) => ({ ...each, entryId: clock.newId(), attempt: (attempts += 1) }), same),
  },
  {
    promise: 'a turn that is run again is paid twice, and its learner is charged for the last run, whichever is entered first',
    holds: async (vault) => {
      for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
        const [learnerId, day, next] = [await vault.newLearner(standard), newDay(), newDay()]
        const turnId = clock.newId() as TurnId
        const entries = [entry(learnerId, day, 4, { turnId }), entry(learnerId, day, 8, { turnId }), entry(learnerId, next, 16, { turnId, run: 2 })]
        for (const at of order) await spend(vault, entries[at]!)
        const concerned = [of('learner', day, learnerId), of('learner', next, learnerId), of('installation', day), of('installation', next)]
        assert.deepEqual(await Promise.all(concerned.map((each) => spentOf(vault, each))), [0, 16, 12, 16], order.join())
      }
    },
    breach: (vault) => exchanging(vault, (each) => ({ ...each, run: 1 }), same),
  },
  {
    promise: 'a slice is what its holder still has, and as much more as is wanted and left',
    holds: async (vault) => {
      const [learnerId, day] = [await vault.newLearner(standard), newDay()]
      const [all, own] = [of('installation', day), of('learner', day, learnerId)]
      const [one, other] = [newHolder(), newHolder()]
      const trade = async (holder: string, slices: readonly Asked[], ...entries: readonly Entry[]) =>
        (await vault.allowances.exchange(holder, { entries, slices }, nowMs)).map(({ sliceMicroUsd, leftMicroUsd }) => [sliceMicroUsd, leftMicroUsd])
      assert.deepEqual(await trade(one, [asked(own, 1_000, 0, 600), asked(all, 10_000, 0, 600)]), [[600, 400], [600, 9_400]], 'answered in the order of asking')
      assert.deepEqual(await trade(other, [asked(own, 1_000, 0, 600)]), [[400, 0]])
      assert.deepEqual(await trade(one, [asked(own, 1_000, 350, 0), asked(all, 10_000, 350, 0)], entry(learnerId, day, 250)), [[350, 0], [350, 9_400]], 'what was spent is nobody’s to hold')
      assert.deepEqual(await trade(other, [asked(own, 1_000, 0, 0)]), [[0, 400]], 'what is given back is left')
      assert.deepEqual(await trade(one, [asked(own, 1_000, 350, 900)]), [[750, 0]])
      assert.deepEqual([await vault.read(own), await vault.read(all)], [{ spentMicroUsd: 250, inHandsMicroUsd: 750 }, { spentMicroUsd: 250, inHandsMicroUsd: 350 }])
    },
    breach: (vault) => exchanging(vault, same, (each) => ({ ...each, heldMicroUsd: each.heldMicroUsd + 1 })),
  },
  {
    promise: 'of no allowance is more spent and in hands than its limit, however many ask at once and whatever they have spent',
    holds: async (vault) => {
      const learnerId = await vault.newLearner(standard)
      for (const most of [1, 90, 400, 700]) {
        const day = newDay()
        const both = [[of('installation', day), 1_500], [of('learner', day, learnerId), 1_000]] as const
        await Promise.all(Array.from({ length: 8 }, async (_, at) => {
          const [holder, wanted] = [newHolder(), most - at * 7]
          const trade = (held: readonly number[], ...entries: readonly Entry[]) =>
            vault.allowances.exchange(holder, { entries, slices: both.map(([allowance, limit], each) => asked(allowance, limit, held[each]!, Math.max(0, wanted))) }, nowMs)
          const granted = (await trade([0, 0])).map(({ sliceMicroUsd }) => sliceMicroUsd)
          const microUsd = Math.floor((Math.min(...granted) * at) / 7)
          await trade(granted.map((each) => each - microUsd), entry(learnerId, day, microUsd))
        }))
        for (const [allowance, limit] of both) {
          const { spentMicroUsd, inHandsMicroUsd } = await vault.read(allowance)
          assert.ok(spentMicroUsd + inHandsMicroUsd <= limit, `${spentMicroUsd} spent and ${inHandsMicroUsd} in hands, of ${limit}`)
        }
      }
    },
    breach: (vault) => exchanging(vault, same, (each) => ({ ...each, limitMicroUsd: 10 * each.limitMicroUsd })),
  },
  {
    promise: 'a limit that is lowered takes nothing away, and grants nothing more; one that is raised does',
    holds: async (vault) => {
      const [allowance, holder] = [of('installation', newDay()), newHolder()]
      const trade = async (limit: number, held: number) => (await vault.allowances.exchange(holder, { entries: [], slices: [asked(allowance, limit, held, 100)] }, nowMs))[0]!.sliceMicroUsd
      assert.equal(await trade(1_000, 0), 100)
      assert.equal(await trade(50, 100), 100)
      assert.equal(await trade(150, 100), 150)
    },
    breach: (vault) => exchanging(vault, same, (each) => ({ ...each, limitMicroUsd: Math.max(200, each.limitMicroUsd) })),
  },
]
