/**
 * A spoken turn through the real WebSocket, with simulated providers of fixed latency: what the tutor adds to what the
 * providers take by their own stopwatch, at 1, 100 and 500 learners who speak for three seconds, one turn per 12 s each.
 *
 * Their silence says that they have said all, as set to begin with; beside them, some who hold a button until then.
 *
 * Three processes: the product as `npm start` has it, the simulator, and this one, which is all the learners. Peer: the same
 * turn in sequence (transcribe, whole reply, whole speech), straight at the simulator. `--quick` has fewer turns.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { silenceMsDefault } from '../server/src/domain/turn-taking.ts'
import { percentiles, rounded, table } from './measuring/figures.ts'
import { processesOf, start, type Running } from './measuring/installation.ts'
import { turned, type Turned } from './turning/critical-path.ts'
import { inSequence } from './turning/in-sequence.ts'
import { openProvider, type Provider } from './turning/provider-process.ts'
import { openSession, type Session, type TurnTimes } from './turning/session.ts'
import { turnPlan, type TurnPlan } from './turning/turn-plan.ts'

const quick = process.argv.includes('--quick')
const limits = { addedP50Ms: 2, addedP99Ms: { 1: 10, 100: 10, 500: 25 }, ratio: 1.05, bargeInMs: 60 }
/** As providers are on a good day. Each piece of sound is a tenth of a second. */
const behaviours = { transcriptions: { firstByteMs: 150 }, chat: { firstByteMs: 200, perPieceMs: 10 }, speech: { firstByteMs: 100, perPieceMs: 10 } }
const silenceMs = silenceMsDefault
const everyMs = 12_000
const rounds = quick ? 1 : 5
const turnsAlone = quick ? 6 : 40
const interruptions = quick ? 4 : 40
const sequences = quick ? 5 : 20

const memoryOf = (running: readonly Running[]): number => running.reduce((sum, { mb, kind }) => sum + (kind === 'mluv' ? mb : 0), 0)
const cpuOf = (running: readonly Running[]): number => running.reduce((sum, { cpuMs }) => sum + cpuMs, 0)

/** Who says what is printed as, and how their turns end. */
const named = { one: [1, 'silence'], sessions100: [100, 'silence'], sessions500: [500, 'silence'], oneHolding: [1, 'a button'], holding100: [100, 'a button'] } as const

let planned = 0
const scratch = mkdtempSync(join(tmpdir(), 'mluv-turn-'))
const data = join(scratch, 'data')
const provider = await openProvider()
try {
  await provider.ask({ type: 'set', behaviours })
  const line = { URL: provider.url, KEY: provider.key }
  const environment = Object.fromEntries(['CHAT', 'STT', 'TTS'].flatMap((part) => Object.entries(line).map(([name, value]) => [`MLUV_${part}_${name}`, value])))
  const installation = await start(resolve(import.meta.dirname, '..'), { MLUV_DATA: data, GUESTS_PER_HOUR: '0', ...environment })
  try {
    await measure(installation.url, () => processesOf(installation.process.pid!, data))
  } finally {
    await installation.stop()
  }
} finally {
  provider.stop()
  rmSync(scratch, { recursive: true, force: true })
}

async function measure(url: string, running: () => readonly Running[]): Promise<void> {
  const alone = await openSession(url)
  // The first turns pay for what is loaded once.
  await crowd([alone], 3, { everyMs: 0 })
  const one = await crowd([alone], turnsAlone, { silenceMs, everyMs: 0 })
  const oneHolding = await crowd([alone], turnsAlone, { everyMs: 0 })
  const bargeIns = await interrupted(alone, interruptions)
  const { sequence, jitter } = await emptyRun()
  const before = memoryOf(running())
  const sessions = [alone, ...(await opened(url, 499))]
  await pause(1000)
  const bytesPerIdleSession = Math.round(((memoryOf(running()) - before) * 1024 * 1024) / 499)
  const sessions100 = await crowd(sessions.slice(0, 100), rounds, { silenceMs, everyMs })
  const holding100 = await crowd(sessions.slice(0, 100), rounds, { everyMs })
  const cpuBefore = cpuOf(running())
  const sessions500 = await crowd(sessions, rounds, { silenceMs, everyMs })
  const cpuMsPerTurn = rounded((cpuOf(running()) - cpuBefore) / sessions500.planned)
  for (const session of sessions) session.close()
  report({ crowds: { one, sessions100, sessions500, oneHolding, holding100 }, jitter, sequence, bargeIns, cpuMsPerTurn, bytesPerIdleSession, memory: running() })
}

type Crowd = { readonly planned: number; readonly turns: readonly Turned[]; readonly failures: readonly string[] }

/** Every session has so many turns, one each `everyMs`, begun evenly over that time. */
async function crowd(sessions: readonly Session[], turnsEach: number, { silenceMs: endsIt, everyMs: period }: { readonly silenceMs?: number; readonly everyMs: number }): Promise<Crowd> {
  const all = await plans(sessions.length * turnsEach)
  await provider.ask({ type: 'calls' })
  const times: TurnTimes[] = []
  const failures: string[] = []
  const beganMs = performance.now()
  await Promise.all(sessions.map(async (session, number) => {
    for (let round = 0; round < turnsEach; round += 1) {
      const dueMs = beganMs + period * (round + number / sessions.length)
      await pause(Math.max(0, dueMs - performance.now()))
      const plan = all[number * turnsEach + round]!
      await session.turn(plan, { silenceMs: endsIt }).then((each) => times.push({ ...each, plan }), (error: unknown) => failures.push(String(error)))
    }
  }))
  const calls = byPlan(await provider.ask({ type: 'calls' }))
  const turns = times.flatMap((each) => turned(each, calls(each.plan)) ?? [])
  return { planned: all.length, turns, failures: [...failures, ...Array<string>(times.length - turns.length).fill('a turn that is not as it was planned')] }
}

/** The provider is told what to answer in each of the next turns. */
async function plans(count: number): Promise<readonly TurnPlan[]> {
  const next = Array.from({ length: count }, () => turnPlan((planned += 1)))
  await provider.ask({ type: 'rules', rules: next.map(({ token, sentences }) => ({ when: token, say: sentences.join(' '), structured: false })) })
  return next
}

/** The calls of each plan, found without looking at all of them each time. */
function byPlan(calls: Awaited<ReturnType<Provider['ask']>>) {
  const found = new Map<string, (typeof calls)[number][]>()
  for (const call of calls) for (const [token] of call.text.matchAll(/\b(?:[bdklmnprst][aeo]){4}\b/g)) found.set(token, [...(found.get(token) ?? []), call])
  return ({ token }: TurnPlan) => found.get(token) ?? []
}

async function opened(url: string, count: number): Promise<Session[]> {
  const sessions: Session[] = []
  while (sessions.length < count) sessions.push(...(await Promise.all(Array.from({ length: Math.min(20, count - sessions.length) }, () => openSession(url)))))
  return sessions
}

/** From the interruption to the last frame that still came; 0 where none did. */
async function interrupted(session: Session, count: number): Promise<number[]> {
  const took: number[] = []
  for (const [at, plan] of (await plans(count)).entries()) {
    const { pieces, interruptedMs } = await session.turn(plan, { pace: 5, interruptAfter: 2 + (at % 20) })
    if (interruptedMs !== null) took.push(Math.max(0, pieces.at(-1)!.atMs - interruptedMs))
  }
  return took
}

/** Turns in sequence, one after the other, and how much later than told the simulator answers when nothing else is asked of it. */
async function emptyRun(): Promise<{ readonly sequence: readonly number[]; readonly jitter: readonly number[] }> {
  await provider.ask({ type: 'calls' })
  const sequence: number[] = []
  for (const plan of await plans(sequences)) sequence.push(await inSequence(provider, plan))
  const calls = await provider.ask({ type: 'calls' })
  return { sequence, jitter: calls.map(({ endpoint, askedMs, leftMs }) => leftMs[0]! - askedMs - behaviours[endpoint as keyof typeof behaviours].firstByteMs) }
}

type Crowds = Readonly<Record<keyof typeof named, Crowd>>
type Measured = {
  readonly crowds: Crowds
  readonly jitter: readonly number[]
  readonly sequence: readonly number[]
  readonly bargeIns: readonly number[]
  readonly cpuMsPerTurn: number
  readonly bytesPerIdleSession: number
  readonly memory: readonly Running[]
}

function report({ crowds, sequence, bargeIns, jitter, cpuMsPerTurn, bytesPerIdleSession }: Measured): void {
  const figuresOf = (crowd: Crowd) => {
    const of = (figure: (turn: Turned) => number) => percentiles(crowd.turns.map(figure))
    const gaps = percentiles(crowd.turns.flatMap(({ gapsMs }) => (gapsMs.length > 0 ? gapsMs : [0])))
    const ratios = { first: of((turn) => turn.firstSoundMs / turn.firstPathMs), last: of((turn) => turn.lastSoundMs / turn.lastPathMs) }
    return { crowd, added: of(({ addedMs }) => addedMs), gaps, ...ratios, sound: of(({ firstSoundMs }) => firstSoundMs) }
  }
  const { one, sessions100, sessions500, oneHolding, holding100 } = crowds
  const all = { one: figuresOf(one), sessions100: figuresOf(sessions100), sessions500: figuresOf(sessions500), oneHolding: figuresOf(oneHolding), holding100: figuresOf(holding100) }
  console.log(table([
    ['learners', 'ended by', 'turns', 'failed', 'added p50, ms', 'limit', 'added p99', 'limit', 'first sound p50', '÷ providers', 'last ÷ providers', 'gaps p99'],
    ...(Object.keys(named) as (keyof Crowds)[]).map((name) => {
      const [count, by] = named[name]
      const { crowd, added, first, last, sound, gaps } = all[name]
      return [count, by, crowd.turns.length, crowd.failures.length, added.p50Ms, limits.addedP50Ms, added.p99Ms, limits.addedP99Ms[count], sound.p50Ms, first.p50Ms, last.p50Ms, gaps.p99Ms]
    }),
  ]))
  for (const { crowd } of Object.values(all)) for (const failure of new Set(crowd.failures)) console.log(`failed: ${failure.slice(0, 200)}`)
  const late = percentiles(jitter)
  const peer = percentiles(sequence)
  const barge = percentiles(bargeIns)
  console.log()
  console.log(table([
    ['', 'p50', 'p99', 'limit'],
    ['the simulator alone: later than told, ms', late.p50Ms, late.p99Ms, ''],
    ['peer: first sound in sequence, ms', peer.p50Ms, peer.p99Ms, ''],
    ['barge-in to the last frame, ms', barge.p50Ms, barge.p99Ms, limits.bargeInMs],
    ['processor, all processes, ms a turn, at 500', cpuMsPerTurn, '', ''],
    ['memory of an idle session, bytes', bytesPerIdleSession, '', ''],
  ]))
  console.log()
  const figures = ({ added }: ReturnType<typeof figuresOf>) => ({ addedP50Ms: added.p50Ms, addedP99Ms: added.p99Ms })
  console.log(JSON.stringify({
    one: figures(all.one), sessions100: figures(all.sessions100), sessions500: figures(all.sessions500), oneHolding: figures(all.oneHolding), holding100: figures(all.holding100),
    firstSoundRatio: all.one.first.p50Ms, lastSoundRatio: all.one.last.p50Ms, sequentialRatio: rounded(peer.p50Ms / all.one.sound.p50Ms), bargeInMs: barge.p99Ms, cpuMsPerTurn, bytesPerIdleSession,
    failed: Object.values(all).reduce((sum, { crowd }) => sum + crowd.failures.length, 0),
  }))
}
