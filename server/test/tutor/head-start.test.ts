import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TurnStore } from '../../src/ports/store.ts'
import { headStart } from '../../src/tutor/head-start.ts'
import { gate, mindSaying } from '../rehearsal.ts'
import { assertLedger, ledgerOf, methods, openStage, take, utteranceOf, type Stage } from './stage.ts'

/** Steps that say when they were taken. */
function steps(taken: string[]) {
  return async function* (dropped: AbortSignal): AsyncGenerator<number, string> {
    try {
      for (let step = 1; step <= 3 && !dropped.aborted; step += 1) {
        taken.push(`step ${step}`)
        yield step
      }
      return 'done'
    } finally {
      taken.push(dropped.aborted ? 'dropped' : 'ended')
    }
  }
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a head start', () => {
  it('takes one step before anybody asks, and the others when they are asked for', async () => {
    const taken: string[] = []
    const { events } = headStart(steps(taken))
    await tick()
    assert.deepEqual(taken, ['step 1'])
    const all = []
    for (let step = await events.next(); ; step = await events.next()) {
      all.push(step.value)
      if (step.done) break
    }
    assert.deepEqual(all, [1, 2, 3, 'done'])
    assert.deepEqual(taken, ['step 1', 'step 2', 'step 3', 'ended'])
  })

  it('that is not wanted ends', async () => {
    const taken: string[] = []
    headStart(steps(taken)).drop()
    await tick()
    assert.deepEqual(taken, ['step 1', 'dropped'])
  })

  it('that fails tells whoever wants it, and nobody else', async () => {
    const failing = () => headStart(async function* (): AsyncGenerator<number, void> {
      yield await Promise.reject(new Error('no'))
    })
    failing().drop()
    const { events } = failing()
    await tick()
    await assert.rejects(events.next(), /no/)
  })

  it('whose reader leaves is left, too', async () => {
    const taken: string[] = []
    for await (const _ of headStart(steps(taken)).events) break
    assert.deepEqual(taken, ['step 1', 'ended'])
  })
})

describe('the head start of a turn', () => {
  let stage: Stage
  before(async () => void (stage = await openStage()))
  after(() => stage.close())

  it('is an answer while the utterance is being kept, and nobody hears of it before', async () => {
    const somebody = await stage.newLearner()
    await take(stage, stage.tutor(), utteranceOf(somebody, 'Dobrý den.'))
    const mind = mindSaying('Tak jo.')
    const kept = gate()
    const slow: TurnStore = { ...methods(stage.store.turns), claim: async (asked) => kept.passed().then(() => stage.store.turns.claim(asked)) }
    const seen: string[] = []
    const taking = take(stage, stage.tutor({ mind, store: { ...stage.store, turns: slow } }), utteranceOf(somebody, 'Jak se máš?'), { on: ({ type }) => void seen.push(type) })
    await stage.settle()
    assert.deepEqual([mind.prompts.length, seen], [1, []])
    kept.open()
    const { turn } = await taking
    assert.deepEqual([mind.prompts.length, turn?.reply?.sentences.map(({ text }) => text)], [1, ['Tak jo.']])
    assertLedger(await ledgerOf(stage, somebody))
  })

  it('is void where something changed before the utterance was kept', async () => {
    const somebody = await stage.newLearner()
    await take(stage, stage.tutor(), utteranceOf(somebody, 'Dobrý den.'))
    const mind = mindSaying('Tak jo.')
    const late: TurnStore = { ...methods(stage.store.turns), claim: async (asked) => {
      await stage.store.learners.change(somebody, { level: 'B2' })
      return stage.store.turns.claim(asked)
    } }
    const { turn, types } = await take(stage, stage.tutor({ mind, store: { ...stage.store, turns: late } }), utteranceOf(somebody, 'Jak se máš?'))
    assert.deepEqual(mind.prompts.map(({ settings }) => settings.level), ['A1', 'B2'])
    assert.deepEqual([turn?.reply?.sentences.length, types.filter((type) => type === 'said').length], [1, 1])
    assertLedger(await ledgerOf(stage, somebody))
  })
})
