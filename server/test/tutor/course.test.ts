import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SoundId } from '../../src/domain/identity.ts'
import { course, type Course, type CourseEvent } from '../../src/tutor/course.ts'
import { givenClock } from '../given-clock.ts'

const sounding = (sentence: number, fromSample = 0, length = 800): CourseEvent => ({ type: 'sounding', sentence, piece: { fromSample, sampleRateHz: 16_000, samples: new Int16Array(length) } })
const spoken = (sentence: number, durationMs = 100): CourseEvent => ({ type: 'spoken', sentence, sound: { soundId: `sound-${sentence}` as SoundId, durationMs, words: [] } })

const noted = (...events: readonly CourseEvent[]): Course => {
  const turn = course(givenClock())
  for (const event of events) turn.note(event)
  return turn
}

/** Of each event its sentence, and whether its sound is there. */
async function taken(turn: Course, afterSeq = 0, count = Infinity): Promise<string[]> {
  const seen: string[] = []
  for await (const event of turn.follow(afterSeq)) {
    if (event.type === 'sounding') seen.push(`${event.sentence}${event.piece ? '' : ' kept'}`)
    if (seen.length === count) break
  }
  return seen
}

describe('sound in the making', () => {
  it('is there for whoever follows, until the sentence is kept', async () => {
    const turn = noted(sounding(0), sounding(0, 800))
    assert.deepEqual(await taken(turn, 0, 2), ['0', '0'])
    assert.equal(turn.soundOf(0), null)
    turn.note(spoken(0))
    turn.note(sounding(1))
    turn.end()
    assert.deepEqual(await taken(turn), ['0 kept', '0 kept', '1 kept'], 'what ended unkept is gone, too')
    assert.equal(turn.soundOf(0)?.soundId, 'sound-0')
  })

  it('waits for a follower that has not come to it yet, and only for those', async () => {
    const turn = noted(sounding(0))
    const slow = turn.follow(0)
    assert.equal((await slow.next()).value?.type, 'sounding')
    turn.note(sounding(0, 800))
    turn.note(spoken(0))
    const second = (await slow.next()).value
    assert.ok(second?.type === 'sounding' && second.piece !== null)
    assert.equal((await slow.next()).value?.type, 'spoken')
    await slow.return()
    const again = (await turn.follow(0).next()).value
    assert.ok(again?.type === 'sounding' && again.piece === null)
  })

  it('counts as played no further than it is made', () => {
    const turn = noted(sounding(0), sounding(0, 800), spoken(0, 100), sounding(1))
    assert.deepEqual([turn.soundedMs(0, 60), turn.soundedMs(0, 900), turn.soundedMs(1, 20), turn.soundedMs(1, 900), turn.soundedMs(2, 5)], [60, 100, 120, 150, 150])
  })
})
