import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { allOf, ofType, openEvents } from './event-stream.ts'
import { openInstallation, type Guest, type Installation } from './installation.ts'
import { turnableClock } from './turnable-clock.ts'

const text = 'Já jdu do škola.'
const said = ['To je skvělé!', 'Baví tě škola?', 'Co se tam učíš?']
const correction = {
  czech: true, corrected: 'Já jdu do školy.', suggestion: null,
  mistakes: [{ original: 'škola', corrected: 'školy', kind: 'case', explanation: 'After "do" comes the genitive.', sure: true }],
}

const clock = turnableClock({ atOnceMsMax: 2_000 })
let simulator: Simulator
let mluv: Installation
let guest: Guest
before(async () => {
  simulator = await startSimulator({ remember: true })
  mluv = await openInstallation({ clock, settings: { OPENAI_API_KEY: simulator.key, OPENAI_BASE_URL: simulator.url, CACHE_ENABLED: 'false' } })
})
beforeEach(async () => {
  simulator.set({ chat: {}, speech: {}, transcriptions: {} })
  simulator.rules([{ when: '', say: said.join(' '), structured: false }, { when: '', say: correction, structured: true }])
  simulator.forget()
  // What broke in one test has healed in the next.
  clock.turn(600_000)
  guest = await mluv.guest({ motherTongue: 'en' })
})
after(async () => {
  await mluv.close()
  await simulator.stop()
})

const chats = () => simulator.calls().filter(({ endpoint }) => endpoint === 'chat')

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
    assert.equal(simulator.calls().filter(({ endpoint }) => endpoint === 'speech').length, said.length)
  })

  it('the first sentence is told while the model still writes', async () => {
    simulator.set({ chat: { perPieceMs: 30 } })
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
      simulator.rules([{ when: '', say: said[0]!, structured: false }, { when: '', say, structured: true }])
      const { corrections, degraded } = await mluv.say(guest.token, text, { speak: false })
      assert.equal(corrections.corrected, 'Já jdu do školy.')
      assert.deepEqual(degraded, [])
    })
  }

  it('a mistake that the text does not hold is not shown', async () => {
    const invented = { ...correction, corrected: text, mistakes: [{ original: 'pivo', corrected: 'piva', kind: 'case', explanation: 'No.', sure: true }] }
    simulator.rules([{ when: '', say: said[0]!, structured: false }, { when: '', say: invented, structured: true }])
    const { corrections } = await mluv.say(guest.token, text, { speak: false })
    assert.ok(corrections.mistakes.every(({ original }) => text.includes(original)))
  })
})

describe('when the provider fails', () => {
  for (const [what, fault] of Object.entries({
    'is down': { kind: 'status', status: 500 }, 'refuses the key': { kind: 'status', status: 401, code: 'invalid_api_key' }, 'is out of credit': { kind: 'status', status: 429, code: 'insufficient_quota' }, 'answers with nonsense': { kind: 'malformed' },
  } as const)) {
    it(`because it ${what}, the keyless tutor answers, and says so`, async () => {
      simulator.set({ chat: { fault }, speech: { fault } })
      const turn = await mluv.say(guest.token, text)
      assert.ok(turn.reply!.sentences.length > 0 && turn.reply!.sentences.every(({ audioUrl }) => audioUrl))
      assert.equal(turn.corrections.corrected, 'Já jdu do školy.', 'the Czech ear stands in')
      const [tutor] = turn.degraded.filter(({ part }) => part === 'tutor')
      assert.ok(tutor && tutor.reason.length > 10, JSON.stringify(turn.degraded))
      assert.doesNotMatch(JSON.stringify(turn.degraded), /sk-simulated|simulated \d/)
      assert.match(turn.cost!.spokenBy!, /^espeak/)
    })
  }

  it('in the middle of its answer, what was said stays said', async () => {
    simulator.set({ chat: { fault: { kind: 'cut', afterPieces: 5 } } })
    const { reply, degraded } = await mluv.say(guest.token, text, { speak: false })
    assert.equal(reply!.sentences[0]!.text, said[0])
    assert.ok(degraded.some(({ part }) => part === 'tutor'), JSON.stringify(degraded))
  })

  it('no word of the learner is in the log', () => assert.doesNotMatch(mluv.logged.join('\n'), /škol/))
})
