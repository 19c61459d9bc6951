/** The tests of a trial: that nothing is lost or doubled wherever a process dies, and that a planted fault is noticed. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { homes, type Home } from '../postgres.ts'
import { drawn, eachOf, kindOf, seed, type Crashes } from './crash.ts'

/** `deaths` are drawn, and for `everyKind` as many as there are kinds at least, and dealt out to the homes that are there; `bench/crash` draws more for each. */
export function describeCrashes(broken: string, open: (home: Home) => Promise<Crashes>, { deaths = 20, everyKind = true } = {}): void {
  const there = homes.filter(({ skip }) => skip === false)
  for (const { home, called, skip } of homes)
    describe(`${broken} whose process dies, on ${called}`, { skip }, () => {
      let crashes: Crashes
      before(async () => {
        crashes = await open(home)
      })
      after(() => crashes.close())

      it('lose nothing that was acknowledged and do nothing twice, wherever that is', async (t) => {
        const count = everyKind ? Math.max(deaths, kindsOf(crashes.awaits).length) : deaths
        const nth = there.findIndex((each) => each.home === home)
        const awaits = drawn(crashes.awaits, count, seed).filter((_, at) => at % there.length === nth)
        const died = [...await crashes.dieAt(awaits)]
        const missed = () => kindsOf(awaits).filter((kind) => !kindsOf(died).includes(kind))
        // The first of a kind is not chance.
        died.push(...await crashes.dieAt(missed().map((kind) => `${kind} 1`)))
        t.diagnostic(`MLUV_TEST_SEED=${seed}: died at ${died.length} of ${crashes.awaits.length} awaits: ${died.toSorted().join(', ')}`)
        assert.deepEqual(missed(), [], 'kinds of awaits that no process died at')
      })

      if (home === 'embedded')
        it('are seen to where a fault is planted', () => eachOf(crashes.plants, async (plant) => {
          await assert.rejects(crashes.dieAt([plant.at], plant), plant.noticed, plant.called)
        }))
    })
}

const kindsOf = (awaits: readonly string[]): string[] => [...new Set(awaits.map(kindOf))]
