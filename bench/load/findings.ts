/** What follows from a run on an installation of our own: what it cost, what the tutor added, and whether all is there, once. */
import type { Home } from '../measuring/homes.ts'
import { costsOf, spanOf } from './costs.ts'
import type { CrowdTold } from './generator.ts'
import { historyOf, type Kept, type Said } from './history.ts'
import { keptReviews, keptTurns, sums } from './kept.ts'
import type { Limits } from './limits.ts'
import type { Found } from './report.ts'
import { histogram, lineOf } from './tally.ts'
import type { Seen } from './watch.ts'

export const callsOf = ({ counted: { moments } }: CrowdTold): number => moments.reduce((sum, { calls }) => sum + calls.count, 0)
const turnsOf = ({ counted: { moments } }: CrowdTold): number => moments.reduce((sum, { turns }) => sum + turns.count, 0)
export const pace = (crowd: CrowdTold): number => Math.max(1, Math.round((callsOf(crowd) * 1000) / crowd.tookMs))

export const saidIn = ({ said }: CrowdTold): Said => new Map(Object.entries(said).map(([key, answer]) => [key, answer?.turnId ?? null]))

/** By what a guest can read: turns without their keys. What is kept and was not answered is one of those that never were. */
export function readAgain({ said, readAgain: ids }: CrowdTold): readonly Kept[] {
  const keys = new Map(Object.entries(said).flatMap(([key, answer]) => (answer === null ? [] : [[answer.turnId, key] as const])))
  const unanswered = Object.keys(said).filter((key) => said[key] === null)
  return (ids ?? []).map((turnId) => ({ key: keys.get(turnId) ?? unanswered.pop() ?? turnId, turnId, isFinished: true }))
}

type Looked = { readonly home: Home; readonly sinceMs: number; readonly crowd: CrowdTold; readonly silent: CrowdTold; readonly looks: readonly Seen[]; readonly bare: Limits }

export async function ofOurs({ home, sinceMs, crowd, silent, looks, bare }: Looked): Promise<NonNullable<Found['own']>> {
  const [first, begun, over, last] = looks as [Seen, Seen, Seen, Seen]
  const costs = costsOf(spanOf(first, begun, { calls: 0, turns: 0 }), spanOf(over, last, { calls: callsOf(silent), turns: 0 }), spanOf(begun, over, { calls: callsOf(crowd), turns: turnsOf(crowd) }))
  const kept = await keptTurns(home, sinceMs)
  const added = histogram()
  const recorded = histogram()
  for (const { key, ownMs, providersMs } of kept) {
    const answer = crowd.said[key]
    if (!answer?.isSteady || ownMs === null || providersMs === null) continue
    recorded.recordValue(Math.round(Math.max(0, ownMs) * 1000))
    if (answer.firstSoundMs !== null) added.recordValue(Math.round(Math.max(0, answer.firstSoundMs - providersMs) * 1000))
  }
  const reviewed = new Map([crowd, silent].flatMap(({ reviewed: all }) => Object.entries(all).map(([id, isAnswered]) => [id, isAnswered ? id : null] as const)))
  return {
    costs, limits: bare, added: lineOf('to the first sound at the learner', added), recorded: lineOf("by the turn's own record", recorded),
    turns: historyOf(saidIn(crowd), kept), reviews: historyOf(reviewed, await keptReviews(home, sinceMs)), sums: await sums(home),
  }
}
