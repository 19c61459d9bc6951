/**
 * What a password costs, and whether its time tells who there is: names that somebody has and names that nobody has, side by side, a wrong password
 * each, through HTTP at an installation of its own. `AUC` is how often a refusal of a known name takes longer than one of an unknown name: one
 * half is what chance gives, and beside it stands how far chance alone strays (1.96 standard errors). `--quick` asks a tenth.
 */
import { argon2id, costNow } from '../server/src/adapters/argon2.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import { openInstallation } from '../server/test/journeys/installation.ts'
import { table } from './measuring/figures.ts'

const quick = process.argv.includes('--quick')
const names = quick ? 10 : 100
/** Fewer than what makes a name wait. */
const guessesOfName = quick ? 5 : 15
const callersMax = 8
const password = 'tři sta třicet tři'

const middle = (sorted: readonly number[], part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
const inOrder = (all: readonly number[]): readonly number[] => all.toSorted((one, other) => one - other)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now()
  await work()
  return performance.now() - beganMs
}

/** The probability that one of the first is more than one of the second, equal ones counted half. */
function auc(first: readonly number[], second: readonly number[]): number {
  let more = 0
  for (const one of first) for (const other of second) more += one > other ? 1 : one === other ? 0.5 : 0
  return more / (first.length * second.length)
}

const costs = []
for (const cost of [costNow, { memory: 47_104, passes: 1, parallelism: 1 }, { memory: 65_536, passes: 3, parallelism: 4 }]) {
  const { make } = argon2id({ ...realClock(), cost })
  const took: number[] = []
  for (let at = 0; at < (quick ? 5 : 20); at += 1) took.push(await timed(() => make(password)))
  costs.push([`m=${cost.memory} KiB, t=${cost.passes}, p=${cost.parallelism}`, middle(inOrder(took), 0.5).toFixed(1)])
}

const mluv = await openInstallation({ warm: [] })
try {
  const known = Array.from({ length: names }, (_, at) => `somebody-${at}`)
  for (const name of known) {
    const { token } = await mluv.guest()
    const { status } = await mluv.call('/learner/password', { method: 'PUT', token, json: { name, password } })
    if (status !== 200) throw new Error(`${name}: ${status}`)
  }
  const guess = (name: string) => timed(async () => {
    const { status } = await mluv.call('/session/password', { json: { name, password: 'a wrong one' } })
    if (status !== 401) throw new Error(`${name}: ${status}`)
  })
  const took: { readonly known: number[]; readonly unknown: number[] } = { known: [], unknown: [] }
  for (let round = 0; round < guessesOfName; round += 1)
    for (const [at, name] of known.entries()) {
      // Each comes first as often as the other.
      const order = (at + round) % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
      for (const kind of order) took[kind].push(await guess(kind === 'known' ? name : `nobodys-${at}`))
    }
  const count = took.known.length
  const signIns = quick ? 20 : 400
  let begun = 0
  const allMs = await timed(() => Promise.all(Array.from({ length: callersMax }, async () => {
    while ((begun += 1) <= signIns) await mluv.call('/session/password', { json: { name: known[begun % names]!, password } })
  })))
  console.log(table([['a hash', 'median ms'], ...costs]))
  console.log(table([['refused', 'n', 'p10 ms', 'median ms', 'p90 ms'], ...(['known', 'unknown'] as const).map((kind) => {
    const sorted = inOrder(took[kind])
    return [`a name that is ${kind}`, String(count), ...[0.1, 0.5, 0.9].map((part) => middle(sorted, part).toFixed(1))]
  })]))
  console.log(`AUC ${auc(took.known, took.unknown).toFixed(3)}; by chance 0.5 ± ${(1.96 * Math.sqrt((2 * count + 1) / (12 * count * count))).toFixed(3)}`)
  console.log(`${(signIns / (allMs / 1000)).toFixed(1)} sign-ins a second, ${callersMax} at a time`)
} finally {
  await mluv.close()
}
