/** Vendors that answer, and vendors that fail: every fault they have, in every stage of a turn, with another vendor to ask and without. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Behaviour, Endpoint, Fault } from '../../../bench/simulator/behaviour.ts'
import { tonesOf } from '../../../bench/simulator/tones.ts'
import { assertCharged, chargesOf, ended, entriesOf, passUntil, settingsFor, settled, startVendor, startVendors, stepMs, workOf, type Charge, type Place, type Vendors } from '../faults/faulty-vendors.ts'
import { allOf, ofType, openEvents } from './event-stream.ts'
import { eventually } from './eventually.ts'
import { openInstallation, type Guest, type Installation } from './installation.ts'
import { openSocket, type Down, type Socket } from './socket.ts'
import { turnableClock } from './turnable-clock.ts'

const text = 'Já jdu do škola.'
const said = ['To je skvělé!', 'Baví tě škola?', 'Co se tam učíš?']
const correction = {
  czech: true, corrected: 'Já jdu do školy.', suggestion: null,
  mistakes: [{ original: 'škola', corrected: 'školy', kind: 'case', explanation: 'After "do" comes the genitive.', sure: true }],
}

const clock = turnableClock({ atOnceMsMax: 2_000 })
const work = workOf()
let at: Vendors
let mluv: Installation
let guest: Guest
before(async () => {
  at = await startVendors(clock)
  mluv = await openInstallation({ clock, settings: settingsFor(at), adapt: work.adapt })
})
beforeEach(() => begin(said, said))
after(async () => {
  await mluv.close()
  await Promise.all(Object.values(at).map(({ stop }) => stop()))
})

/** What broke before has healed; the first vendor says this, and the others that. */
async function begin(first: readonly string[], others: readonly string[]): Promise<void> {
  for (const [place, simulator] of Object.entries(at)) {
    simulator.set({ chat: {}, speech: {}, transcriptions: {}, messages: {}, voices: {}, listen: {} })
    simulator.rules([{ when: '', say: (place === 'first' ? first : others).join(' '), structured: false }, { when: '', say: correction, structured: true }])
    simulator.forget()
  }
  clock.turn(600_000)
  guest = await mluv.guest({ motherTongue: 'en' })
}

const chats = () => at.first.calls().filter(({ endpoint }) => endpoint === 'chat')

describe('with a key', () => {
  it('the model answers, sentence by sentence, and each is spoken', async () => {
    const events = await allOf(await openEvents(`${mluv.url}/api/v1/lessons/process/text`, { token: guest.token, json: { text } }))
    assert.deepEqual(events.flatMap(({ message }) => (message.type === 'said' ? [message.text] : [])), said)
    const { turn } = ofType(events.at(-1)!.message, 'remembered')
    assert.equal(turn.reply!.text, said.join(' '))
    assert.ok(turn.reply!.sentences.every(({ audioUrl, durationMs }) => audioUrl && durationMs! > 0))
    assert.deepEqual(turn.degraded, [])
    assert.notEqual(turn.cost!.tutor, 'offline')
    assert.notEqual(turn.cost!.spokenBy, 'espeak')
    assert.equal(at.first.calls().filter(({ endpoint }) => endpoint === 'speech').length, said.length)
  })

  it('the first sentence is told while the model still writes', async () => {
    at.first.set({ chat: { perPieceMs: 30 } })
    const pieces = said.join(' ').split(' ').length
    for await (const each of await openEvents(`${mluv.url}/api/v1/lessons/process/text`, { token: guest.token, json: { text, speak: false } })) {
      if (!('event' in each) || each.event !== 'said') continue
      const { outputTokens } = chats().find(({ request }) => (request as { stream?: boolean }).stream)!
      assert.ok(outputTokens < pieces, `${outputTokens} of ${pieces}`)
      break
    }
  })

  it('corrections come by a schema, and what they claim is what the text holds', async () => {
    const { corrections } = await mluv.say(guest.token, text, { speak: false })
    assert.deepEqual(corrections.mistakes.map(({ start, end, original, corrected, kind, explanation }) => ({ start, end, original, corrected, kind, explanation })), [
      { start: 10, end: 15, original: 'škola', corrected: 'školy', kind: 'case', explanation: correction.mistakes[0]!.explanation },
    ])
    assert.equal(corrections.corrected, correction.corrected)
    assert.equal(corrections.score, 75, 'computed here, whatever a model would say')
    const request = chats().map((call) => call.request as { response_format?: { type: string } }).find((each) => each.response_format)
    assert.equal(request?.response_format?.type, 'json_schema')
  })

  for (const [what, say] of Object.entries({
    'in a fence': `Sure! Here it is:\n\`\`\`json\n${JSON.stringify(correction)}\n\`\`\``, 'cut off at the end': JSON.stringify(correction).slice(0, -3), 'with a comma too many': JSON.stringify(correction).replace('}]', '},]'),
  })) {
    it(`an answer ${what} is repaired`, async () => {
      at.first.rules([{ when: '', say: said[0]!, structured: false }, { when: '', say, structured: true }])
      const { corrections, degraded } = await mluv.say(guest.token, text, { speak: false })
      assert.equal(corrections.corrected, 'Já jdu do školy.')
      assert.deepEqual(degraded, [])
    })
  }

  it('a mistake that the text does not hold is not shown', async () => {
    const invented = { ...correction, corrected: text, mistakes: [{ original: 'pivo', corrected: 'piva', kind: 'case', explanation: 'No.', sure: true }] }
    at.first.rules([{ when: '', say: said[0]!, structured: false }, { when: '', say: invented, structured: true }])
    const { corrections } = await mluv.say(guest.token, text, { speak: false })
    assert.ok(corrections.mistakes.every(({ original }) => text.includes(original)))
  })
})

type Where = { readonly place: Place; readonly endpoint: Endpoint; readonly where: string | null }
type Stage = {
  readonly called: string
  /** Who does this, in the order in which they are asked. */
  readonly asked: readonly Where[]
  /** Which of them fails: those before it refuse the key, and so do those after it where there is to be nobody else. */
  readonly fails: number
  readonly afterPieces?: number
  /** Sentences of the reply that were surely whole by then: a mark ends one once the next begins. */
  readonly whole?: number
  readonly isSpoken?: true
  readonly faults: readonly string[]
  /** Whether there is somebody else to ask; both where it is not said. */
  readonly isAlone?: boolean
}

/** Never said before. No more of them than the stage needs: each is made into sound. */
const sentencesOf = (nth: number, { called }: Stage) => ({
  first: [`Ano ${nth}!`, `A co ${nth}?`, `Hm ${nth}?`].slice(0, called.startsWith('the speech') ? 3 : called.startsWith('the reply') ? 2 : 1),
  others: [`Jo ${nth}!`],
})

const atStart = ['429', '401', '402', '500', 'stall', 'cut', 'malformed', 'wrong-schema', 'slow', 'gone'] as const
const midway = ['429', '401', '402', '500', 'stall', 'cut', 'ended', 'malformed', 'wrong-schema'] as const

const hearings: readonly Where[] = [{ place: 'first', endpoint: 'transcriptions', where: null }, { place: 'second', endpoint: 'listen', where: null }, { place: 'third', endpoint: 'transcriptions', where: null }]
const replies: readonly Where[] = [{ place: 'first', endpoint: 'chat', where: '"stream":true' }, { place: 'second', endpoint: 'messages', where: '"stream":true' }]
const corrections: readonly Where[] = [{ place: 'first', endpoint: 'chat', where: 'response_format' }, { place: 'second', endpoint: 'messages', where: 'output_config' }]
/** Of the sentence that begins so; the vendor that stands in says the first vendor's sentences. */
const speeches = (begins: string): readonly Where[] => [{ place: 'first', endpoint: 'speech', where: begins }, { place: 'second', endpoint: 'voices', where: begins }]

const stages: readonly Stage[] = [
  { called: 'transcription of the whole', asked: hearings, fails: 0, isSpoken: true, faults: atStart, isAlone: false },
  { called: 'transcription of the whole, of the last who can', asked: hearings, fails: 2, isSpoken: true, faults: atStart, isAlone: true },
  { called: 'transcription while it is said', asked: hearings, fails: 1, isSpoken: true, faults: atStart },
  { called: 'the reply, before its first word', asked: replies, fails: 0, faults: atStart },
  { called: 'the reply, in the middle of a sentence', asked: replies, fails: 0, afterPieces: 4, whole: 1, faults: midway },
  { called: 'the reply, between two sentences', asked: replies, fails: 0, afterPieces: 2, whole: 0, faults: midway },
  { called: 'the correction', asked: corrections, fails: 0, faults: atStart },
  { called: 'the speech of the first sentence', asked: speeches('Ano'), fails: 0, faults: atStart },
  { called: 'the speech of a later sentence', asked: speeches('A co'), fails: 0, faults: atStart },
  { called: 'the speech in the middle of a sentence', asked: speeches('A co'), fails: 0, afterPieces: 1, faults: ['stall', 'cut'] },
]

function behaviourOf(fault: string, afterPieces: number | undefined): Partial<Behaviour> {
  const after = afterPieces === undefined ? {} : { afterPieces }
  if (fault === 'slow') return { firstByteMs: stepMs - 500 }
  if (!/^\d+$/.test(fault)) return { fault: { kind: fault, ...after } as Fault }
  const status = Number(fault)
  return { fault: afterPieces === undefined ? { kind: 'status', status, ...(status === 429 && { retryAfterS: 7 }) } : { kind: 'error', status, afterPieces } }
}

/** The longest that somebody may be kept waiting by those who fail, in given time. */
const waitMsMax = 20_000

type Cell = { readonly stage: Stage; readonly fault: string; readonly isAlone: boolean }
type Seen = { readonly messages: readonly Down[]; readonly socket: Socket; readonly charges: readonly Charge[]; readonly learnerId: string }

let cells = 0

/** One turn that meets the fault, over the WebSocket. */
async function met({ stage, fault, isAlone }: Cell): Promise<Seen> {
  const { first, others } = sentencesOf((cells += 1), stage)
  await begin(first, stage.called.startsWith('the speech') ? first : others)
  const { learnerId, token } = guest
  for (const [nth, { place, endpoint, where }] of stage.asked.entries()) {
    if (nth === stage.fails && fault !== 'gone') at[place].set({ [endpoint]: { ...behaviourOf(fault, stage.afterPieces), where } })
    if (nth < stage.fails || (isAlone && nth > stage.fails)) at[place].set({ [endpoint]: { fault: { kind: 'status', status: 401 }, where } })
  }
  const faulty = stage.asked[stage.fails]!.place
  if (fault === 'gone') await at[faulty].stop()
  const socket = await openSocket(mluv.url)
  socket.up({ type: 'hello', token, sound: 'pieces' })
  if (stage.isSpoken) utter(socket)
  else socket.up({ type: 'say', text })
  const isOver = () => socket.messages.some(({ type }) => type === 'remembered' || type === 'failed')
  await passUntil(isOver, at, clock, work, waitMsMax)
  await socket.close()
  await ended(at)
  const charges = chargesOf(at)
  if (fault === 'gone') at = { ...at, [faulty]: await startVendor(clock, at[faulty]) }
  return { messages: socket.messages, socket, charges, learnerId }
}

const { samples } = tonesOf(text)
function utter(socket: Socket): void {
  socket.up({ type: 'utterance-begin', format: 'pcm16k' })
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  for (let from = 0; from < bytes.length; from += 3200) socket.upSound(bytes.subarray(from, from + 3200))
  socket.up({ type: 'utterance-end' })
}

/** What the learner has of it: words, whole sentences of whoever said them; a voice for each; corrections; and what could not be done is said. */
function assertServed({ stage, fault, isAlone }: Cell, { messages, socket }: Seen): void {
  const last = messages.find(({ type }) => type === 'remembered' || type === 'failed')!
  if (stage.isSpoken && isAlone && fault !== 'slow') return assertRefused(last)
  assert.equal(last.type, 'remembered', JSON.stringify(last))
  const { turn } = last
  assert.equal(turn.transcript, text)
  assertWords(turn.reply!.sentences.map((sentence) => sentence.text), { stage, fault, isAlone })
  assert.deepEqual(turn.reply!.sentences.map((sentence) => sentence.text), messages.flatMap((message) => (message.type === 'said' ? [message.text] : [])))
  const broken = stage.called === 'the speech in the middle of a sentence' ? 1 : null
  for (const [at, { durationMs, audioUrl }] of turn.reply!.sentences.entries()) {
    assert.equal(audioUrl === null, at === broken, `the voice of sentence ${at}`)
    if (at !== broken) assertSounded(socket, at, durationMs!)
  }
  assert.equal(turn.corrections.corrected, 'Já jdu do školy.')
  assert.equal(turn.corrections.score, 75)
  const suffers = stage.isSpoken ? null : stage.called.startsWith('the reply') ? 'tutor' : stage.called === 'the correction' ? 'corrections' : 'voice'
  if (fault !== 'gone') assert.deepEqual(new Set(turn.degraded.map(({ part }) => part)), new Set(suffers === null || fault === 'slow' ? [] : [suffers]))
}

function assertRefused(last: Down): void {
  assert.equal(last.type, 'failed', JSON.stringify(last))
  const { problem } = last
  assert.deepEqual([problem.status, problem.code], [503, 'unavailable'])
  assert.match(problem.detail, /type your sentence instead\.$/)
}

/** What was whole stays said, whoever goes on; who cannot go on is followed by those who can. */
function assertWords(texts: readonly string[], { stage, fault, isAlone }: Cell): void {
  const { first, others } = sentencesOf(cells, stage)
  if (fault === 'gone') return assert.ok(texts.length > 0 && texts.every((each) => each.trim() !== ''))
  const kept = first.slice(0, stage.whole ?? 0)
  if (!stage.called.startsWith('the reply') || fault === 'slow') assert.deepEqual(texts, first)
  else if (!isAlone) assert.deepEqual(texts, [...kept, ...others])
  else {
    assert.deepEqual(texts.slice(0, kept.length), kept)
    assert.ok(texts.length > kept.length)
    assert.doesNotMatch(texts.slice(kept.length).join(' '), /\d/)
  }
}

/** Every sample of a sentence came, in order. */
function assertSounded({ frames }: Socket, sentence: number, durationMs: number): void {
  const pieces = frames.filter((frame) => frame.sentence === sentence)
  let samples = 0
  for (const { fromSample, sound } of pieces) {
    assert.equal(fromSample, samples, `a gap in the sound of sentence ${sentence}`)
    samples += sound.length / 2
  }
  assert.ok(Math.abs((samples * 1000) / pieces[0]!.sampleRateHz! - durationMs) < 1, `the sound of sentence ${sentence} is not whole`)
}

describe('when a vendor fails', () => {
  const all: (Cell & Pick<Seen, 'charges' | 'learnerId'>)[] = []
  let waitsBefore = 0
  before(async () => {
    await mluv.say(guest.token, text)
    clock.turn(600_000)
    waitsBefore = clock.waits
  })

  for (const stage of stages)
    for (const isAlone of stage.isAlone === undefined ? [false, true] : [stage.isAlone])
      it(`in ${stage.called}, with ${isAlone ? 'nobody else' : 'another'} to ask, there are words and a voice in time, and what failed is said`, async () => {
        for (const fault of stage.faults) {
          const cell = { stage, fault, isAlone }
          try {
            const seen = await met(cell)
            assertServed(cell, seen)
            all.push({ ...cell, charges: seen.charges, learnerId: seen.learnerId })
          } catch (error) {
            throw new Error(`${fault}: ${(error as Error).message}`, { cause: error })
          }
        }
        await settled(work)
      })

  it('leaves nothing behind, and is charged what the vendors charge, or, broken off, no more than was held back for it', async (t) => {
    assert.equal(all.length, stages.reduce((sum, { faults, isAlone }) => sum + faults.length * (isAlone === undefined ? 2 : 1), 0))
    const entries = await entriesOf(mluv, clock)
    for (const { stage, fault, isAlone, charges, learnerId } of all) {
      try {
        assertCharged(entries.get(learnerId) ?? [], charges)
      } catch (error) {
        throw new Error(`${fault} in ${stage.called}${isAlone ? ', alone' : ''}: ${(error as Error).message}`, { cause: error })
      }
    }
    assert.ok(clock.waits <= waitsBefore, `${clock.waits - waitsBefore} timers are left`)
    t.diagnostic(`${all.length} faults met, ${all.reduce((sum, { charges }) => sum + charges.length, 0)} calls charged for`)
  })

  it('would be noticed where it charged too little, too much, or for nothing', () => {
    const call = { task: 'speak', provider: 'openai' } as const
    const entry = { ...call, outcome: 'finished', microUsd: 5, reservedMicroUsd: 9 } as const
    assertCharged([entry, { ...entry, outcome: 'failed', microUsd: 7 }, { ...entry, outcome: 'aborted', microUsd: 0 }], [{ ...call, microUsd: 6 }, { ...call, microUsd: 5 }])
    for (const [entries, charged] of [[[{ ...entry, microUsd: 4 }], 5], [[{ ...entry, outcome: 'failed' as const, microUsd: 4 }], 5], [[{ ...entry, microUsd: 10 }], 10], [[], 5]] as const)
      assert.throws(() => assertCharged(entries, [{ ...call, microUsd: charged }]), assert.AssertionError)
    assert.throws(() => assertCharged([entry], []), assert.AssertionError)
  })

  it('no word of the learner is in the log', () => assert.doesNotMatch(mluv.logged.join('\n'), /škol/))
})

// From here on there is work behind the scenes: none of it may fall into a turn above.
describe('what was said long ago', () => {
  it('is put into few words behind the scenes, at the learner’s expense, and told to the model from then on', async () => {
    for (const vendor of Object.values(at)) vendor.rules([
      { when: '"talk":', say: { summary: 'They spoke of long days.', facts: [{ fact: 'Lives in Brno', exchange: 1, quote: 'Bydlím v Brně' }] }, structured: true },
      { when: '', say: said.join(' '), structured: false }, { when: '', say: correction, structured: true },
    ])
    await mluv.mluv.work()
    const long = `Bydlím v Brně. ${'Dlouhý den byl dlouhý. '.repeat(38)}`
    for (let turn = 0; turn < 9; turn += 1) await mluv.say(guest.token, long, { speak: false })
    const entered = async () => mluv.database.database.sql`select from spending where task = 'summarise' and learner_id = ${guest.learnerId} and micro_usd > 0 and outcome = 'finished'`
    await eventually(async () => (await entered()).length > 0, () => 'nothing is entered')
    await mluv.say(guest.token, 'A co teď?', { speak: false })
    const { messages } = chats().map(({ request }) => request as { messages: readonly { content: unknown }[]; stream?: boolean }).findLast(({ stream }) => stream)!
    const memory = JSON.stringify(messages[1])
    assert.match(memory, /- Lives in Brno/)
    assert.match(memory, /They spoke of long days/)
  })
})
