import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Turn } from '../../src/domain/conversation.ts'
import { counted, faulty, points, promiseFaults, streamFaults, type Plan, type Point } from '../faulty.ts'
import { mindSaying, recordingOf } from '../rehearsal.ts'
import { assertLedger, ledgerOf, openStage, take, turnMsMax, utteranceOf, type Stage, type Taken } from '../tutor/stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage.close())

const transcript = 'Já jdu do škola.'
/** A turn's deadline, and what keeping it may take when the store fails again and again. */
const endMsMax = turnMsMax + 15_000

let sweeps = 0
/** A turn that comes by every method: spoken, corrected, two sentences never said before, and playback acknowledged late. */
const rehearsal = () => {
  sweeps += 1
  const sentences = [`Hospoda číslo ${sweeps}.`, `A kniha číslo ${sweeps}?`]
  let asked = 0
  return { parts: stage.tutor({ mind: mindSaying(...sentences) }), sentences, heardMs: () => Math.min(2000, (asked += 1) * 1000) }
}
const utterance = async () => utteranceOf(await stage.newLearner(), transcript, { said: { recording: recordingOf(transcript) }, acknowledged: true })

/** What must be so after a turn, whatever went wrong. */
function assertHonest({ events, turn, error }: Taken, sentences: readonly string[]): void {
  assert.ok((turn === null) !== (error === null), 'it ends remembered or failed')
  if (turn === null) return
  const degraded = new Set(turn.degraded.map(({ part }) => part))
  const kept = turn.reply!.sentences
  assert.deepEqual(kept.map(({ text }) => text), events.flatMap((event) => (event.type === 'said' ? [event.text] : [])), 'what was said is kept')
  assert.equal(turn.transcript, transcript)
  assert.equal(degraded.has('tutor'), kept.length < sentences.length, 'a missing sentence is said to be missing')
  assert.equal(degraded.has('corrections'), turn.corrections === null, 'missing corrections are said to be missing')
  assert.equal(degraded.has('voice'), kept.some(({ sound }) => sound === null), 'a missing voice is said to be missing')
}

function assertWhole(turn: Turn | null, sentences: readonly string[]): void {
  assert.deepEqual(turn?.reply?.sentences.map(({ text, sound }) => [text, sound !== null]), sentences.map((text) => [text, true]))
  assert.equal(turn?.corrections?.score, 75)
  assert.deepEqual(turn?.degraded, [])
}

async function assertSurvives(plan: Plan): Promise<boolean> {
  const { parts, sentences, heardMs } = rehearsal()
  const asked = await utterance()
  const { tutor, state } = faulty(parts, plan)
  const beganMs = stage.clock.monotonicMs()
  const first = await take(stage, tutor, asked, { heardMs })
  assert.ok(stage.clock.monotonicMs() - beganMs <= endMsMax, `it took ${stage.clock.monotonicMs() - beganMs} ms of given time`)
  assertHonest(first, sentences)
  if (plan.point === 'turns.finish' && plan.fault !== 'bug') assert.ok(first.turn, 'a store that fails once is asked again')
  const ledger = await ledgerOf(stage, asked.learnerId)
  assertLedger(ledger)
  assert.ok(ledger.turns <= 1 && ledger.turnStars <= 1, 'one turn at most')
  if (first.types.includes('heard')) assert.equal(ledger.turns, 1, 'what was heard is kept')

  const again = await take(stage, parts, asked)
  assert.equal(again.error, null)
  if (first.turn) assert.deepEqual(again.turn, first.turn, 'the same key gives the same turn')
  else assertWhole(again.turn, sentences)
  const after = await ledgerOf(stage, asked.learnerId)
  assertLedger(after)
  assert.deepEqual([after.turns, after.finished, after.turnStars], [1, 1, 1])
  return state.reached
}

describe('whatever goes wrong in a turn', () => {
  let calls: ReadonlyMap<Point, number>
  it('a turn in which nothing does is whole, and comes by every point', async (t) => {
    const { parts, sentences, heardMs } = rehearsal()
    const run = counted(parts)
    const taken = await take(stage, run.tutor, await utterance(), { heardMs })
    assertHonest(taken, sentences)
    assertWhole(taken.turn, sentences)
    calls = run.calls
    for (const [point, count] of calls) t.diagnostic(`${point}: ${count}`)
    assert.deepEqual(Object.keys(points).filter((point) => !calls.has(point as Point)), [], 'points that no turn comes by')
  })

  for (const [point, kind] of Object.entries(points) as [Point, (typeof points)[Point]][])
    it(`${point}: what was heard is kept, what is missing is said, nothing counts twice`, async (t) => {
      const faults = kind === 'stream' ? streamFaults : promiseFaults
      for (let nth = 1; nth <= calls.get(point)!; nth += 1)
        for (const fault of faults) {
          const reached = await assertSurvives({ point, nth, fault }).catch((error: unknown) => {
            throw new Error(`${point} no. ${nth}, ${fault}: ${(error as Error).message}`, { cause: error })
          })
          assert.ok(reached, `${point} no. ${nth}, ${fault}: never reached`)
        }
      t.diagnostic(`${calls.get(point)! * faults.length} faults reached`)
    })
})

describe('the checks of the sweep', () => {
  const whole = async () => {
    const { parts, sentences } = rehearsal()
    return { taken: await take(stage, parts, await utterance()), sentences }
  }
  it('notice a lost sentence, a lost correction, and a voice that is missing in silence', async () => {
    const { taken, sentences } = await whole()
    const turn = taken.turn!
    const lies: readonly Turn[] = [
      { ...turn, reply: { ...turn.reply!, sentences: turn.reply!.sentences.slice(1) } },
      { ...turn, corrections: null },
      { ...turn, reply: { ...turn.reply!, sentences: turn.reply!.sentences.map((each) => ({ ...each, sound: null })) } },
      { ...turn, degraded: [{ part: 'voice', reason: '' }] },
      { ...turn, transcript: '' },
    ]
    assertHonest(taken, sentences)
    for (const lie of lies) assert.throws(() => assertHonest({ ...taken, turn: lie }, sentences), assert.AssertionError)
    assert.throws(() => assertHonest({ ...taken, turn: null }, sentences), assert.AssertionError)
  })

  it('notice a star that is counted twice', () => {
    const right = { total: 2, stars: 2, days: 2, turns: 1, finished: 1, turnsOfDays: 1, turnStars: 1 }
    assertLedger(right)
    for (const wrong of [{ total: 3 }, { stars: 3 }, { days: 3 }, { turnsOfDays: 2 }, { turnStars: 2 }]) assert.throws(() => assertLedger({ ...right, ...wrong }), assert.AssertionError)
  })
})
