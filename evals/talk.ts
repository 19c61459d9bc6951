/**
 * How well the tutor without keys talks: sixty learners whom its authors never met, ten turns each, through the whole
 * product but its voice, and fifteen held back from whoever mends it. The peer is an echo in the manner of ELIZA in the same
 * seat; the limit is what nobody can beat.
 * usage: npm run eval:talk -- [--talk tNN] [--strict]
 * Transcripts for reading are left in evals/out/talk/, but of those held back. `--strict` fails on a repeated sentence or a
 * reply without a question.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { eliza } from './talk/eliza.ts'
import { judge, measures, repeatedIn, tally, type Count, type Measure, type Verdicts } from './talk/judges.ts'
import { loadTalks } from './talk/learners.ts'
import { openStage, type Held } from './talk/stage.ts'
import { sentencesIn } from './talk/words.ts'

const { values } = parseArgs({ options: { talk: { type: 'string' }, strict: { type: 'boolean', default: false } } })
const output = join(import.meta.dirname, 'out/talk')

/** What each measure is called, and what is best: every line (`all`) or none. */
const rows: Readonly<Record<Measure, { readonly name: string; readonly best: 'all' | 'none' }>> = {
  named: { name: 'names what the learner said', best: 'all' },
  heard: { name: 'hears everything that is wrong in a line (the ear)', best: 'all' },
  recast: { name: 'says a wrong line again rightly', best: 'all' },
  recastHeard: { name: '… of those that the ear heard', best: 'all' },
  recastWrong: { name: 'puts a wrong form into the tutor’s mouth', best: 'none' },
  admitted: { name: 'admits that it did not understand (gibberish, other languages)', best: 'all' },
  admittedFalsely: { name: '… or says so of plain Czech', best: 'none' },
  asks: { name: 'ends with a question', best: 'all' },
  repeats: { name: 'says a sentence twice in a talk', best: 'none' },
  asksAgain: { name: 'asks an earlier question within another sentence', best: 'none' },
  lostHelped: { name: '“Nerozumím”: slower, translated, and a question', best: 'all' },
  feels: { name: 'feels with the learner', best: 'all' },
  tactless: { name: '… is cheerful at bad news', best: 'none' },
  wavedOff: { name: 'answers a learner’s question with “I don’t know”', best: 'none' },
}

const talks = loadTalks('learners').filter(({ id }) => values.talk === undefined || id === values.talk)
const fresh = values.talk === undefined ? loadTalks('learners-fresh') : []
const stage = await openStage()
const ours: Held[] = []
const oursFresh: Held[] = []
const peers: Held[] = []
try {
  for (const talk of talks) ours.push(await stage.hold(talk))
  for (const talk of fresh) oursFresh.push(await stage.hold(talk))
  for (const talk of talks) peers.push(await stage.hold(talk, eliza()))
} finally {
  await stage.close()
}
writeTranscripts(ours)
report()

/** One file a talk, as it was read on the screen, with the judges' marks in the margin. */
function writeTranscripts(held: readonly Held[]): void {
  if (values.talk === undefined) rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  for (const each of held) {
    const { talk, opening } = each
    const lines = withTold(each).flatMap(({ turn: { line, reply, corrected, ms }, told }, at) => {
      const verdicts = judge({ line, reply, corrected }, told)
      const marks = measures.filter((measure) => verdicts[measure] === (rows[measure].best === 'none') && measure !== 'recastHeard')
      const repeated = repeatedIn(reply.flatMap(({ text }) => sentencesIn(text)), told, line.kind === 'lost')
      return [
        `${at + 1}  ${line.say}${line.correct.length > 0 ? `   [${line.correct[0]!}]` : ''}${line.kind === 'plain' ? '' : `   (${line.kind})`}`,
        ...reply.map(({ text, slow }) => `      ${slow ? '~' : '-'} ${text}`),
        `      ${ms.toFixed(0)} ms${marks.length > 0 ? `   ! ${marks.join(', ')}` : ''}${repeated.length > 0 ? `: ${repeated.join(' | ')}` : ''}`,
      ]
    })
    writeFileSync(join(output, `${talk.id}.txt`), [`${talk.id}  ${talk.who}, ${talk.level}${talk.scenario ? `, scenario ${talk.scenario}` : ''}`, ...opening.map(({ text }) => `      - ${text}`), ...lines, ''].join('\n'))
  }
}

function report(): void {
  const columns = [{ name: 'Honzík', held: ours }, { name: 'held back', held: oursFresh }, { name: 'ELIZA', held: peers }]
    .map(({ name, held }) => ({ name, turns: held.flatMap(({ turns }) => turns).length, counts: tally(verdictsOf(held)), times: timesOf(held) }))
  const shown = ({ hits, of }: Count) => `${of === 0 ? '–' : `${((100 * hits) / of).toFixed(1)} %`} (${hits}/${of})`
  const line = (first: string, cells: readonly string[], last = '') => console.log(`${first.padEnd(66)}${cells.map((cell) => cell.padEnd(18)).join('')}${last}`.trimEnd())
  line(`${ours.length} talks, ${oursFresh.length} held back`, columns.map(({ name, turns }) => `${name} (${turns})`), 'limit')
  for (const measure of measures) line(rows[measure].name, columns.map(({ counts }) => shown(counts[measure])), rows[measure].best === 'all' ? '100 %' : '0 %')
  line('ms to the first sentence, p50 / p95', columns.map(({ times }) => `${times.firstP50Ms} / ${times.firstP95Ms}`))
  line('ms to the whole reply, p50 / p95', columns.map(({ times }) => `${times.wholeP50Ms} / ${times.wholeP95Ms}`))
  console.log('transcripts in evals/out/talk/')
  console.log(JSON.stringify({ eval: 'talk', columns: columns.map(({ name, turns, counts, times }) => ({ name, turns, ...counts, ...times })) }))
  if (values.strict && columns.slice(0, 2).some(({ counts: { repeats, asks } }) => repeats.hits > 0 || asks.hits < asks.of)) {
    console.error('A sentence was repeated, or a reply did not end with a question.')
    process.exitCode = 1
  }
}

function verdictsOf(held: readonly Held[]): Verdicts[] {
  return held.flatMap(withTold).map(({ turn, told }) => judge(turn, told))
}

/** Each turn with everything the tutor said before it. */
function withTold({ opening, turns }: Held) {
  const told = opening.flatMap(({ text }) => sentencesIn(text))
  return turns.map((turn) => {
    const before = [...told]
    told.push(...turn.reply.flatMap(({ text }) => sentencesIn(text)))
    return { turn, told: before }
  })
}

function timesOf(held: readonly Held[]) {
  const turns = held.flatMap((each) => each.turns)
  const at = (samplesMs: readonly number[], share: number) => Math.round(10 * (samplesMs.toSorted((a, b) => a - b)[Math.floor(share * (samplesMs.length - 1))] ?? 0)) / 10
  const [firstMs, wholeMs] = [turns.map((turn) => turn.firstMs), turns.map((turn) => turn.ms)]
  return { firstP50Ms: at(firstMs, 0.5), firstP95Ms: at(firstMs, 0.95), wholeP50Ms: at(wholeMs, 0.5), wholeP95Ms: at(wholeMs, 0.95) }
}
