/**
 * What the ear gets right on real learners' Czech, through its port.
 * usage: npm run eval:czech -- [--corpus FOLDER] [--quick] [--floor F] [--alarms A]
 * `--quick` takes the even rows of the learners' file alone; `--floor` fails below that F0.5 on them, `--alarms` where more than A % of their
 * correct sentences are changed. Then sentences of our own, `evals/slips`, which need no corpus.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { czechEar } from '../server/src/adapters/czech/ear.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import type { Correction } from '../server/src/domain/correction.ts'
import type { Ear } from '../server/src/ports/ear.ts'
import { editsOf, type Judged, type Row, type Score, scoreAll, tokensOf } from './scoring.ts'

type Half = 'odd' | 'even'
type Measured = { readonly file: string; readonly half: Half; readonly score: Score; readonly p50Ms: number; readonly p95Ms: number; readonly steady: number }

const files = ['learners', 'natives-formal', 'natives-web', 'romani'] as const
const warmingRows = 400
const worstShown = 50
const here = import.meta.dirname
const output = join(here, 'out')

const { values } = parseArgs({ options: { corpus: { type: 'string', default: join(here, '../../shared/gec') }, quick: { type: 'boolean', default: false }, floor: { type: 'string' }, alarms: { type: 'string' } } })
if (!existsSync(join(values.corpus, 'dev-learners.tsv'))) {
  const alone = czechEar({ contentFolder: join(here, '../server/content/cs'), clock: realClock() })
  await sayOfSlips(alone)
  await alone.close()
  console.log('eval:czech: the rest is left out, there is no corpus here. GECCC is published at https://hdl.handle.net/11234/1-4639; point --corpus to a folder with its dev-*.tsv.')
  process.exit(0)
}
const before = process.memoryUsage.rss()
const ear = czechEar({ contentFolder: join(here, '../server/content/cs'), clock: realClock() })
const started = performance.now()
await ear.warm()
const loadMs = performance.now() - started
for (const { source } of rowsOf('learners', 'even').slice(0, warmingRows)) await checked(ear, source, true)
const memoryMb = Math.round((process.memoryUsage.rss() - before) / 2 ** 20)
mkdirSync(output, { recursive: true })
const measured: Measured[] = []
for (const file of values.quick ? files.slice(0, 1) : files) for (const half of values.quick ? (['even'] as const) : (['odd', 'even'] as const)) measured.push(await measure(file, half))
await sayOfSlips(ear)
await ear.close()

for (const { file, half, score: s, p50Ms, p95Ms, steady } of measured) {
  const rates = `P ${percent(s.precision)} R ${percent(s.recall)} F0.5 ${percent(s.f)} correct sentences changed ${percent(s.falseAlarms)} % of ${s.correct}`
  console.log(`${file.padEnd(15)} ${half.padEnd(5)} ${rates}   ${p50Ms.toFixed(1)} ms p50, ${p95Ms.toFixed(1)} ms p95, ${percent(steady)} % stay when checked again`)
}
console.log(`loaded in ${Math.round(loadMs)} ms, ${memoryMb} MB above the process without it; misses and false alarms in evals/out/`)
const learners = measured.find(({ file, half }) => file === 'learners' && half === 'even')!
const { score, p95Ms } = learners
const figures = { f05: round(score.f), precision: round(score.precision), recall: round(score.recall), falseAlarms: round(score.falseAlarms), p95Ms: round(p95Ms) }
console.log(JSON.stringify({ eval: 'czech', ...figures, loadMs: Math.round(loadMs), memoryMb }))
if (values.floor !== undefined && 100 * learners.score.f < Number(values.floor)) {
  console.error(`F0.5 is below the floor of ${values.floor}.`)
  process.exitCode = 1
}
if (values.alarms !== undefined && 100 * learners.score.falseAlarms > Number(values.alarms)) {
  console.error(`More than ${values.alarms} % of the correct sentences are changed.`)
  process.exitCode = 1
}

async function measure(file: string, half: Half): Promise<Measured> {
  const rows = rowsOf(file, half)
  const corrections: Correction[] = []
  const times: number[] = []
  for (const { source } of rows) {
    const from = performance.now()
    corrections.push(await checked(ear, source))
    times.push(performance.now() - from)
  }
  const judged: Judged[] = []
  const score = scoreAll(rows, corrections.map(({ corrected }) => corrected), judged)
  writeWorst(`${file}-${half}`, rows, corrections, judged)
  let steady = 0
  for (const { corrected } of corrections) if ((await checked(ear, corrected)).corrected === corrected) steady++
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]!
  return { file, half, score, p50Ms: at(0.5), p95Ms: at(0.95), steady: steady / rows.length }
}

/** Sentences that were made up, each with one to three mistakes as learners make them. `unseen` shows what a mend is worth elsewhere. */
async function sayOfSlips(listener: Ear): Promise<void> {
  for (const name of ['seen', 'unseen']) {
    const rows = readFileSync(join(here, 'slips', `${name}.tsv`), 'utf8').trimEnd().split('\n').map((line): Row => ({ source: line.split('\t')[0]!, golds: line.split('\t').slice(1) }))
    const corrected: string[] = []
    for (const { source } of rows) corrected.push((await checked(listener, source)).corrected)
    const { precision, recall, f } = scoreAll(rows, corrected)
    const whole = rows.filter(({ golds }, at) => golds.includes(corrected[at]!)).length
    console.log(`slips ${name.padEnd(9)} P ${percent(precision)} R ${percent(recall)} F0.5 ${percent(f)}   ${whole} of ${rows.length} put right as a whole`)
  }
}

/** `spoken` is asked otherwise, and so not recalled. */
function checked(listener: Ear, text: string, spoken = false): Promise<Correction> {
  return listener.check({ text, language: 'cs', level: 'B1', motherTongue: 'en', gender: null, corrections: 'detailed', spoken }, { signal: new AbortController().signal })
}

/** Rows count from 0: the first is even. Rows without a gold prove nothing. */
function rowsOf(file: string, half: Half): Row[] {
  return readFileSync(join(values.corpus, `dev-${file}.tsv`), 'utf8').trimEnd().split('\n')
    .filter((_, at) => (at % 2 === 1) === (half === 'odd'))
    .map((line) => line.split('\t'))
    .flatMap(([source, ...golds]) => (golds.length > 0 ? [{ source: source!, golds }] : []))
}

/** For a human to read: sentences with the most missed, and findings that no gold has, correct sentences first. */
function writeWorst(name: string, rows: readonly Row[], corrections: readonly Correction[], judged: readonly Judged[]): void {
  const lines = rows.map((row, at) => ({ row, one: judged[at]!, corrected: corrections[at]!.corrected, wrong: wrongOf(row, corrections[at]!, judged[at]!) }))
  const misses = lines.toSorted((a, b) => b.one.missed.length - a.one.missed.length).slice(0, worstShown)
  const alarms = lines.filter(({ wrong }) => wrong.length > 0).toSorted((a, b) => Number(b.one.alarm) - Number(a.one.alarm) || b.wrong.length - a.wrong.length).slice(0, worstShown)
  const shown = (list: typeof lines) => list.map(({ row, corrected, wrong }) => `${row.source}\n  ear:  ${corrected}\n  gold: ${row.golds.join('\n        ')}${wrong.length > 0 ? `\n  not in any gold: ${wrong.join('; ')}` : ''}`).join('\n\n')
  writeFileSync(join(output, `${name}-misses.txt`), `${shown(misses)}\n`)
  writeFileSync(join(output, `${name}-false-alarms.txt`), `${shown(alarms)}\n`)
}

function wrongOf({ source }: Row, { findings }: Correction, { extra }: Judged): string[] {
  const words = tokensOf(source)
  return findings
    .filter(({ start, end, corrected }) => editsOf(words, tokensOf(source.slice(0, start) + corrected + source.slice(end))).some((edit) => extra.includes(edit)))
    .map(({ original, corrected, kind }) => `${kind} ${original} → ${corrected}`)
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
