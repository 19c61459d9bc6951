/** What was found, on the screen: tables for people, and one line for machines. */
import { rounded, table } from '../measuring/figures.ts'
import { isSound } from './history.ts'
import { faultCells, type Found } from './report.ts'
import { allOf } from './tally.ts'

/** `file`: where the report is. */
export function tell({ asked, crowd, own, history, reminded, wreaked, machine: { load } }: Found, file: string): void {
  const { counted: { lines, errors, begun }, own: { cpuCores, lag } } = crowd
  const measured = [...lines, ...(own ? [own.added, own.recorded] : [])].filter(({ count }) => count > 0)
  const heading = [`${asked.scenario}, ${asked.learners} learners, ${asked.shape}; ms`, 'count', 'p50', 'p95', 'p99', 'most']
  console.log(table([heading, ...measured.map(({ name, count, p50Ms, p95Ms, p99Ms, mostMs }) => [name, count, p50Ms, p95Ms, p99Ms, mostMs])]))
  for (const [cause, count] of Object.entries(errors)) console.log(`${count} times ${cause}`)
  if (own) {
    console.log(`\n${table([['processor', 'cores', 'idle', 'ms a call', 'ms a turn'], ...own.costs.map(({ name, cores, idleCores, perCallMs, perTurnMs }) => [name, rounded(cores), rounded(idleCores), rounded(perCallMs), rounded(perTurnMs)])])}`)
    console.log(`\n${table([['the limits', 'a second', 'p50, ms', 'p99', 'processor, ms'], ...own.limits.bare.map(({ name, perSecond, took, cpuMs }) => [name, perSecond, took.p50Ms, took.p99Ms, cpuMs])])}`)
    for (const { what, differing } of own.sums) if (differing > 0) console.log(`${what}: ${differing} add up to something else`)
  }
  for (const [what, { lost, twice, other, unsaid, answered }] of Object.entries({ turns: history, ...(own && { reviews: own.reviews }) }))
    console.log(`${answered} ${what} answered: ${lost.length} lost, ${twice.length} kept twice, ${other.length} under another id, ${unsaid.length} never said`)
  if (reminded) console.log(`${reminded.posted} reminders: ${reminded.sent} sent, ${reminded.dropped} not, ${reminded.dead} given up, ${reminded.waiting} waiting, ${reminded.twice} sent twice`)
  if (wreaked.length > 0) console.log(`\n${table([['what went wrong', 'at, s', 'for, s', 'tried again', 'over after, ms', 'alerts'], ...wreaked.map(faultCells)])}`)
  if (crowd.idle.opened > 0) console.log(`${crowd.idle.opened} more were connected and said nothing: ${crowd.idle.open} still were at the end`)
  console.log(`\nThe learners themselves: ${cpuCores} cores, still for ${lag.p99Ms} ms at p99. ${file}\n`)
  const figures = (name: string) => lines.find((line) => line.name === name) ?? null
  const errorCount = Object.values(errors).reduce((sum, each) => sum + each, 0)
  console.log(JSON.stringify({
    scenario: asked.scenario, learners: asked.learners, minutes: rounded(asked.forMs / 60_000), shape: asked.shape, begun, errors: errorCount, calls: figures(allOf.call), turns: figures(allOf.turn), load,
    added: own?.added ?? null, recorded: own?.recorded ?? null, generator: crowd.own,
    costs: own?.costs.map((cost) => ({ name: cost.name, cores: rounded(cost.cores), perCallMs: rounded(cost.perCallMs), perTurnMs: rounded(cost.perTurnMs) })) ?? null,
    faults: wreaked.map((each) => ({ ...each, beganMs: rounded(each.beganMs), endedMs: rounded(each.endedMs), recoveredMs: rounded(each.recoveredMs) })),
    idle: crowd.idle, reminded, isWhole: own === null ? isSound(history) : isSound(own.turns) && isSound(own.reviews) && own.sums.every(({ differing }) => differing === 0),
  }))
}
