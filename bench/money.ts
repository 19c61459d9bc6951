/**
 * What a month of 400 learners costs: the prompts that go out, their real tokens (o200k_base), the discounts that a vendor gives
 * by itself, and the prices of the list.
 *
 * Each policy is priced on the same trace: the best model, told all that this learner and it have said so far, which is the
 * measure; what each saving does alone; and all of them, as it is in the product: what talks are about is put into few words by
 * the light model, and told from then on. The measure gets the vendor's discounts, too. `the best model, this talk` is another
 * measure, for whoever thinks that one extravagant. Speech is left out, as every policy needs the same. A sample of the calls is
 * sent through the product to a simulator that counts, too. `--quick` takes 40 learners.
 */
import { join } from 'node:path'
import { loadContent } from '../server/src/adapters/content.ts'
import { checkMessages } from '../server/src/adapters/models/model-ear.ts'
import { listedPrices } from '../server/src/adapters/models/price-list.ts'
import { summaryMessages } from '../server/src/adapters/models/model-summariser.ts'
import { loadPrompts } from '../server/src/adapters/models/prompts.ts'
import { replyMessages } from '../server/src/adapters/models/reply-messages.ts'
import type { ChatMessages } from '../server/src/adapters/models/chat-model.ts'
import { artefacts } from '../server/src/domain/artefact.ts'
import { difficultyOf } from '../server/src/domain/difficulty.ts'
import { firstSettings, type Settings } from '../server/src/domain/learner.ts'
import { costOf, nothingUsed, type SpendingTask } from '../server/src/domain/price.ts'
import { nothingRecollected } from '../server/src/domain/recollection.ts'
import type { ReplyPrompt } from '../server/src/ports/language-model.ts'
import type { Facts } from '../server/src/ports/provider.ts'
import { choose, type Reason } from '../server/src/routing/choose.ts'
import { table } from './measuring/figures.ts'
import { memory, type Summary } from './spending/memory.ts'
import { replayed, type Sampled } from './spending/replay.ts'
import { answered, type Said, trace } from './spending/trace.ts'
import { prefixCache, realTokens } from './simulator/tokens.ts'

const quick = process.argv.includes('--quick')
const learners = quick ? 40 : 400
const contentFolder = join(import.meta.dirname, '../server/content')
const limits = { all: 0.4, routingOff: 0.6 }
const vendor = { light: 'gpt-4.1-mini', strong: 'gpt-4.1' } as const

/** What is done to save money. */
type Policy = {
  /** What is told of what was said: all of it, this talk, or the window of it with what is remembered besides. */
  readonly told: 'all' | 'talk' | 'window'
  readonly routing: boolean
  readonly recall: boolean
}
type Bill = {
  reply: number
  correct: number
  summarise: number
  /** Of tokens sent. */
  cached: number
  sent: number
  light: number
  calls: number
  recalled: number
  /** First replies that everything which shaped them was the same for within the hour. */
  repliesAgain: number
  readonly reasons: Map<Reason, number>
}

const promptsIn = await loadPrompts(contentFolder)
const allContent = await loadContent(contentFolder)
const [prompts, content] = [promptsIn('cs'), allContent.in('cs')]
const tokens = await realTokens()
const said = trace(learners, 1)
/** Every so many calls of a task that the product makes are sent through it. */
const sampledEvery = 500
const sample: Sampled[] = []
const kept = new Map<string, readonly (number | string)[]>()
const frame = ['<|im_end|>', '<|im_start|>', 'role', '<|im_sep|>']

const policies: Readonly<Record<string, Policy>> = {
  'the best model, the whole history': { told: 'all', routing: false, recall: false },
  'the best model, this talk': { told: 'talk', routing: false, recall: false },
  'the window and the memory alone': { told: 'window', routing: false, recall: false },
  'routing alone': { told: 'all', routing: true, recall: false },
  'corrections recalled alone': { told: 'all', routing: false, recall: true },
  'all but routing': { told: 'window', routing: false, recall: true },
  'all': { told: 'window', routing: true, recall: true },
}
const bills = Object.entries(policies).map(([name, policy]) => ({ name, bill: priced(policy) }))
const deviations = await replayed(sample, { prompts: promptsIn, content: allContent })
report()

function priced({ told, routing, recall }: Policy): Bill {
  const prefixes = prefixCache()
  const knownAtMs = new Map<string, number>()
  const talks = new Map<string, Said[]>()
  const remembered = told === 'window' ? memory() : null
  const bill: Bill = { reply: 0, correct: 0, summarise: 0, cached: 0, sent: 0, light: 0, calls: 0, recalled: 0, repliesAgain: 0, reasons: new Map() }
  const isAgain = (key: string, atMs: number): boolean => {
    const again = atMs - (knownAtMs.get(key) ?? -Infinity) < artefacts.correction.sharedMs
    if (!again) knownAtMs.set(key, atMs)
    return again
  }

  function pay(task: 'reply' | 'correct' | 'summarise', each: Said, messages: ChatMessages, answer: string, sampled: (counted: number) => Sampled): void {
    const prompt = messages.flatMap(tokensOf)
    const { facts, reason } = modelFor(task, each, prompt.length, routing)
    const used = { ...nothingUsed, inputTokens: prompt.length, cachedInputTokens: prefixes.seen(facts.model, prompt, each.atMs), outputTokens: tokens.written(answer) }
    bill[task] += costOf(facts.price, used)
    bill.sent += used.inputTokens
    bill.cached += used.cachedInputTokens
    bill.calls += 1
    if (facts.strength === 'light') bill.light += 1
    bill.reasons.set(reason, (bill.reasons.get(reason) ?? 0) + 1)
    if (remembered && routing && bill.calls % sampledEvery < (task === 'summarise' ? sampledEvery / 10 : 1)) sample.push(sampled(prompt.length))
  }
  const putIntoFewWords = (summaries: readonly Summary[]) => {
    for (const { of, told: asked, answer } of summaries) pay('summarise', of, summaryMessages(asked, prompts), answer, (counted) => ({ task: 'summarise', told: asked, counted }))
  }
  for (const each of said) {
    putIntoFewWords(remembered?.before(each) ?? [])
    const name = told === 'all' ? `${each.learner}` : `${each.learner} ${each.conversation}`
    const before = talks.get(name) ?? []
    const settings: Settings = { ...firstSettings, level: each.level }
    const exchanges = before.map(({ utterance, reply }) => ({ learner: utterance, tutor: reply }))
    talks.set(name, [...before, each])
    const prompt: ReplyPrompt = {
      language: 'cs', settings, scene: null, sceneBefore: null, topic: null, mode: null, opening: ['Ahoj! Já jsem Honzík. Jak se dneska máš?'],
      exchanges, earlier: 0, recollection: remembered?.told(each) ?? nothingRecollected, utterance: each.utterance, said: [], correction: Promise.resolve(null),
    }
    if (exchanges.length === 0 && isAgain(JSON.stringify(['reply', prompt.settings, prompt.recollection, prompt.utterance]), each.atMs)) bill.repliesAgain += 1
    pay('reply', each, replyMessages(prompt, null, { prompts, content, discounted: true, ...(told !== 'window' && { window: (all) => all }) }), each.reply, (counted) => ({ task: 'reply', prompt, counted }))
    const listening = { text: each.utterance, language: 'cs', level: each.level, motherTongue: settings.motherTongue, gender: null, corrections: settings.corrections, spoken: true } as const
    if (recall && isAgain(`${each.level} ${each.utterance}`, each.atMs)) bill.recalled += 1
    else pay('correct', each, checkMessages(listening, prompts, true), answered(each), (counted) => ({ task: 'correct', listening, counted }))
    putIntoFewWords(remembered?.after(each) ?? [])
  }
  return bill
}

function modelFor(task: SpendingTask, { level, utterance }: Said, length: number, routing: boolean): { readonly facts: Facts; readonly reason: Reason } {
  const facts = Object.values(vendor).map((model): Facts => ({ provider: 'openai', model, ...listedPrices.get(`openai/${model}`)! }))
  if (!routing) return { facts: facts[1]!, reason: 'best' }
  const candidates = facts.map((each) => ({ facts: each, success: 1, firstPieceMs: null }))
  const { order, reason } = choose(candidates, { task, language: 'cs', level, difficulty: difficultyOf(utterance), tokens: length, leftMicroUsd: Infinity })
  return { facts: facts[order[0]!]!, reason }
}

/** A message has its text, and what tells it from the next. */
function tokensOf({ content: parts }: ChatMessages[number]): readonly (number | string)[] {
  const text = typeof parts === 'string' ? parts : parts.map((part) => ('text' in part ? part.text : '')).join('')
  return [...encoded(text), ...frame]
}
function encoded(text: string): readonly (number | string)[] {
  const known = kept.get(text)
  if (known) return known
  const found = tokens.of(text)
  kept.set(text, found)
  return found
}

function report(): void {
  const measure = bills[0]!.bill
  const total = ({ reply, correct, summarise }: Bill) => reply + correct + summarise
  const share = (bill: Bill) => total(bill) / total(measure)
  const ofTalk = total(bills.at(-1)!.bill) / total(bills[1]!.bill)
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  const dollars = (microUsd: number) => (microUsd / 1e6).toFixed(2)
  console.log(table([
    [`${learners} learners, ${said.length} turns, 30 days; US$`, 'replies', 'corrections', 'summaries', 'of the measure', 'prompt cached', 'by the light model', 'recalled', 'limit'],
    ...bills.map(({ name, bill }) => [
      name, dollars(bill.reply), dollars(bill.correct), dollars(bill.summarise), percent(share(bill)),
      percent(bill.cached / bill.sent), percent(bill.light / bill.calls), percent(bill.recalled / said.length),
      name === 'all' ? `<= ${percent(limits.all)}` : name === 'all but routing' ? `<= ${percent(limits.routingOff)}` : '',
    ]),
  ]))
  console.log()
  const all = bills.at(-1)!.bill
  console.log(`Why a model was asked first: ${[...all.reasons].map(([reason, count]) => `${reason} ${percent(count / all.calls)}`).join(', ')}.`)
  const again = (bill: Bill) => percent(bill.repliesAgain / said.length)
  console.log(`First replies for which everything that shapes them was the same within the hour: ${again(all)} of turns; without a memory of the learner ${again(bills[1]!.bill)}.`)
  const seen = deviations.map(({ task, calls, counted, charged }) => `${calls} of ${task}, ${counted} tokens counted here and ${charged} there (${percent(charged / counted - 1)})`)
  console.log(`Sent through the product to a simulator that counts: ${seen.join('; ')}.`)
  const saved = (name: string) => 1 - share(bills.find((each) => each.name === name)!.bill)
  console.log(JSON.stringify({
    shareOfBaseline: share(all), shareOfThisTalk: ofTalk, byWindow: saved('the window and the memory alone'), byRouting: saved('routing alone'), byCaching: saved('corrections recalled alone'),
    routingOff: 1 - saved('all but routing'), recalled: { corrections: all.recalled / said.length, replies: 0 }, repliesAgain: all.repliesAgain / said.length,
    cachedOfPrompts: all.cached / all.sent, summaries: all.summarise / total(all),
    countedAgain: Object.fromEntries(deviations.map(({ task, counted, charged }) => [task, charged / counted])),
  }))
}
