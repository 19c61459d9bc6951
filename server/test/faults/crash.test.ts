import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { points } from '../faulty.ts'
import { homes } from '../postgres.ts'
import { crashesOn, type Crashes } from './crash-trial.ts'

/** On the server, where a turn dies is drawn; on the embedded one, it dies everywhere. `bench/crash` draws more. */
const seeds = 6

for (const { home, called, skip } of homes)
  describe(`a process that dies on ${called}`, { skip }, () => {
    let crashes: Crashes
    before(async () => {
      crashes = await crashesOn(home)
    })
    after(() => crashes.close())

    it('at any await of a turn loses nothing that was heard and counts nothing twice', async (t) => {
      const { length: total } = await crashes.whole()
      const everywhere = Array.from({ length: total }, (_, at) => at + 1)
      const awaits = home === 'embedded' ? everywhere : everywhere.filter((each) => each % Math.ceil(total / seeds) === 0)
      const died = await crashes.dieAt(awaits)
      t.diagnostic(`died at ${died.length} awaits: ${[...new Set(died)].sort().join(', ')}`)
      assert.equal(died.length, awaits.length)
      if (home !== 'embedded') return
      const at = new Set(died.map((each) => each.split(' ')[1]))
      assert.deepEqual(Object.keys(points).filter((point) => !at.has(point)), [], 'points that no process died at')
    })
  })
