import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { leastMicroUsd } from '../../src/domain/allowance.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { nothingUsed } from '../../src/domain/price.ts'
import { openLog } from '../../src/log.ts'
import type { Ear } from '../../src/ports/ear.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'
import { route } from '../../src/routing/route.ts'
import { spendEar, spendHearing, spendMind, spendVoice } from '../../src/routing/spend.ts'
import { mindSaying, rehearsedEar, rehearsedHearing, rehearsedVoice, recordingOf, sentence } from '../rehearsal.ts'
import { budget, facts, limits, till, type Till } from '../routing/paid.ts'
import { openStage, take, utteranceOf, type Stage } from '../tutor/stage.ts'

let stage: Stage
let learnerId: LearnerId
before(async () => {
  stage = await openStage()
  learnerId = await stage.newLearner()
})
after(() => stage.close())

const most = { ...nothingUsed, inputTokens: 400, outputTokens: 100 }
const usage = { type: 'usage', model: 'small', usage: { inputTokens: 300, cachedInputTokens: 0, outputTokens: 25 } } as const

/** A tutor every part of which is paid for, each with one that costs nothing behind it. */
function paidTutor(from: Till): Tutor {
  const mind = { ...mindSaying(sentence('Za peníze.'), sentence('A co dál?'), usage), name: 'paid-mind', facts: facts(), most: () => most }
  const check: Ear['check'] = async (...given) => ({ ...(await rehearsedEar().check(...given)), by: 'paid-ear' })
  const ear = { name: 'paid-ear', facts: facts(), most: () => most, check }
  const { fares: _, ...parts } = route({
    minds: [spendMind(mind), mindSaying('Zadarmo.')].map((each, at) => (at === 0 ? each : { ...each, name: 'offline' })),
    ears: [spendEar(ear), rehearsedEar()],
    hearings: [spendHearing({ ...rehearsedHearing(), name: 'paid-hearing', facts: facts() })],
    voices: [spendVoice({ ...rehearsedVoice(), name: 'paid-voice', voice: `paid ${(voices += 1)}`, facts: facts() }), rehearsedVoice()],
  }, { clock: stage.clock, log: openLog('silent'), adaptive: false })
  return stage.tutor({ ...parts, purses: from.purses })
}
let voices = 0

const tillOf = (dollars: number, overBudget: 'offline' | 'refuse' = 'offline') => till(budget({ installation: limits(dollars) }), { clock: stage.clock, overBudget })
const partsOf = (turn: { readonly degraded: readonly { readonly part: string; readonly reason: string }[] } | null) => turn!.degraded.map(({ part }) => part).toSorted()

describe('a turn that is paid for', () => {
  it('tells what it cost, which is what is entered as the turn’s', async () => {
    const from = tillOf(1_000_000)
    const { turn } = await take(stage, paidTutor(from), utteranceOf(learnerId, 'Dobrý den.'))
    await from.purses.close()
    const entries = from.kept.entries
    assert.deepEqual(entries.map(({ task }) => task).toSorted(), ['correct', 'reply', 'speak', 'speak'])
    assert.ok(entries.every((entry) => entry.turnId === turn!.turnId && entry.run === 1 && entry.outcome === 'finished'))
    assert.equal(turn!.cost!.microUsd, entries.reduce((sum, { microUsd }) => sum + microUsd, 0))
    assert.ok(turn!.cost!.microUsd > 0)
    assert.deepEqual(turn!.degraded, [])
  })

  it('with nothing left is answered by whom costs nothing, and says what is used up until when, of each part', async () => {
    const from = tillOf(10)
    const { turn } = await take(stage, paidTutor(from), utteranceOf(learnerId, 'Dobrý den ještě jednou.'))
    assert.deepEqual([turn!.reply!.sentences.map(({ text }) => text), turn!.cost!.microUsd], [['Zadarmo.'], 0])
    assert.deepEqual(partsOf(turn), ['corrections', 'tutor', 'voice'])
    for (const { reason } of turn!.degraded) assert.match(reason, /^What may be spent here today is used up\. It begins anew on 2026-03-03 at 00:00 UTC/)
    await from.purses.close()
    assert.deepEqual(from.kept.entries, [])
  })

  it('with enough left to begin with and not for the check says what is used up of the check, and of nothing else', async () => {
    const from = tillOf(leastMicroUsd)
    const dear = { name: 'paid-ear', facts: facts(), most: () => ({ ...most, outputTokens: 1_000_000 }), check: rehearsedEar().check }
    const { ear } = route({ minds: [], ears: [spendEar(dear), rehearsedEar()], hearings: [], voices: [] }, { clock: stage.clock, log: openLog('silent'), adaptive: false })
    const { turn } = await take(stage, stage.tutor({ ear, purses: from.purses }), utteranceOf(learnerId, 'Dobrý den potřetí.'))
    assert.deepEqual(partsOf(turn), ['corrections'])
    assert.match(turn!.degraded[0]!.reason, /^What may be spent here today is used up\./)
  })

  it('with nothing left is refused where the operator chose that, and leaves no trace', async () => {
    const before = (await stage.store.learners.find(learnerId))!.version
    const { error, types } = await take(stage, paidTutor(tillOf(10, 'refuse')), utteranceOf(learnerId, 'A znovu.'))
    assert.ok(error instanceof Failure && error.code === 'exhausted' && error.retryAfterMs! > 0, String(error))
    assert.deepEqual([types, (await stage.store.learners.find(learnerId))!.version], [[], before])
  })

  it('cannot be heard with nothing left, and says so; it can still be written', async () => {
    const { error } = await take(stage, paidTutor(tillOf(10)), utteranceOf(learnerId, '', { said: { recording: recordingOf('Ahoj. '.repeat(2_667)) } }))
    assert.ok(error instanceof Failure && error.code === 'exhausted', String(error))
    assert.match(error.message, /used up.+type your sentence instead\.$/)
  })

  it('that is interrupted at any moment leaves nothing held back, and is charged between nothing and what was reserved', async () => {
    for (const moment of ['heard', 'said', 'corrected', 'spoken'] as const) {
      const from = tillOf(1_000_000)
      await take(stage, paidTutor(from), utteranceOf(learnerId, `Přeruš to, ${moment}.`), { on: ({ type }, { interrupt }) => type === moment && interrupt() })
      await stage.settle()
      await from.purses.close()
      const { spentMicroUsd, slices } = from.kept.read({ scope: 'installation', name: '', period: 'day', since: '2026-03-02' })
      assert.deepEqual([...slices.values()].reduce((sum, each) => sum + each, 0), 0, `${moment}: something is still in hands`)
      assert.equal(spentMicroUsd, from.kept.entries.reduce((sum, { microUsd }) => sum + microUsd, 0))
      assert.ok(from.kept.entries.every(({ microUsd, reservedMicroUsd }) => microUsd >= 0 && microUsd <= reservedMicroUsd))
    }
  })
})
