import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { FlagHistory, FlagList, FlagVariants, FlagView, listedMax, type Rollout } from '@mluv/protocol/flags.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { flagNames, variantFor, type Rollout as Rolled } from '../../../src/domain/flag.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import { firstSettings } from '../../../src/domain/learner.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
let token: string
before(async () => {
  mluv = await openInstallation({ warm: [], settings: { PLANS: 'school=0.05/1.00' } })
  token = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession).token
})
after(() => mluv.close())

const asked: Rollout = { percentage: 12.5, levels: ['A1'], languages: ['uk'], plans: ['school'], learners: [], shares: { usual: 1, short: 1 } }
const put = (rollout: object, name = 'reply-length') => mluv.call(`/admin/flags/${name}`, { method: 'PUT', token, json: rollout })
const list = async () => (await mluv.call('/admin/flags', { token })).as(FlagList)

describe('flags', () => {
  it('are for operators', async () => {
    const { token: guest } = await mluv.guest()
    for (const [method, path] of [['GET', ''], ['PUT', '/reply-length'], ['GET', '/reply-length/history'], ['GET', '/reply-length/variants']] as const) {
      const json = method === 'PUT' ? asked : undefined
      assertRefused(await mluv.call(`/admin/flags${path}`, { method, json }), 401, 'unauthorized')
      assertRefused(await mluv.call(`/admin/flags${path}`, { method, json, token: guest }), 403, 'forbidden')
    }
  })

  it('are all listed, with what they do, from before anybody rolled them out', async () => {
    const { items, plans } = await list()
    assert.deepEqual(items.map(({ name }) => name), flagNames)
    assert.deepEqual(plans, ['standard', 'school'])
    for (const { variants, usual, rollout, changedAt } of items) {
      assert.ok(variants.some(({ name }) => name === usual) && variants.length >= 2)
      assert.deepEqual([rollout.percentage, rollout.shares[usual], changedAt], [0, 0, null])
    }
  })

  it('are rolled out as an operator says, which is noted with their session', async () => {
    const view = (await put(asked)).as(FlagView)
    assert.deepEqual([view.rollout, (await list()).items.find(({ name }) => name === 'reply-length')?.rollout], [asked, asked])
    await put({ ...asked, percentage: 100 })
    const history = async (query = '') => (await mluv.call(`/admin/flags/reply-length/history${query}`, { token })).as(FlagHistory)
    const { items: [last, first], next } = await history()
    assert.deepEqual([last!.before, last!.after.percentage, first!.before, first!.after, next], [asked, 100, null, asked, null])
    assert.match(last!.by, /^[0-9a-f-]{36}$/)
    const page = await history('?limit=1')
    assert.deepEqual([page.items, (await history(`?limit=1&before=${page.next}`)).items], [[last], [first]])
  })

  it('are refused what could not be meant, in words, and stay as they were', async () => {
    const before = await list()
    const nobody = '019c0000-0000-7000-8000-000000000001'
    const wrong: readonly [field: string, rollout: object][] = [
      ['/percentage', { percentage: 101 }], ['/percentage', { percentage: -1 }], ['/percentage', { percentage: 0.05 }], ['/shares', { shares: { loud: 1 } }], ['/shares', { shares: { usual: 0 } }],
      ['/plans', { plans: ['gold'] }], ['/learners', { learners: [nobody] }], ['/learners', { learners: Array.from({ length: listedMax + 1 }, (_, at) => `019c0000-0000-7000-8000-${String(at).padStart(12, '0')}`) }],
    ]
    for (const [field, rollout] of wrong) {
      const { errors } = assertRefused(await put({ ...asked, ...rollout }), 400, 'invalid')
      assert.deepEqual(errors?.map((each) => each.field), [field])
    }
    assertRefused(await put({ ...asked, levels: ['A9'] }), 400, 'invalid')
    assertRefused(await put({ ...asked, more: 1 }), 400, 'invalid')
    assertRefused(await put(asked, 'of-tomorrow'), 404, 'not-found')
    assertRefused(await mluv.call('/admin/flags/toString/history', { token }), 404, 'not-found')
    for (const query of ['?from=yesterday', '?from=2020-01-01', '?from=2026-03-03&to=2026-03-02']) assertRefused(await mluv.call(`/admin/flags/reply-length/variants${query}`, { token }), 400, 'invalid')
    assert.deepEqual(await list(), before)
  })

  it('are told of by turns: how many had a variant, and that few learners tell nothing yet', async () => {
    const rollout: Rolled = { ...asked, percentage: 100, levels: null, languages: null, plans: null, learners: [] }
    await put(rollout)
    const guests: Guest[] = []
    const having = (variant: string) => guests.filter(({ learnerId }) => variantFor('reply-length', rollout, { learnerId: learnerId as LearnerId, plan: 'standard', settings: firstSettings }) === variant)
    while (having('usual').length === 0 || having('short').length === 0) guests.push(await mluv.guest())
    for (const { token: guest } of guests) await mluv.say(guest, 'Dobrý den.', { speak: false })
    const { items } = (await mluv.call('/admin/flags/reply-length/variants', { token })).as(FlagVariants)
    assert.deepEqual(items.map(({ variant, turns, learners }) => [variant, turns, learners]), ['usual', 'short'].map((variant) => [variant, having(variant).length, having(variant).length]))
    for (const { turns, score, microUsd, firstSoundMs } of items) assert.deepEqual([score?.count, microUsd?.count, microUsd?.mean, firstSoundMs], [turns, turns, 0, null])
    assert.deepEqual(items[0]!.differences, [])
    assert.deepEqual(items[1]!.differences.map(({ figure, verdict }) => [figure, verdict]), [['microUsd', 'too-few'], ['score', 'too-few']])
    assert.match(items[1]!.differences[0]!.says, /^A turn: too few learners to tell\. 20 are needed of each variant\.$/)
  })
})
