/**
 * Processes that die (SIGKILL) in the middle of a turn, each at an await that a seed draws, on both homes, and what is left: nothing that was heard lost, nothing
 * counted twice, every ledger equal to its total. Fails at the first that is not so. `--seeds 20` draws fewer than 200.
 */
import { crashesOn } from '../server/test/faults/crash-trial.ts'
import { homes } from '../server/test/postgres.ts'
import { dice } from './seeding/dice.ts'

const asked = Number(process.argv[process.argv.indexOf('--seeds') + 1])
const seeds = asked > 0 ? asked : process.argv.includes('--quick') ? 6 : 200
const figures: Record<string, { readonly turns: { readonly seeds: number; readonly awaits: number; readonly reached: number } }> = {}

for (const { home, called, skip } of homes) {
  if (skip !== false) {
    console.log(`${called}: ${skip}`)
    continue
  }
  const crashes = await crashesOn(home)
  try {
    const { length: total } = await crashes.whole()
    const draw = dice(seeds)
    const died = await crashes.dieAt(Array.from({ length: seeds }, () => 1 + draw.below(total)))
    const at = [...new Set(died)].sort()
    console.log(`${called}: ${died.length} turns died and were finished, at ${at.length} places of ${total}:\n  ${at.join('\n  ')}`)
    figures[home] = { turns: { seeds: died.length, awaits: total, reached: at.length } }
  } finally {
    await crashes.close()
  }
}
console.log(JSON.stringify(figures))
