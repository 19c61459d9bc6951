import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { draftOf, rolloutIn, summaryOf, type Draft } from '../../src/admin/flag-draft.ts'

const learner = '019c0000-0000-7000-8000-000000000001'
const nothing = { percentage: 0, levels: null, languages: null, plans: null, learners: [], shares: { usual: 0, short: 1 } }
const all = { percentage: 12.5, levels: ['A1' as const, 'B2' as const], languages: ['uk', 'ru'], plans: ['school'], learners: [learner], shares: { usual: 1, short: 3 } }
const faultsOf = (more: Partial<Draft>) => {
  const read = rolloutIn({ ...draftOf(nothing), ...more })
  return 'faults' in read ? read.faults.map(({ field }) => field) : []
}

describe('a rollout as it is typed', () => {
  it('reads as what it was written from', () => {
    for (const rollout of [nothing, all]) assert.deepEqual(rolloutIn(draftOf(rollout)), { rollout })
  })

  it('is read however people write lists and decimals, each thing once and levels in their order', () => {
    const read = rolloutIn({ ...draftOf(nothing), percentage: ' 12,5 ', levels: ['B2', 'A1'], languages: 'UK, ru;uk', learners: `${learner.toUpperCase()}\n\n ${learner}` })
    assert.deepEqual(read, { rollout: { ...nothing, percentage: 12.5, levels: ['A1', 'B2'], languages: ['uk', 'ru'], learners: [learner] } })
  })

  it('is told what is wrong, where it is, and is not sent', () => {
    for (const percentage of ['', '101', '100.1', '-1', '1.25', 'half', '1e1']) assert.deepEqual(faultsOf({ percentage }), ['percentage'], percentage)
    assert.deepEqual(faultsOf({ percentage: '100.0' }), [])
    assert.deepEqual(faultsOf({ languages: 'ukrainian' }), ['languages'])
    assert.deepEqual(faultsOf({ learners: 'Honza' }), ['learners'])
    for (const shares of [{ usual: '0', short: '0' }, { usual: '', short: '1' }, { usual: '1.5', short: '1' }]) assert.deepEqual(faultsOf({ shares }), ['shares'])
    assert.deepEqual(faultsOf({ percentage: 'x', languages: '1', learners: '1', shares: {} }), ['percentage', 'languages', 'learners', 'shares'])
  })
})

describe('a rollout in a sentence', () => {
  const said = (rollout: Partial<typeof all> | Partial<typeof nothing>) => summaryOf({ usual: 'usual' }, { ...nothing, ...rollout })

  it('says who has what', () => {
    assert.equal(said({}), 'Everybody has “usual”.')
    assert.equal(said({ percentage: 100 }), 'All learners have “short”.')
    assert.equal(said({ percentage: 10 }), '10 % of learners have “short”; everybody else has “usual”.')
    assert.equal(said({ learners: [learner] }), '1 on the list have “short”; everybody else has “usual”.')
    assert.equal(said(all), '12.5 % of learners at A1, B2, whose mother tongue is uk or ru, on plan school, and 1 on the list share “usual” 1 : “short” 3; everybody else has “usual”.')
  })
})
