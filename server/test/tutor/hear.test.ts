import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ProviderFailure } from '../../src/domain/failure.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { SpeechToText } from '../../src/ports/speech-to-text.ts'
import type { Half } from '../../src/ports/store.ts'
import { speech } from '../../src/tutor/speech.ts'
import { assertLedger, ledgerOf, openStage, take, utteranceOf, type Stage } from './stage.ts'

let stage: Stage
let learnerId: LearnerId
before(async () => {
  stage = await openStage()
  learnerId = await stage.newLearner()
})
after(() => stage.close())

describe('half a sentence', () => {
  /** What is said after it; `half` is what was heard of it, and is not answered. */
  async function goingOn(text: string, half: () => Half | null) {
    const saying = speech()
    saying.add(new Uint8Array(Int16Array.from(text, (letter) => letter.charCodeAt(0)).buffer))
    saying.goesOnFrom(half)
    saying.end(800)
    return take(stage, stage.tutor(), utteranceOf(learnerId, text, { said: { speech: saying } }))
  }

  /** A turn that is taken back when it is heard. */
  async function half(text: string): Promise<Half> {
    const { events, turn, error } = await take(stage, stage.tutor(), utteranceOf(learnerId, text), { on: ({ type }, { takeBack }) => type === 'heard' && takeBack() })
    const heard = events.find((event) => event.type === 'heard')!
    assert.deepEqual([turn, error instanceof DOMException], [null, true], 'nothing of it is kept')
    return { turnId: heard.turnId, transcript: text }
  }

  it('is answered with the rest of it, as one turn', async () => {
    const before = await ledgerOf(stage, learnerId)
    const first = await half('Já jdu')
    const { turn } = await goingOn('Do škola.', () => first)
    assert.deepEqual([turn?.turnId, turn?.transcript, turn?.corrections?.mistakes.length], [first.turnId, 'Já jdu do škola.', 1])
    const after = await ledgerOf(stage, learnerId)
    assert.deepEqual([after.turns, after.finished, after.turnsOfDays], [before.turns + 1, before.finished + 1, before.turnsOfDays + 1])
    assertLedger(after)
  })

  it('is what was said where nothing is understood of the rest', async () => {
    const first = await half('Já jdu')
    const { turn } = await goingOn('  ', () => first)
    assert.deepEqual([turn?.turnId, turn?.transcript], [first.turnId, 'Já jdu'])
  })

  it('is what was said where the rest is thrown away, or the line falls', async () => {
    const first = await half('Já jdu')
    const saying = speech()
    saying.goesOnFrom(() => first)
    saying.drop()
    const { turn } = await take(stage, stage.tutor(), utteranceOf(learnerId, 'dropped', { said: { speech: saying } }))
    assert.deepEqual([turn?.turnId, turn?.transcript], [first.turnId, 'Já jdu'])
  })

  it('is not answered while the rest is being said, though nobody can hear that', async () => {
    const first = await half('Já jdu')
    const saying = speech()
    saying.goesOnFrom(() => first)
    const deaf: SpeechToText = { name: 'deaf', transcribe: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new ProviderFailure('deaf', 'unreachable')) }) }) }
    let isOver = false
    void stage.clock.sleep(3000).then(() => {
      isOver = true
      saying.end()
    })
    let heardWhen: boolean | null = null
    const { turn } = await take(stage, stage.tutor({ hearing: deaf }), utteranceOf(learnerId, 'unheard', { said: { speech: saying } }), { on: ({ type }) => void (type === 'heard' && (heardWhen = isOver)) })
    assert.deepEqual([turn?.transcript, heardWhen], ['Já jdu', true])
  })

  it('that was answered elsewhere after all stays so, and the rest is a turn of its own', async () => {
    const { turn: answered } = await take(stage, stage.tutor(), utteranceOf(learnerId, 'Já jdu'))
    const { turn } = await goingOn('Do školy.', () => ({ turnId: answered!.turnId, transcript: 'Já jdu' }))
    assert.deepEqual([turn?.turnId === answered!.turnId, turn?.transcript], [false, 'Do školy.'])
  })
})
