/**
 * What the Czech ear costs: starting it, keeping it, and each sentence, on learners' and natives' sentences in their order, none asked twice.
 * usage: npm run bench -- ear [--corpus FOLDER] [--quick]
 *
 * Times are told by the clock and by the processor: on a machine that others use, only the second says what a sentence takes. Where a rate or a
 * percentile has a limit, the clock's is held to it. Peers, in the same run: Hunspell asked the same questions about words, and Hunspell's own
 * suggestions for the words it does not know. No corpus in the folder: the 300 right sentences of the tests.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { createHunspellFromStrings } from 'hunspell-wasm'
import { earContent } from '../server/src/adapters/czech/content.ts'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { czechEar } from '../server/src/adapters/czech/ear.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import { check, type Heard, lookUpsMax } from '../server/src/domain/czech/check.ts'
import type { Dictionary } from '../server/src/domain/czech/dictionary.ts'
import { knowledge } from '../server/src/domain/czech/knowledge.ts'
import { type Percentiles, percentiles, rounded, table } from './measuring/figures.ts'

const limits = { loadMs: 1_000, memoryMb: 180, p95Ms: 8, sentencesPerSecond: 300 }
const starts = 5
/** A start is measured however long it takes. */
const patienceMs = 120_000
const hostileLength = 2_000
const files = ['learners', 'natives-formal', 'natives-web', 'romani'] as const

const { values } = parseArgs({ options: { corpus: { type: 'string', default: join(import.meta.dirname, '../../shared/gec') }, quick: { type: 'boolean', default: false } } })
const contentFolder = join(import.meta.dirname, '../server/content/cs')

const texts = textsOf(values.corpus)
const started = await startedOften()
const dictionary = await czechDictionary()
const asked = { times: 0, words: new Set<string>() }
const known = knowledge(await earContent(join(contentFolder, 'ear')), counted(dictionary))
for (const { sentences } of texts) for (const text of sentences.slice(0, 200)) check(heard(text), known)
const spoken = texts.map(({ name, sentences }) => ({ name, ...timed(sentences) }))
const worst = hostile().map(({ name, text }) => ({ name, ...timed([text]) }))
const peer = await hunspell(texts[0]!.sentences)
report()

/** The thread as it is shipped, started again and again; the first one is kept for what it takes up after a few hundred sentences. */
async function startedOften() {
  const loads: { readonly clockMs: number; readonly processorMs: number }[] = []
  const before = process.memoryUsage.rss()
  let memoryMb = 0
  for (let time = 0; time < (values.quick ? 1 : starts); time++) {
    const ear = czechEar({ contentFolder, clock: realClock(), checkMsMax: patienceMs })
    const [from, cpu] = [performance.now(), process.cpuUsage()]
    await ear.warm()
    loads.push({ clockMs: performance.now() - from, processorMs: processorMs(cpu) })
    if (time === 0) {
      for (const text of texts[0]!.sentences.slice(0, 400)) await ear.check({ ...heard(text), language: 'cs', motherTongue: 'en' }, { signal: new AbortController().signal })
      memoryMb = Math.round((process.memoryUsage.rss() - before) / 2 ** 20)
    }
    await ear.close()
  }
  return { clock: percentiles(loads.map(({ clockMs }) => clockMs)), processor: percentiles(loads.map((load) => load.processorMs)), memoryMb }
}

function timed(sentences: readonly string[]) {
  const [clockMs, ownMs, lookUps]: [number[], number[], number[]] = [[], [], []]
  for (const text of sentences) {
    asked.times = 0
    const [from, cpu] = [performance.now(), process.cpuUsage()]
    check(heard(text), known)
    ownMs.push(processorMs(cpu))
    clockMs.push(performance.now() - from)
    lookUps.push(asked.times)
  }
  const rate = (all: readonly number[]) => Math.round((1_000 * all.length) / all.reduce((sum, one) => sum + one, 0))
  return { count: sentences.length, clock: percentiles(clockMs), processor: percentiles(ownMs), perSecond: rate(clockMs), perProcessorSecond: rate(ownMs), lookUps: Math.max(...lookUps) }
}

/** What costs the ear most, as long as an utterance may be. */
function hostile(): { readonly name: string; readonly text: string }[] {
  const many = (word: (at: number) => string, between: string) => Array.from({ length: 250 }, (_, at) => word(at)).join(between).slice(0, hostileLength)
  return [
    { name: 'unknown words', text: many((at) => `nějakz${'aeiou'[at % 5]}${'bcdfghj'[at % 7]}${at} neznamislovo${'klmn'[at % 4]}`, ' že je ') },
    { name: 'no marks, wide open', text: many((at) => `nejneuvericitelnejsiceyaeiou${'klmn'[at % 4]}`, ' je ') },
    { name: 'rare nouns in a row', text: many((at) => ['do stolař', 'mladý strojvedoucí', 'na zahradník', 'velký kuchařka', 'bez krotitel'][at % 5]!, ' a ') },
  ]
}

async function hunspell(sentences: readonly string[]) {
  const folder = dirname(createRequire(join(import.meta.dirname, '../server/src/adapters/czech/dictionary.ts')).resolve('dictionary-cs'))
  const [affixes, words] = [readFileSync(join(folder, 'index.aff'), 'utf8'), readFileSync(join(folder, 'index.dic'), 'utf8')]
  const [from, cpu] = [performance.now(), process.cpuUsage()]
  const theirs = await createHunspellFromStrings(affixes, words)
  const load = { clockMs: Math.round(performance.now() - from), processorMs: Math.round(processorMs(cpu)) }
  const fresh = await czechDictionary()
  const questions = [...asked.words].slice(0, values.quick ? 2_000 : 40_000)
  const us = (know: (word: string) => boolean) => {
    const start = process.cpuUsage()
    for (const word of questions) know(word)
    return rounded((1_000 * processorMs(start)) / questions.length)
  }
  const perQuestionUs = { theirs: us((word) => theirs.testSpelling(word)), ours: us(fresh.knows) }
  const suggested: number[] = []
  for (const text of sentences.slice(0, values.quick ? 5 : 60)) {
    const start = performance.now()
    for (const word of text.match(/\p{L}+/gu) ?? []) if (!theirs.testSpelling(word)) theirs.getSpellingSuggestions(word)
    suggested.push(performance.now() - start)
  }
  return { load, perQuestionUs, suggested: percentiles(suggested) }
}

function report(): void {
  const { clock, processor, memoryMb } = started
  const learners = spoken[0]!
  console.log(table([
    ['starting and keeping it', 'ours', 'limit', 'of the limit'],
    [`ready, ms by the clock: middle of ${values.quick ? 1 : starts} starts`, Math.round(clock.p50Ms), limits.loadMs, rounded(clock.p50Ms / limits.loadMs)],
    ['the same, ms of the processor, all threads', Math.round(processor.p50Ms), '', ''],
    ['MB above the process without it', memoryMb, limits.memoryMb, rounded(memoryMb / limits.memoryMb)],
    ['Hunspell over the same dictionary, ms by the clock', peer.load.clockMs, '', ''],
    ['the same, ms of the processor', peer.load.processorMs, '', ''],
  ]))
  console.log()
  const times = ['p50 ms', `p95 ms (limit ${limits.p95Ms})`, 'p99 ms', 'p50 of the processor', 'p95', 'p99']
  const shown = ({ p50Ms, p95Ms, p99Ms }: Percentiles) => [p50Ms, p95Ms, p99Ms]
  console.log(table([
    ['sentences', 'of them', 'a second, by the clock', 'a second of one processor', ...times, `look-ups (limit ${lookUpsMax})`],
    ...spoken.map((one) => [one.name, one.count, one.perSecond, one.perProcessorSecond, ...shown(one.clock), ...shown(one.processor), one.lookUps]),
    ...worst.map((one) => [`${hostileLength} characters: ${one.name}`, one.count, '', '', one.clock.mostMs, '', '', one.processor.mostMs, '', '', one.lookUps]),
    ['peer: Hunspell’s suggestions for what it does not know', '', '', '', peer.suggested.p50Ms, peer.suggested.p95Ms, peer.suggested.p99Ms, '', '', '', ''],
  ]))
  console.log()
  console.log(`A word asked for the first time: ${peer.perQuestionUs.ours} µs of the processor; Hunspell ${peer.perQuestionUs.theirs} µs.`)
  const lookUps = Math.max(...spoken.map((one) => one.lookUps), ...worst.map((one) => one.lookUps))
  const p95Ms = Math.max(...spoken.map((one) => one.clock.p95Ms))
  console.log(JSON.stringify({
    bench: 'ear', loadMs: Math.round(clock.p50Ms), loadProcessorMs: Math.round(processor.p50Ms), memoryMb, sentencesPerSecond: learners.perSecond,
    sentencesPerProcessorSecond: learners.perProcessorSecond, p95Ms, p95ProcessorMs: Math.max(...spoken.map((one) => one.processor.p95Ms)),
    lookUps, ofHunspell: rounded(peer.perQuestionUs.ours / peer.perQuestionUs.theirs),
  }))
  const kept = clock.p50Ms <= limits.loadMs && memoryMb <= limits.memoryMb && lookUps <= lookUpsMax && p95Ms <= limits.p95Ms && learners.perSecond >= limits.sentencesPerSecond
  if (!kept) console.log('A limit is not kept.')
}

function textsOf(corpus: string): { readonly name: string; readonly sentences: readonly string[] }[] {
  const some = values.quick ? 300 : Infinity
  const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split('\t')[0]!).slice(0, some)
  const found = files.map((name) => ({ name, path: join(corpus, `dev-${name}.tsv`) })).filter(({ path }) => existsSync(path))
  return found.length > 0 ? found.map(({ name, path }) => ({ name, sentences: lines(path) })) : [{ name: 'right sentences', sentences: lines(join(import.meta.dirname, '../server/test/domain/czech/right-sentences.txt')) }]
}

function counted({ knows, stems, paradigmOf }: Dictionary): Dictionary {
  const count = <Answer>(look: (word: string) => Answer) => (word: string): Answer => {
    asked.times++
    asked.words.add(word)
    return look(word)
  }
  return { knows: count(knows), stems: count(stems), paradigmOf: count(paradigmOf) }
}

function heard(text: string): Heard {
  return { text, level: 'B1', tongue: 'en', gender: null, corrections: 'detailed', spoken: false }
}

/** Since `from`, of all threads. */
function processorMs(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1_000
}
