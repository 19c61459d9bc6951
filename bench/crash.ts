/**
 * Processes that die (SIGKILL) in the middle of a turn, of a job, of a move and of what the timetable has for an evening, each at an await that a seed draws,
 * on both homes, and what others make of what they left: nothing that was acknowledged lost, nothing done twice, every ledger equal to its total. Fails at the first that is not so.
 *
 *     npm run bench -- crash [--quick] [--seeds 200] [--seed 1] [--only moves]
 */
import { parseArgs } from 'node:util'
import { drawn, kindOf, type Crashes } from '../server/test/faults/crash.ts'
import { jobCrashes } from '../server/test/faults/crash-job-trial.ts'
import { moveCrashes } from '../server/test/faults/crash-move-trial.ts'
import { roundCrashes } from '../server/test/faults/crash-round-trial.ts'
import { turnCrashes } from '../server/test/faults/crash-turn-trial.ts'
import { homes, type Home } from '../server/test/postgres.ts'
import { rounded, table } from './measuring/figures.ts'

type Figures = {
  readonly seeds: number
  /** That there are. */
  readonly awaits: number
  readonly kinds: number
  /** Of them. */
  readonly reached: { readonly awaits: number; readonly kinds: number }
  readonly seconds: number
}

const trials: Readonly<Record<string, (home: Home) => Promise<Crashes>>> = { turns: turnCrashes, jobs: jobCrashes, moves: moveCrashes, rounds: roundCrashes }
const { values: asked } = parseArgs({ options: { quick: { type: 'boolean' }, seeds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } } })
const seeds = Number(asked.seeds ?? (asked.quick ? 6 : 200))
const seed = Number(asked.seed ?? 1)
const figures: Record<string, Partial<Record<Home, Figures>>> = {}

for (const [broken, open] of Object.entries(trials)) {
  if (asked.only !== undefined && asked.only !== broken) continue
  for (const { home, called, skip } of homes) {
    if (skip === false) (figures[broken] ??= {})[home] = await measured(open, home)
    else console.log(`${called}: ${skip}`)
  }
}
console.log(table([
  [`seed ${seed}`, 'died at', 'awaits', 'of', 'kinds', 'of', 'seconds'],
  ...Object.entries(figures).flatMap(([broken, of]) => Object.entries(of).map(([home, found]) =>
    [`${broken}, ${home}`, found.seeds, found.reached.awaits, found.awaits, found.reached.kinds, found.kinds, found.seconds])),
]))
console.log(JSON.stringify({ seed, ...figures }))

async function measured(open: (home: Home) => Promise<Crashes>, home: Home): Promise<Figures> {
  const beganMs = performance.now()
  const crashes = await open(home)
  try {
    const { awaits } = crashes
    const died = await crashes.dieAt(drawn(awaits, seeds, seed))
    const kinds = (of: readonly string[]) => new Set(of.map(kindOf)).size
    return {
      seeds: died.length, awaits: awaits.length, kinds: kinds(awaits), reached: { awaits: new Set(died).size, kinds: kinds(died) },
      seconds: rounded((performance.now() - beganMs) / 1000),
    }
  } finally {
    await crashes.close()
  }
}
