import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProviderFailure } from '../../../src/domain/failure.ts'
import { tally, waitBoundsMs } from '../../../src/domain/tally.ts'
import type { Timing } from '../../../src/domain/timing.ts'
import { measures, type Sources } from '../../../src/entry/metrics/measures.ts'
import type { OfInstallation } from '../../../src/entry/metrics/of-installation.ts'
import type { OfProcess } from '../../../src/entry/metrics/of-process.ts'
import { seen, type Seen } from '../../../src/entry/metrics/seen.ts'
import type { Turn } from '../../../src/domain/conversation.ts'

const timing: Timing = {
  silenceMs: null, transcription: { beganMs: 0, endedMs: 180 }, heardMs: 190, writing: { beganMs: 190, firstMs: 400, firstSentenceMs: 500, endedMs: 700 },
  voice: { beganMs: 500, firstMs: 600, endedMs: 900 }, firstSoundMs: 601.5, lastSoundMs: 900, correcting: { beganMs: 190, endedMs: 300 }, storing: { beganMs: 950, endedMs: 957 }, providersMs: 600, ownMs: 1.5,
}
const remembered = (of: Partial<Timing> = {}) => ({ type: 'remembered', turn: {} as Turn, timing: { ...timing, ...of }, seq: 1, atMs: 0 } as const)
const none = () => tally(waitBoundsMs).read()
const process: OfProcess = {
  version: '1.2.3', database: { busy: 1, free: 2, waiting: 0, refused: 0, waitedMs: none(), statementsMs: new Map() }, runs: [], spent: [], fares: [], tried: [], places: new Map(), told: { spans: null, errors: null },
  process: { startedAtMs: 5_000, cpuMs: 1_500, residentBytes: 1, heapUsedBytes: 2, heapTotalBytes: 3, externalBytes: 4, lagMs: none(), disk: null },
}
const standing: OfInstallation = { kept: { ageMs: 7_200_000, tickedMs: 30_000, jobs: [] }, deliveries: [], budgets: [], backupMs: null }

type Given = { readonly process?: Partial<OfProcess>; readonly installation?: Sources['installation']; readonly seen?: Seen }

/** Its lines, without those of other names, and without what they mean. */
async function linesOf(given: Given, name: string): Promise<string[]> {
  const doors = given.seen ?? seen()
  const { text } = measures({
    process: async () => ({ ...process, ...given.process }), installation: given.installation ?? (async () => standing),
    serving: async () => ({ ...doors.read(), running: 0, crowd: { share: 1, sentAway: 0 }, cache: { home: { process: 4, shared: 0, loads: 1, renewals: 0, waits: 0, graced: 0 } }, shared: 'none' }),
  })
  return (await text()).split('\n').filter((line) => line.startsWith(name))
}

describe('what is measured', () => {
  it('counts turns by how long each stage took, and leaves out stages that there were not', async () => {
    const doors = seen()
    doors.turn(remembered())
    doors.turn(remembered({ ownMs: 12, firstSoundMs: null }))
    const lines = await linesOf({ seen: doors }, 'mluv_turn_milliseconds')
    assert.deepEqual(lines.filter((line) => /stage="own"/.test(line) && /le="(1|2|10|20|\+Inf)"|_sum|_count/.test(line)), [
      'mluv_turn_milliseconds_bucket{stage="own",le="1"} 0', 'mluv_turn_milliseconds_bucket{stage="own",le="2"} 1', 'mluv_turn_milliseconds_bucket{stage="own",le="10"} 1',
      'mluv_turn_milliseconds_bucket{stage="own",le="20"} 2', 'mluv_turn_milliseconds_bucket{stage="own",le="+Inf"} 2',
      'mluv_turn_milliseconds_sum{stage="own"} 13.5', 'mluv_turn_milliseconds_count{stage="own"} 2',
    ])
    assert.deepEqual(lines.filter((line) => /_count.*(silence|first-sound)/.test(line)), ['mluv_turn_milliseconds_count{stage="silence"} 0', 'mluv_turn_milliseconds_count{stage="first-sound"} 1'])
    assert.deepEqual(await linesOf({ seen: doors }, 'mluv_turns_total'), ['mluv_turns_total 2'])
  })
  it('counts when each stage began and when it ended', async () => {
    const doors = seen()
    doors.turn(remembered())
    const sums = (await linesOf({ seen: doors }, 'mluv_turn_milliseconds_sum')).map((line) => /stage="(.+)"\} (.+)/.exec(line)!.slice(1).join(' '))
    assert.deepEqual(sums, [
      'silence 0', 'hearing-asked 0', 'transcribed 180', 'kept 190', 'reply-asked 190', 'first-token 400', 'first-sentence 500', 'voice-asked 500', 'first-sound 601.5', 'last-sound 900',
      'check-asked 190', 'corrected 300', 'whole 950', 'stored 957', 'providers 600', 'own 1.5',
    ])
  })
  it('counts what came to nothing by its code, and what could not be done of a turn by its part', async () => {
    const doors = seen()
    doors.refused('http', new Error('a bug'))
    doors.refused('http', new Error('another'))
    doors.refused('voice', new ProviderFailure('own', 'busy'))
    doors.turn({ type: 'failed', error: new ProviderFailure('own', 'busy'), seq: 1, atMs: 0 })
    doors.turn({ type: 'faltered', degraded: { part: 'voice', reason: 'unavailable' }, error: null, seq: 2, atMs: 0 })
    assert.deepEqual(await linesOf({ seen: doors }, 'mluv_problems'), ['mluv_problems_total{door="http",code="internal"} 2', 'mluv_problems_total{door="voice",code="unavailable"} 1'])
    assert.deepEqual(await linesOf({ seen: doors }, 'mluv_turns_'), ['mluv_turns_total 0', 'mluv_turns_failed_total{code="unavailable"} 1', 'mluv_turns_degraded_total{part="voice"} 1', 'mluv_turns_running 0'])
  })
  it('knows who is connected', async () => {
    const doors = seen()
    const gone = doors.connected('voice')
    doors.connected('voice')
    doors.connected('http')
    gone()
    assert.deepEqual(await linesOf({ seen: doors }, 'mluv_sockets'), ['mluv_sockets{door="http"} 1', 'mluv_sockets{door="voice"} 1'])
  })
  it('knows how long messengers waited', async () => {
    const doors = seen()
    doors.update('telegram', 30)
    doors.update('telegram', 70)
    assert.deepEqual((await linesOf({ seen: doors }, 'mluv_update_milliseconds')).slice(-2), ['mluv_update_milliseconds_sum{door="telegram"} 100', 'mluv_update_milliseconds_count{door="telegram"} 2'])
  })
  it('tells how providers fare, and who waits for them, by names that nothing can break out of', async () => {
    const who = { task: 'reply', provider: 'own', model: 'a"b\\c' } as const
    const fare = { ...who, state: 'resting', fault: 'busy', restMs: 5, success: 0.8, firstPieceMs: null, calls: 3 } as const
    const given = { fares: [fare], tried: [{ ...who, firstPieceMs: none(), failed: new Map([['busy', 2]] as const) }], places: new Map([['own', 2]]) }
    const labels = 'task="reply",provider="own",model="a\\"b\\\\c"'
    assert.deepEqual((await linesOf({ process: given }, 'mluv_provider')).filter((line) => !line.includes('first_piece')), [
      `mluv_provider_calls_total{${labels}} 3`, `mluv_provider_failures_total{${labels},fault="busy"} 2`, `mluv_provider_success_ratio{${labels}} 0.8`,
      `mluv_provider_resting{${labels}} 1`, 'mluv_provider_calls_waiting{vendor="own"} 2',
    ])
  })
  it('tells what was spent on what, and saved by what', async () => {
    const spent = [{ task: 'reply', provider: 'own', model: 'big', calls: 2, microUsd: 70, saved: { caching: 5, routing: 0, window: -1, recall: 9 } }] as const
    assert.deepEqual([...(await linesOf({ process: { spent } }, 'mluv_spent')), ...(await linesOf({ process: { spent } }, 'mluv_saved'))], [
      'mluv_spent_micro_usd_total{task="reply",provider="own",model="big"} 70',
      ...[['caching', 5], ['routing', 0], ['window', -1], ['recall', 9]].map(([by, saved]) => `mluv_saved_micro_usd{task="reply",provider="own",model="big",by="${by}"} ${saved}`),
    ])
  })
})

describe('what is measured of an installation', () => {
  const job = { task: 'remind', waiting: 1, running: 2, dead: 3, oldestMs: 9, overdueMs: 4_000, doneMs: 1_000 } as const
  const given = (kept: Partial<OfInstallation['kept']>, more: Partial<OfInstallation> = {}) => ({ installation: async () => ({ ...standing, ...more, kept: { ...standing.kept, ...kept } }) })

  it('is every task, whether anything is known of it or not', async () => {
    const lines = await linesOf(given({ jobs: [job] }), 'mluv_jobs')
    assert.deepEqual(lines.filter((line) => /task="(remind|measure)"/.test(line)), [
      'mluv_jobs{task="remind",state="waiting"} 1', 'mluv_jobs{task="remind",state="running"} 2', 'mluv_jobs{task="remind",state="dead"} 3',
      'mluv_jobs{task="measure",state="waiting"} 0', 'mluv_jobs{task="measure",state="running"} 0', 'mluv_jobs{task="measure",state="dead"} 0',
      'mluv_jobs_oldest_milliseconds{task="remind"} 9', 'mluv_jobs_oldest_milliseconds{task="measure"} 0',
    ])
  })
  it('is late where a job is not done, and where nobody has looked for longer than a minute', async () => {
    const late = async (kept: Partial<OfInstallation['kept']>) => (await linesOf(given(kept), 'mluv_timetable_late')).filter((line) => !line.endsWith(' 0')).map((line) => /entry="(.+)"\} (.+)/.exec(line)!.slice(1).join(' '))
    assert.deepEqual(await late({ jobs: [job] }), ['remind 4000'])
    assert.deepEqual(await late({ tickedMs: 60_000 }), [])
    assert.deepEqual(await late({ tickedMs: 61_000 }), ['tick 1000'])
    assert.deepEqual(await late({ tickedMs: null }), ['tick 7140000'], 'nobody has ever worked')
  })
  it('has leaderboards as old as itself where they were never counted, and no backup where it makes none', async () => {
    const refreshed = { ...job, task: 'refresh-leaderboards' } as const
    const ages = async (of: Given) => [...(await linesOf(of, 'mluv_leaderboard_age')), ...(await linesOf(of, 'mluv_backup_age'))]
    assert.deepEqual(await ages(given({})), ['mluv_leaderboard_age_milliseconds 7200000'])
    assert.deepEqual(await ages(given({ jobs: [refreshed] }, { backupMs: 5 })), ['mluv_leaderboard_age_milliseconds 1000', 'mluv_backup_age_milliseconds 5'])
  })
  it('says when the database does not answer, and then says nothing of it', async () => {
    assert.deepEqual(await linesOf({}, 'mluv_database_up'), ['mluv_database_up 1'])
    const down = { installation: () => Promise.reject(new Error('down')) }
    assert.deepEqual([...(await linesOf(down, 'mluv_database_up')), ...(await linesOf(down, 'mluv_jobs'))], ['mluv_database_up 0'])
    assert.equal((await linesOf(down, 'mluv_build_info')).length, 1)
  })
  it('is read once for all who ask at once', async () => {
    let reads = 0
    const { text } = measures({ process: async () => process, installation: async () => { reads += 1; return standing }, serving: null })
    const [one, other] = await Promise.all([text(), text()])
    assert.equal(one, other)
    await text()
    assert.equal(reads, 2)
  })
})
