/**
 * All the learners, in a process of their own: asked over its channel to let a crowd of them be at it, or to show what it can do itself
 * where nothing but a bare route answers.
 *
 * Each thing is begun when it is due, whatever is still unanswered elsewhere; what somebody means to do while still waiting for the answer
 * before is begun late, and counted from when it was due. How late timers let things begin that nobody waited for is counted apart.
 */
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import { paced, saturated } from '../measuring/load.ts'
import { percentiles, rounded, type Percentiles } from '../measuring/figures.ts'
import { dice, type Dice } from '../seeding/dice.ts'
import { monotonicMs } from '../measuring/monotonic.ts'
import { openSession, type Session } from '../turning/session.ts'
import { person, type Person, type Said } from './person.ts'
import { meant, scenarios, turns, type Deed, type Meant, type ScenarioName } from './scenarios.ts'
import { isFull, presences, steadyFromMs, type Presence, type Shape } from './shapes.ts'
import { tally, type Counted, type Tally } from './tally.ts'

export type CrowdOrder = {
  readonly scenario: ScenarioName
  readonly shape: Shape
  readonly learners: number
  readonly forMs: number
  readonly seed: number
  /** Each learner keeps to one of them. */
  readonly urls: readonly string[]
  /** Null: all are guests. */
  readonly tokens: readonly string[] | null
  /** Whether nobody says anything: the same without its turns. */
  readonly isSilent?: boolean
  /** Whether they are guests somewhere else, and leave nothing behind. */
  readonly isElsewhere?: boolean
  /** So many more are connected all along, and say nothing. */
  readonly idle?: number
  /** Whether what does not come about is tried again for a while, elsewhere too, as the page and programs do. */
  readonly isPatient?: boolean
}
export type CalibrateOrder = { readonly url: string; readonly perSecond: number; readonly forMs: number }
export type EchoOrder = { readonly url: string; readonly callers: number; readonly forMs: number }
export type Order = { readonly crowd: CrowdOrder } | { readonly calibrate: CalibrateOrder } | { readonly echo: EchoOrder }

/** A turn that was answered; the first sound is counted from when the last of it was to be said. */
export type Answer = { readonly turnId: string; readonly firstSoundMs: number | null; readonly isSteady: boolean }
export type Own = { readonly cpuCores: number; /** How long its own event loop could not go on. */ readonly lag: Percentiles }
export type CrowdTold = {
  readonly counted: Counted
  readonly own: Own
  readonly steadyFromMs: number
  readonly tookMs: number
  /** By the key it was said under; null where no answer came. */
  readonly said: Readonly<Record<string, Answer | null>>
  /** By the id of the review: whether it was answered. */
  readonly reviewed: Readonly<Record<string, boolean>>
  /** The ids of the turns that were read again before the guests vanished; null where they did not. */
  readonly readAgain: readonly string[] | null
  readonly idle: { readonly opened: number; readonly open: number }
}
export type Calibrated = { readonly paced: Percentiles; readonly pacedCores: number; readonly full: Percentiles; readonly perSecondMax: number; readonly errors: number }
export type Echoed = { readonly perSecond: number; readonly took: Percentiles }
export type Told = { readonly crowd: CrowdTold } | { readonly calibrated: Calibrated } | { readonly echoed: Echoed } | { readonly failed: string }

const momentsOfRun = 60
const momentMsLeast = 1_000
/** Who is still waiting when the time is over is waited for so long. */
const graceMs = 15_000
const lagStepMs = 10
const callers = 64
const guestsAtOnce = 8
const patienceMs = 20_000
const againMs = 300
/** As long as an event of a turn. */
const said = 'x'.repeat(200)

if (process.send) process.on('message', (order: Order) => void carryOut(order).catch((error: unknown): Told => ({ failed: String((error as Error).stack) })).then((told) => process.send!(told)))

async function carryOut(order: Order): Promise<Told> {
  if ('crowd' in order) return { crowd: await crowd(order.crowd) }
  return 'echo' in order ? { echoed: await echoed(order.echo) } : { calibrated: await calibrated(order.calibrate) }
}

type Crowd = {
  readonly counts: Tally
  readonly beganMs: number
  readonly giveUpMs: number
  readonly steadyMs: number
  readonly said: Record<string, Answer | null>
  readonly readAgain: string[] | null
  readonly isPatient: boolean
  present: number
}

async function crowd(order: CrowdOrder): Promise<CrowdTold> {
  const { scenario, shape, learners, forMs, seed, urls, tokens, isSilent = false, isElsewhere = false, idle = 0, isPatient = false } = order
  const wanted = { shape, learners, forMs, perSecond: scenarios[scenario].perSecond }
  const [said, reviewed]: [Record<string, Answer | null>, Record<string, boolean>] = [{}, {}]
  const noting = { turn: (key: string) => void (said[key] = null), review: (id: string) => void (reviewed[id] = false), reviewed: (id: string) => void (reviewed[id] = true) }
  let turnNumber = (seed % 1000) * 809
  const { isNew } = scenarios[scenario]
  const rolls = Array.from({ length: learners }, (_, at) => dice(seed * 100_003 + at))
  const people = rolls.map((roll, at) => person({ urls: urls.map((_, next) => urls[(at + next) % urls.length]!), token: tokens?.[at] ?? null, roll, noting, nextTurn: () => (turnNumber += 1) }))
  if (tokens === null && !isNew) await inTurn(people, guestsAtOnce, (each) => each.act('guest'))
  const listening = await listeners({ urls, tokens, count: idle })
  const counts = tally()
  const lag = monitorEventLoopDelay({ resolution: lagStepMs })
  lag.enable()
  const [cpuBefore, beganMs] = [process.cpuUsage(), monotonicMs()]
  const all: Crowd = { counts, beganMs, giveUpMs: beganMs + forMs + graceMs, steadyMs: beganMs + steadyFromMs(wanted), said, readAgain: isElsewhere ? [] : null, isPatient, present: 0 }
  const over = new AbortController()
  const watching = watched(all, forMs, over.signal)
  const there = presences(wanted)
  await Promise.all(people.map((each, at) => lived(all, each, { presence: there[at]!, scenario, roll: rolls[at]!, isUnderway: isFull(shape) && !isNew, isSilent })))
  over.abort()
  await watching
  const tookMs = monotonicMs() - beganMs
  const cpu = process.cpuUsage(cpuBefore)
  lag.disable()
  const lagMs = (percentile: number) => rounded(Math.max(0, lag.percentile(percentile) / 1e6 - lagStepMs))
  return {
    counted: counts.counted(), said, reviewed, readAgain: all.readAgain, idle: listening.close(), tookMs, steadyFromMs: steadyFromMs(wanted),
    own: { cpuCores: rounded((cpu.user + cpu.system) / 1000 / tookMs), lag: { p50Ms: lagMs(50), p95Ms: lagMs(95), p99Ms: lagMs(99), mostMs: rounded(Math.max(0, lag.max / 1e6 - lagStepMs)) } },
  }
}

async function inTurn<Of>(all: readonly Of[], atOnce: number, act: (each: Of) => Promise<unknown>): Promise<void> {
  const waiting = [...all]
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) await act(each)
  }))
}

type Listeners = { /** How many had been opened, and how many of them were still open. */ close(): CrowdTold['idle'] }

/** Those who are connected and say nothing; of one learner there may be several. */
async function listeners({ urls, tokens, count }: { readonly urls: readonly string[]; readonly tokens: readonly string[] | null; readonly count: number }): Promise<Listeners> {
  const sessions: Session[] = []
  await inTurn(Array.from({ length: count }, (_, at) => at), guestsAtOnce, async (at) => sessions.push(await openSession(urls[at % urls.length]!, tokens?.[at % tokens.length])))
  return {
    close() {
      const open = sessions.filter((each) => each.isOpen()).length
      for (const each of sessions) each.close()
      return { opened: sessions.length, open }
    },
  }
}

/** Ends a moment every so often, and begins to measure when it is as it shall be. */
async function watched(all: Crowd, forMs: number, over: AbortSignal): Promise<void> {
  const everyMs = Math.max(momentMsLeast, forMs / momentsOfRun)
  let isSteady = all.steadyMs <= all.beganMs
  for (let atMs = everyMs; !over.aborted; atMs += everyMs) {
    const untilMs = isSteady ? all.beganMs + atMs : Math.min(all.beganMs + atMs, all.steadyMs)
    await pause(Math.max(0, untilMs - monotonicMs()), undefined, { signal: over }).catch(() => {})
    if (!isSteady && monotonicMs() >= all.steadyMs) {
      isSteady = true
      all.counts.startOver()
      await pause(Math.max(0, all.beganMs + atMs - monotonicMs()), undefined, { signal: over }).catch(() => {})
    }
    all.counts.moment(Math.round(monotonicMs() - all.beganMs), all.present)
  }
}

type Life = { readonly presence: Presence; readonly scenario: ScenarioName; readonly roll: Dice; readonly isUnderway: boolean; readonly isSilent: boolean }

/** All that one learner does while they are there. */
async function lived(all: Crowd, one: Person, { presence, scenario, roll, isUnderway, isSilent }: Life): Promise<void> {
  const { isNew } = scenarios[scenario]
  await pause(Math.max(0, all.beganMs + presence.fromMs - monotonicMs()))
  all.present += 1
  for (const each of meant(scenarios[scenario], presence, roll, isUnderway)) {
    if (isSilent && turns.has(each.does)) continue
    const waitMs = all.beganMs + each.dueMs - monotonicMs()
    if (waitMs > 0) {
      await pause(waitMs)
      all.counts.took('begun later than due', null, monotonicMs() - all.beganMs - each.dueMs)
    }
    if (monotonicMs() > all.giveUpMs) {
      all.counts.failed(each.does, 'was never begun')
      continue
    }
    if (each.isFirst && isNew) {
      await vanished(all, one)
      one.beNew()
    }
    await done(all, one, each)
  }
  await pause(Math.max(0, all.beganMs + presence.untilMs - monotonicMs()))
  all.present -= 1
  await vanished(all, one)
  one.leave()
}

async function vanished({ readAgain, counts }: Crowd, one: Person): Promise<void> {
  if (readAgain !== null) await one.vanish().then((kept) => void readAgain.push(...kept), (error: unknown) => counts.failed('vanish', causeOf(error)))
}

async function done(all: Crowd, one: Person, { does, dueMs }: Meant): Promise<void> {
  const { counts, said, beganMs, steadyMs, isPatient } = all
  const atMs = beganMs + dueMs
  const lateMs = monotonicMs() - atMs
  counts.begin()
  try {
    const turn = await (isPatient ? patiently(all, one, does) : one.act(does))
    if (turn === null) return counts.took(does, 'call', monotonicMs() - atMs)
    // Speaking takes as long as it takes: what comes after it is counted, and by how much too late it was begun.
    const sinceMs = turn.saidMs - lateMs
    counts.took(does, 'turn', turn.wholeMs - sinceMs)
    if (turn.soundedMs !== null) counts.took(`${does}: first sound`, null, turn.soundedMs - sinceMs)
    for (const part of turn.degraded) if (isPatient) counts.hindered(does, `without ${part}`, turn.saidMs)
    else counts.failed(does, `without ${part}`)
    said[turn.key] = { turnId: turn.turnId, firstSoundMs: turn.soundedMs === null ? null : turn.soundedMs - sinceMs, isSteady: atMs >= steadyMs }
  } catch (error) {
    counts.failed(does, causeOf(error))
  }
}

/** Tries again, as somebody who wants to practise; a line that was lost meanwhile is opened first, as the page does. */
async function patiently({ counts }: Crowd, one: Person, does: Deed): Promise<Said | null> {
  if (!one.isThere()) await one.goElsewhere().catch(() => {})
  for (const untilMs = monotonicMs() + patienceMs, attempt = { count: 0 }; ; attempt.count += 1) {
    const begunMs = monotonicMs()
    try {
      return await one.act(does, attempt.count > 0)
    } catch (error) {
      counts.hindered(does, causeOf(error), begunMs)
      if (monotonicMs() > untilMs) {
        // What is still said on the line would be taken for what comes next.
        await one.goElsewhere().catch(() => {})
        throw error
      }
    }
    await pause(againMs)
    await one.goElsewhere().catch((error: unknown) => counts.hindered('connect', causeOf(error), begunMs))
  }
}

const causeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message

/** At the pace of the crowd, then as fast as it can, where answering costs next to nothing. */
async function calibrated({ url, perSecond, forMs }: CalibrateOrder): Promise<Calibrated> {
  const ask = () => 'GET /home HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip, br\r\n\r\n'
  const before = process.cpuUsage()
  const atPace = await paced(url, ask, perSecond, forMs)
  const cpu = process.cpuUsage(before)
  const full = await saturated(url, ask, callers, forMs)
  return {
    paced: percentiles(atPace.tookMs), full: percentiles(full.tookMs),
    pacedCores: rounded((cpu.user + cpu.system) / 1000 / forMs), perSecondMax: Math.round(full.perSecond), errors: atPace.errors + full.errors,
  }
}

/** Each caller waits for its own words before it says them again. */
async function echoed({ url, callers: count, forMs }: EchoOrder): Promise<Echoed> {
  const tookMs: number[] = []
  const untilMs = monotonicMs() + forMs
  await Promise.all(Array.from({ length: count }, async () => {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await once(socket, 'open')
    while (monotonicMs() < untilMs) {
      const saidMs = monotonicMs()
      socket.send(said)
      await once(socket, 'message')
      tookMs.push(monotonicMs() - saidMs)
    }
    socket.terminate()
  }))
  return { perSecond: Math.round((tookMs.length * 1000) / forMs), took: percentiles(tookMs) }
}
