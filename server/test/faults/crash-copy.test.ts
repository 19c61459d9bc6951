import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { leftOut } from '../present.ts'
import { drawn, seed } from './crash.ts'
import { copyCrashes, type Copied, type CopyCrashes } from './crash-copy-trial.ts'

/** `bench/crash.ts` dies many more. */
const deaths = 1

const promised = {
  backup: { says: 'leaves no half backup that could be restored, and can be made again', skip: false },
  restore: { says: 'is complete when it is asked for again', skip: false },
  upgrade: { says: 'leaves the old data or goes on when it is asked for again, and keeps them', skip: leftOut('postgres') },
} as const satisfies Readonly<Record<Copied, object>>

for (const [what, { says, skip }] of Object.entries(promised))
  describe(`${what}, killed at an await`, { skip }, () => {
    let crashes: CopyCrashes
    before(async () => {
      crashes = await copyCrashes(what as Copied)
    })
    after(() => crashes.close())

    it(says, async (t) => {
      // Whether the last message of all is sent is chance.
      const died = await crashes.dieAt(drawn(crashes.awaits.slice(0, -2), deaths, seed))
      t.diagnostic(`MLUV_TEST_SEED=${seed}: died at ${died.length} of ${crashes.awaits.length} awaits: ${died.toSorted().join(', ')}`)
      assert.equal(died.length, deaths)
    })

    if (what === 'restore')
      it('is seen to where a row is gone', () => assert.rejects(crashes.dieAt(['after rename 1'], async (place) => {
        const { database, close } = await place.open()
        await database.sql`delete from sounds`
        await close()
      }), assert.AssertionError))
  })
