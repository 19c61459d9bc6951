import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { BudgetStatus, BudgetUsage } from '@mluv/protocol/budget.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import { nothingUsed } from '../../../src/domain/price.ts'
import type { Entry } from '../../../src/ports/allowances.ts'
import { entry } from '../../contracts/allowances.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'
import { turnableClock } from '../../journeys/turnable-clock.ts'

const clock = turnableClock()
const today = new Date(clock.now()).toISOString().slice(0, 10)
let mluv: Installation
let operator: string
let guest: Guest
let pupil: Guest
before(async () => {
  mluv = await openInstallation({ clock, warm: [], settings: { BUDGET_DAY_USD: '2', BUDGET_MONTH_USD: 'none', BUDGET_LEARNER_DAY_USD: '0.000100', PLANS: 'school=0.05/1' } })
  operator = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession).token
  ;[guest, pupil] = [await mluv.guest(), await mluv.guest()]
})
after(() => mluv.close())

async function spend(whose: Guest, microUsd: number, more: Partial<Entry> = {}): Promise<void> {
  const entries = [entry(whose.learnerId as LearnerId, today, microUsd, { entryId: clock.newId(), guest: true, ...more })]
  await allowances(mluv.database.database).exchange(clock.newId(), { entries, slices: [] }, clock.now())
}

const status = async (token: string) => (await mluv.call('/budget/status', { token })).as(BudgetStatus)
const usage = async (token: string, query = '') => (await mluv.call(`/budget/usage${query}`, { token })).as(BudgetUsage)

describe('what may be spent', () => {
  it('is told to a learner of their own, and of what guests share; to an operator of all', async () => {
    await spend(guest, 60)
    await spend(pupil, 70)
    const { plan, limits } = await status(guest.token)
    assert.equal(plan, 'standard')
    assert.deepEqual(limits.map(({ scope, period, limitMicroUsd, spentMicroUsd, leftMicroUsd }) => [scope, period, limitMicroUsd, spentMicroUsd, leftMicroUsd]), [
      ['guests', 'day', 1_000_000, 130, 999_870], ['guests', 'month', null, 130, null], ['learner', 'day', 100, 60, 40], ['learner', 'month', 5_000_000, 60, 4_999_940],
    ])
    assert.deepEqual(limits.map(({ since, until }) => [since, Date.parse(until) > clock.now()])[0], [today, true])
    const all = await status(operator)
    assert.deepEqual([all.plan, all.limits.map(({ scope, period, limitMicroUsd, spentMicroUsd }) => [scope, period, limitMicroUsd, spentMicroUsd])], [
      null, [['installation', 'day', 2_000_000, 130], ['installation', 'month', null, 130], ['guests', 'day', 1_000_000, 130], ['guests', 'month', null, 130]],
    ])
    assertRefused(await mluv.call('/budget/status'), 401, 'unauthorized')
  })

  it('follows the plan that an operator gave, and nobody else can', async () => {
    const give = (token: string, plan: string, learnerId = pupil.learnerId) => mluv.call(`/admin/learners/${learnerId}/plan`, { method: 'PUT', token, json: { plan } })
    assertRefused(await give(pupil.token, 'school'), 403, 'forbidden')
    assertRefused(await give(operator, 'palace'), 400, 'invalid')
    assertRefused(await give(operator, 'school', clock.newId()), 404, 'not-found')
    assertRefused(await give(operator, 'school', 'nobody'), 404, 'not-found')
    assert.equal((await give(operator, 'school')).status, 204)
    const { plan, limits } = await status(pupil.token)
    assert.deepEqual([plan, limits.map(({ scope, limitMicroUsd }) => [scope, limitMicroUsd])], ['school', [['learner', 50_000], ['learner', 1_000_000]]])
    assert.equal((await give(operator, 'standard')).status, 204)
  })
})

describe('what was spent', () => {
  it('is told by day, model and task: to a learner what was spent on them, to an operator all', async () => {
    const somebody = await mluv.guest()
    await spend(somebody, 5, { savedMicroUsd: 2, saved: { caching: 3, routing: -2, window: 1, recall: 0 }, task: 'speak', used: { ...nothingUsed, spokenCharacters: 12, spokenMs: 900 } })
    await spend(somebody, 7)
    await spend(somebody, 11)
    await spend(somebody, 0, { savedMicroUsd: 6, saved: { caching: 0, routing: 0, window: 0, recall: 6 } })
    const nothing = { caching: 0, routing: 0, window: 0, recall: 0 }
    const { total, items } = await usage(somebody.token)
    assert.deepEqual(total, { calls: 3, microUsd: 23, savedMicroUsd: 8, saved: { caching: 3, routing: -2, window: 1, recall: 6 } })
    assert.deepEqual(items, [
      { day: today, provider: 'vendor', model: 'small', task: 'reply', calls: 2, microUsd: 18, savedMicroUsd: 6, saved: { ...nothing, recall: 6 }, ...nothingUsed, inputTokens: 9, cachedInputTokens: 3 },
      { day: today, provider: 'vendor', model: 'small', task: 'speak', calls: 1, microUsd: 5, savedMicroUsd: 2, saved: { ...nothing, caching: 3, routing: -2, window: 1 }, ...nothingUsed, spokenCharacters: 12, spokenMs: 900 },
    ])
    assert.equal((await usage(operator)).total.microUsd, 153)
  })

  it('is told of the days that are asked for, a year at most', async () => {
    const earlier = new Date(clock.now() - 40 * 86_400_000).toISOString().slice(0, 10)
    const somebody = await mluv.guest()
    await spend(somebody, 9, { day: earlier })
    assert.equal((await usage(somebody.token, `?from=${earlier}&to=${earlier}`)).total.microUsd, 9)
    assert.equal((await usage(somebody.token, `?from=${today}`)).total.microUsd, 0)
    for (const [query, field] of [['?from=yesterday', 'from'], ['?to=2026-02-31', 'to'], ['?to=2026-13-01', 'to'], ['?from=2020-01-01', 'from'], ['?from=2026-02-02&to=2026-02-01', 'from']] as const)
      assert.deepEqual(assertRefused(await mluv.call(`/budget/usage${query}`, { token: operator }), 400, 'invalid').errors?.map((each) => each.field), [`/${field}`], query)
    assertRefused(await mluv.call('/budget/usage'), 401, 'unauthorized')
  })
})
