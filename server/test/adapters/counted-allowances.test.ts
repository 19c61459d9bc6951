import assert from 'node:assert/strict'
import { it } from 'node:test'
import { countedAllowances } from '../../src/adapters/counted-allowances.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import { nothingSaved } from '../../src/domain/saving.ts'
import type { Allowances, Entry } from '../../src/ports/allowances.ts'

const entry = {
  entryId: '', learnerId: '' as Entry['learnerId'], guest: false, turnId: null, run: 1, attempt: 1, task: 'reply', provider: 'own', model: 'big', atMs: 0, day: '2026-01-01',
  outcome: 'finished', used: nothingUsed, reservedMicroUsd: 9, microUsd: 7, savedMicroUsd: 0,
} as const satisfies Entry
const given = (...entries: readonly Entry[]) => ({ entries, slices: [] })

it('adds up what was handed in, by what it was spent on; what was recalled is no call', async () => {
  const counted = countedAllowances({ standing: async () => null, exchange: async () => [] })
  await counted.exchange('', given(entry, { ...entry, microUsd: 5, saved: { ...nothingSaved, caching: 2 } }), 0)
  await counted.exchange('', given({ ...entry, model: 'small', microUsd: 0, saved: { ...nothingSaved, recall: 4 } }), 0)
  assert.deepEqual(counted.spent(), [
    { task: 'reply', provider: 'own', model: 'big', calls: 2, microUsd: 12, saved: { ...nothingSaved, caching: 2 } },
    { task: 'reply', provider: 'own', model: 'small', calls: 0, microUsd: 0, saved: { ...nothingSaved, recall: 4 } },
  ])
})
it('counts what is handed in again after a failure once', async () => {
  let fails = true
  const exchange: Allowances['exchange'] = async () => {
    if (fails) throw new Error('gone')
    return []
  }
  const counted = countedAllowances({ standing: async () => null, exchange })
  await assert.rejects(counted.exchange('', given(entry), 0))
  fails = false
  await counted.exchange('', given(entry), 0)
  assert.equal(counted.spent()[0]!.microUsd, 7)
})
