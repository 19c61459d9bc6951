/** Whether all is well with an installation, in one look: what is watched, from when on it is to be looked at, and what is said then. */

export type Wellness = {
  readonly name: 'answers' | 'voice' | 'queue' | 'database' | 'money' | 'providers' | 'processes'
  readonly state: 'well' | 'watch' | 'bad'
  readonly says: string
}

export type Seen = {
  readonly answers: { readonly all: number; readonly failed: number }
  readonly turns: { readonly done: number; readonly failed: number }
  /** Null where nobody heard anything. */
  readonly firstSoundP95Ms: number | null
  readonly queue: { readonly waiting: number; readonly dead: number; readonly oldestMs: number; readonly paused: readonly string[] }
  readonly connections: { readonly busy: number; readonly free: number; readonly waiting: number; readonly refused: number }
  readonly limits: readonly { readonly period: string; readonly spentMicroUsd: number; readonly limitMicroUsd: number | null }[]
  readonly providers: readonly { readonly provider: string; readonly state: string; readonly task: string }[]
  readonly processes: readonly { readonly does: string; readonly lagP99Ms: number | null }[]
}

/** A share of answers that failed. */
const failedShareMax = 0.02
/** What the product promises of the first sound, and from when on nobody would call it a talk. */
const soundMs = { watch: 800, bad: 2_000 }
const oldestMs = { watch: 60_000, bad: 600_000 }
const lagMs = { watch: 100, bad: 500 }
/** Of a limit. */
const spentShare = { watch: 0.75, bad: 1 }

export const wellnessOf = (seen: Seen): readonly Wellness[] => [answers(seen), voice(seen), queue(seen), database(seen), money(seen), providers(seen), processes(seen)]

function answers({ answers: { all, failed }, turns }: Seen): Wellness {
  const isBad = failed > all * failedShareMax || turns.failed > turns.done
  const state = isBad ? 'bad' : failed + turns.failed > 0 ? 'watch' : 'well'
  if (all === 0) return { name: 'answers', state, says: 'Nobody has asked for anything lately.' }
  return { name: 'answers', state, says: failed + turns.failed === 0 ? `${many(all, 'request')} and ${many(turns.done, 'turn')}, none failed.` : `${failed} of ${many(all, 'request')} and ${turns.failed} of ${many(turns.done + turns.failed, 'turn')} failed.` }
}

function voice({ firstSoundP95Ms: ms }: Seen): Wellness {
  if (ms === null) return { name: 'voice', state: 'well', says: 'Nobody has listened lately.' }
  return { name: 'voice', state: graded(ms, soundMs), says: `Of a hundred turns, 95 sound within ${Math.round(ms)} ms.` }
}

function queue({ queue: { waiting, dead, oldestMs: ms, paused } }: Seen): Wellness {
  const grade = graded(ms, oldestMs)
  const state = grade === 'well' && dead + paused.length > 0 ? 'watch' : grade
  const parts = [`${waiting === 0 ? 'Nothing' : many(waiting, 'job')} waiting${ms >= oldestMs.watch ? `, for ${Math.round(ms / 60_000)} min` : ''}`, ...(dead > 0 ? [`${dead} dead`] : []), ...(paused.length > 0 ? [`${paused.join(', ')} paused`] : [])]
  return { name: 'queue', state, says: `${parts.join(', ')}.` }
}

function database({ connections: { busy, free, waiting, refused } }: Seen): Wellness {
  const state = refused > 0 ? 'bad' : waiting > 0 ? 'watch' : 'well'
  return { name: 'database', state, says: refused > 0 ? `${many(refused, 'caller')} found too much to do.` : `${busy} of ${busy + free} connections busy, ${waiting === 0 ? 'nobody' : waiting} waiting.` }
}

function money({ limits }: Seen): Wellness {
  const shares = limits.flatMap(({ period, spentMicroUsd, limitMicroUsd }) => (limitMicroUsd === null ? [] : [{ period, share: limitMicroUsd === 0 ? 1 : spentMicroUsd / limitMicroUsd }]))
  const most = shares.toSorted((one, other) => other.share - one.share)[0]
  if (most === undefined) return { name: 'money', state: 'well', says: 'Nothing limits what is spent.' }
  const says = most.share >= 1 ? `What may be spent this ${most.period} is used up.` : `${Math.floor(most.share * 100)} % of this ${most.period}’s limit is spent.`
  return { name: 'money', state: graded(most.share, spentShare), says }
}

function providers({ providers: all }: Seen): Wellness {
  if (all.length === 0) return { name: 'providers', state: 'well', says: 'Nobody is asked who costs something.' }
  const unwell = all.filter(({ state }) => state === 'resting' || state === 'off')
  const names = (state: string) => [...new Set(unwell.flatMap((each) => (each.state === state ? [each.provider] : [])))]
  const isOut = [...new Set(all.map(({ task }) => task))].some((task) => all.every((each) => each.task !== task || unwell.includes(each)))
  const parts = [...(names('resting').length > 0 ? [`${names('resting').join(', ')} rests after a failure`] : []), ...(names('off').length > 0 ? [`${names('off').join(', ')} is turned off`] : [])]
  return { name: 'providers', state: unwell.length === 0 ? 'well' : isOut ? 'bad' : 'watch', says: parts.length === 0 ? 'Everybody who is asked answers.' : `${parts.join(', ')}.` }
}

function processes({ processes: all }: Seen): Wellness {
  const lag = Math.max(0, ...all.map(({ lagP99Ms }) => lagP99Ms ?? 0))
  const serving = all.filter(({ does }) => does === 'serves').length
  const working = all.length - serving
  return { name: 'processes', state: graded(lag, lagMs), says: `${serving} ${serving === 1 ? 'serves' : 'serve'}${working > 0 ? `, ${working} ${working === 1 ? 'works' : 'work'} behind the scenes` : ''}; the slowest was ${Math.round(lag)} ms late.` }
}

const graded = (value: number, { watch, bad }: { readonly watch: number; readonly bad: number }): Wellness['state'] => (value >= bad ? 'bad' : value >= watch ? 'watch' : 'well')

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
