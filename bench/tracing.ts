/**
 * What it costs to be watched: the same written turns, answered aloud, at three installations that differ in nothing but traces (none, all of them recorded, none of them in the
 * sample), one block of turns after the other in turns. Processor time is that of the serving process alone; providers answer at once, so that nothing hides it.
 *
 * What a turn takes differs by more from turn to turn than traces take of it: so a span, and a value that is counted for `/metrics` (which cannot be switched off), are measured by
 * themselves too, times as many as a turn has. `--quick` has fewer turns.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { tracing } from '../server/src/adapters/otlp/tracing.ts'
import { bodyOf } from '../server/src/adapters/otlp/wire.ts'
import { statements } from '../server/src/adapters/postgres/statements.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import type { Span } from '../server/src/domain/span.ts'
import { percentiles, rounded, table } from './measuring/figures.ts'
import { processesOf, start, type Installation } from './measuring/installation.ts'
import { openProvider } from './turning/provider-process.ts'
import { openSession, type Session } from './turning/session.ts'
import { turnPlan, type TurnPlan } from './turning/turn-plan.ts'

const quick = process.argv.includes('--quick')
const rounds = quick ? 3 : 12
const turnsEach = quick ? 15 : 80
const warmUp = quick ? 5 : 40
const readings = quick ? 20 : 100
const timed = 100_000
/** Of the processor time that a turn takes without. */
const limits = { sampledOut: 1.02, share: 0.02 }
const token = 'whoever-watches-has-this'
const everySecondsRead = 15

const ways = ['off', 'on', 'sampled out'] as const
type Way = (typeof ways)[number]
type Served = { readonly way: Way; readonly installation: Installation; readonly session: Session; readonly data: string; readonly cpuMs: number[]; readonly tookMs: number[] }

const scratch = mkdtempSync(join(tmpdir(), 'mluv-tracing-'))
const collector = await openCollector()
const provider = await openProvider()
const served: Served[] = []
let planned = 0
try {
  served.push(...(await Promise.all(ways.map(serve))))
  for (const each of served) await block(each, warmUp)
  for (const { cpuMs, tookMs } of served) cpuMs.length = tookMs.length = 0
  collector.forget()
  // Each begins a round as often as the others.
  for (let round = 0; round < rounds; round += 1) for (let at = 0; at < ways.length; at += 1) await block(served[(round + at) % ways.length]!, turnsEach)
  report(await counting(served[0]!))
} finally {
  for (const { session } of served) session.close()
  for (const { installation } of served) await installation.stop()
  provider.stop()
  collector.stop()
  rmSync(scratch, { recursive: true, force: true })
}

async function serve(way: Way): Promise<Served> {
  const data = join(scratch, way.replace(' ', '-'), 'data')
  const line = { URL: provider.url, KEY: provider.key }
  const environment = Object.fromEntries(['CHAT', 'TTS'].flatMap((part) => Object.entries(line).map(([name, value]) => [`MLUV_${part}_${name}`, value])))
  const traces = way === 'off' ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: way === 'on' ? '1' : '0' }
  const installation = await start(resolve(import.meta.dirname, '..'), { MLUV_DATA: data, GUESTS_PER_HOUR: '0', METRICS_TOKEN: token, BUDGET_DAY_USD: 'none', ...environment, ...traces })
  return { way, installation, data, session: await openSession(installation.url), cpuMs: [], tookMs: [] }
}

type Counting = { readonly notesPerTurn: number; readonly readMs: number; readonly noteUs: number; readonly spanUs: number; readonly sampledOutUs: number }

async function counting(given: Served): Promise<Counting> {
  const read = async () => (await fetch(`${given.installation.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text()
  const notes = (text: string) => [...text.matchAll(/^\w+_count(?:\{.*\})? (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
  const before = notes(await read())
  await block({ ...given, cpuMs: [], tookMs: [] }, turnsEach)
  const notesPerTurn = (notes(await read()) - before) / turnsEach
  const cpuBefore = cpuOf(given)
  for (let reading = 0; reading < readings; reading += 1) await read()
  return { notesPerTurn, ...(await eachUs()), readMs: (cpuOf(given) - cpuBefore) / readings }
}

async function block(at: Served, turns: number): Promise<void> {
  const { session, cpuMs, tookMs } = at
  const all = await plans(turns)
  const before = cpuOf(at)
  for (const plan of all) {
    const { spokenMs, rememberedMs } = await session.turn(plan, { isWritten: true })
    tookMs.push(rememberedMs - spokenMs)
  }
  cpuMs.push((cpuOf(at) - before) / turns)
}

/** Of the serving process, since it began. */
function cpuOf({ installation, data }: Served): number {
  return processesOf(installation.process.pid!, data).reduce((sum, { kind, cpuMs }) => sum + (kind === 'mluv' ? cpuMs : 0), 0)
}

/** No two turns are the same, at whichever installation. */
async function plans(count: number): Promise<readonly TurnPlan[]> {
  const next = Array.from({ length: count }, () => turnPlan((planned += 1)))
  await provider.ask({ type: 'rules', rules: next.map(({ token: when, sentences }) => ({ when, say: sentences.join(' '), structured: false })) })
  await provider.ask({ type: 'calls' })
  return next
}

/** What a statement takes longer because it is counted by what it is for, because it is recorded and written out, or because it might have been. */
async function eachUs(): Promise<Pick<Counting, 'noteUs' | 'spanUs' | 'sampledOutUs'>> {
  const nothing = async () => {}
  const resource = { service: 'mluv', version: '1', instance: 'bench' }
  const ended: Span[] = []
  const written = (span: Span) => {
    if (ended.push(span) === 512) bodyOf(resource, ended.splice(0))
  }
  const within = (share: number) => {
    const trace = tracing({ clock: realClock(), share, ended: written })
    const { timed: recorded } = statements(trace)
    return trace.enter({ kind: 'talk', name: 'talk' }, null).within(() => usOf(() => recorded(nothing)))
  }
  const counted = statements(null)
  await within(1)
  await usOf(() => counted.timed(nothing))
  const [bare, noted, spanned, out] = [await usOf(nothing), await usOf(() => counted.timed(nothing)), await within(1), await within(0)]
  return { noteUs: Math.max(0, noted - bare), spanUs: Math.max(0, spanned - noted), sampledOutUs: Math.max(0, out - noted) }
}

async function usOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  for (let at = 0; at < timed; at += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / timed
}

async function openCollector() {
  let spans = 0
  const server = createServer((request, response) => {
    request.on('data', (piece: Buffer) => (spans += piece.toString('latin1').split('"spanId"').length - 1))
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done) })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    forget: () => void (spans = 0),
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function report({ notesPerTurn, readMs, ...each }: Counting): void {
  const [off] = served
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
  const rows = served.map(({ way, cpuMs, tookMs }) => {
    const { p50Ms, p95Ms } = percentiles(tookMs)
    const without = percentiles(off!.tookMs)
    const cpuRatio = rounded(median(cpuMs.map((each, round) => each / off!.cpuMs[round]!)))
    return { way, cpuMs: rounded(median(cpuMs)), cpuRatio, p50Ms, p95Ms, p50Ratio: rounded(p50Ms / without.p50Ms), p95Ratio: rounded(p95Ms / without.p95Ms) }
  })
  console.log(table([
    ['traces', 'turns', 'processor, ms a turn', '÷ off', 'limit', 'p50, ms', '÷ off', 'p95, ms', '÷ off'],
    ...rows.map(({ way, cpuMs, cpuRatio, ...took }) => [way, rounds * turnsEach, cpuMs, cpuRatio, way === 'sampled out' ? limits.sampledOut : '', took.p50Ms, took.p50Ratio, took.p95Ms, took.p95Ratio]),
  ]))
  const spansPerTurn = rounded(collector.spans() / (rounds * turnsEach))
  const shareOf = (us: number, times: number) => rounded((us * times) / rows[0]!.cpuMs / 10)
  const shares = { countingPercent: shareOf(each.noteUs, notesPerTurn), spansPercent: shareOf(each.spanUs, spansPerTurn), sampledOutPercent: shareOf(each.sampledOutUs, spansPerTurn) }
  console.log()
  console.log(table([
    ['by itself', 'in a turn', 'processor, µs each', 'of a turn, %', 'limit'],
    ['a value counted for /metrics', rounded(notesPerTurn), rounded(each.noteUs), shares.countingPercent, limits.share * 100],
    ['a span, recorded and written out', spansPerTurn, rounded(each.spanUs), shares.spansPercent, ''],
    ['a span that is not in the sample', spansPerTurn, rounded(each.sampledOutUs), shares.sampledOutPercent, limits.share * 100],
  ]))
  console.log(`A reading of /metrics takes ${rounded(readMs)} ms: every ${everySecondsRead} s, ${rounded(readMs / (everySecondsRead * 10))} % of one processor.`)
  console.log()
  console.log(JSON.stringify({
    ...Object.fromEntries(rows.map(({ way, ...figures }) => [way === 'sampled out' ? 'sampledOut' : way, figures])), spansPerTurn, notesPerTurn: rounded(notesPerTurn),
    noteUs: rounded(each.noteUs), spanUs: rounded(each.spanUs), sampledOutUs: rounded(each.sampledOutUs), ...shares, readMs: rounded(readMs),
  }))
}
