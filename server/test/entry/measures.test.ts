import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { measuresOf, turnTimes, type Measured } from '../../src/entry/measures.ts'
import type { Timing } from '../../src/domain/timing.ts'

const timing: Timing = {
  silenceMs: null, transcription: { beganMs: 0, endedMs: 180 }, heardMs: 190, writing: { beganMs: 190, firstMs: 400, firstSentenceMs: 500, endedMs: 700 },
  voice: { beganMs: 500, firstMs: 600, endedMs: 900 }, firstSoundMs: 601.5, lastSoundMs: 900, correcting: { beganMs: 190, endedMs: 300 }, storing: { beganMs: 950, endedMs: 957 }, providersMs: 600, ownMs: 1.5,
}
const nothing: Measured = { turns: turnTimes(), fares: [], places: new Map(), cache: {}, jobs: null, deliveries: [] }
const linesOf = (measured: Partial<Measured>, name: string) => measuresOf({ ...nothing, ...measured }).split('\n').filter((line) => line.startsWith(name))

describe('what is measured', () => {
  it('counts turns by how long each stage took, and leaves out stages that there were not', () => {
    const turns = turnTimes()
    turns.note(timing)
    turns.note({ ...timing, ownMs: 12, firstSoundMs: null })
    const own = linesOf({ turns }, 'mluv_turn_milliseconds').filter((line) => line.includes('stage="own"'))
    assert.deepEqual(own.filter((line) => /le="(1|2|10|25|\+Inf)"|_sum|_count/.test(line)), [
      'mluv_turn_milliseconds_bucket{stage="own",le="1"} 0', 'mluv_turn_milliseconds_bucket{stage="own",le="2"} 1', 'mluv_turn_milliseconds_bucket{stage="own",le="10"} 1',
      'mluv_turn_milliseconds_bucket{stage="own",le="25"} 2', 'mluv_turn_milliseconds_bucket{stage="own",le="+Inf"} 2',
      'mluv_turn_milliseconds_sum{stage="own"} 13.5', 'mluv_turn_milliseconds_count{stage="own"} 2',
    ])
    assert.deepEqual(linesOf({ turns }, 'mluv_turn_milliseconds_count').filter((line) => /silence|first-sound/.test(line)), ['mluv_turn_milliseconds_count{stage="silence"} 0', 'mluv_turn_milliseconds_count{stage="first-sound"} 1'])
  })
  it('counts when each stage began and when it ended', () => {
    const turns = turnTimes()
    turns.note(timing)
    const sums = linesOf({ turns }, 'mluv_turn_milliseconds_sum').map((line) => /stage="(.+)"\} (.+)/.exec(line)!.slice(1).join(' '))
    assert.deepEqual(sums, [
      'silence 0', 'hearing-asked 0', 'transcribed 180', 'kept 190', 'reply-asked 190', 'first-token 400', 'first-sentence 500', 'voice-asked 500', 'first-sound 601.5', 'last-sound 900',
      'check-asked 190', 'corrected 300', 'whole 950', 'stored 957', 'providers 600', 'own 1.5',
    ])
  })
  it('tells how providers fare, and who waits for them, by names that nothing can break out of', () => {
    const fare = { task: 'reply', provider: 'own', model: 'a"b\\c', state: 'resting', fault: 'busy', restMs: 5, success: 0.8, firstPieceMs: null, calls: 3 } as const
    const given = { fares: [fare], places: new Map([['own', 2]]) }
    assert.deepEqual(linesOf(given, 'mluv_provider'), [
      'mluv_provider_calls_total{task="reply",provider="own",model="a\\"b\\\\c"} 3', 'mluv_provider_success_ratio{task="reply",provider="own",model="a\\"b\\\\c"} 0.8',
      'mluv_provider_resting{task="reply",provider="own",model="a\\"b\\\\c",fault="busy"} 1', 'mluv_provider_calls_waiting{vendor="own"} 2',
    ])
  })
  it('tells what the cache and the queue count, and says nothing of a queue that does not answer', () => {
    const jobs = { waiting: 1, running: 2, dead: 0, oldestMs: 9 }
    assert.deepEqual(linesOf({ jobs }, 'mluv_jobs'), ['mluv_jobs{state="waiting"} 1', 'mluv_jobs{state="running"} 2', 'mluv_jobs{state="dead"} 0', 'mluv_jobs_oldest_milliseconds 9'])
    const cache = { home: { process: 4, shared: 0, loads: 1, renewals: 0, waits: 0, graced: 0 } }
    assert.ok(linesOf({ cache }, 'mluv_cache').includes('mluv_cache_answers_total{artefact="home",how="process"} 4'))
    assert.deepEqual(linesOf({}, 'mluv_jobs'), [])
  })
})
