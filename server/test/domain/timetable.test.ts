import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { reminderHours } from '../../src/domain/channel.ts'
import { dayIn, shownIn } from '../../src/domain/progress.ts'
import { byLearnersClock, byUtc, comeDue, dueBetween, type Daily, type Due } from '../../src/domain/timetable.ts'
import { zones } from '../zones.ts'

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const daysMax = 400

const startsMs = [Date.UTC(2026, 0, 1), Date.UTC(2011, 5, 1), Date.UTC(2023, 8, 7, 5, 17)]
/** Half a year before Samoa went over the date line. */
const lostDayMs = startsMs[1]!
const entries: readonly Daily[] = [byLearnersClock['close-streaks'], byLearnersClock.remind, { at: '00:00' }, { at: '00:30' }, { at: '02:30' }, { at: '23:30' }]

const utc = (text: string) => Date.parse(`${text}Z`)
const zone = fc.constantFrom(...zones)
const start = fc.constantFrom(...startsMs)
const entry = fc.constantFrom<Daily>(...entries, byLearnersClock['weekly-report'])

describe('a day’s entry', () => {
  for (const [at, timeZone] of zones.entries()) {
    it(`comes on each of ${daysMax} days once, in order, and never before its time: ${timeZone}`, () => {
      const fromMs = timeZone === 'Pacific/Apia' ? lostDayMs : startsMs[at % startsMs.length]!
      const toMs = fromMs + daysMax * dayMs
      const walked = walk(timeZone, fromMs, toMs)
      for (const each of entries) assert.deepEqual(dueBetween(each, timeZone, fromMs, toMs), walked(each), each.at)
    })
  }

  it('whose time is left out comes as soon as the clocks go on', () => {
    const due = (timeZone: string, day: string) => new Date(dueBetween(byLearnersClock['close-streaks'], timeZone, utc(`${day}T00:00`) - dayMs, utc(`${day}T00:00`) + 2 * dayMs).find((each) => each.day === day)!.atMs).toISOString()
    assert.equal(due('Africa/Cairo', '2026-04-24'), '2026-04-23T22:00:00.000Z', 'from midnight to one')
    assert.equal(due('Asia/Beirut', '2026-03-29'), '2026-03-28T22:00:00.000Z')
    assert.equal(due('America/Havana', '2026-03-08'), '2026-03-08T05:00:00.000Z')
    assert.equal(due('America/Santiago', '2026-09-06'), '2026-09-06T04:00:00.000Z')
  })

  it('whose time comes twice comes at the first', () => {
    const [due] = dueBetween(byLearnersClock['close-streaks'], 'America/Havana', utc('2026-11-01T00:00'), utc('2026-11-02T00:00'))
    assert.deepEqual(due, { day: '2026-11-01', atMs: utc('2026-11-01T04:05') }, 'it is 00:05 again an hour later')
  })

  it('does not come on a day that the calendar leaves out', () => {
    const days = dueBetween(byLearnersClock.remind, 'Pacific/Apia', utc('2011-12-28T12:00'), utc('2012-01-01T12:00')).map(({ day }) => day)
    assert.deepEqual(days, ['2011-12-28', '2011-12-29', '2011-12-31', '2012-01-01'])
  })

  it('of Mondays comes on Mondays alone', () => {
    fc.assert(fc.property(zone, start, (timeZone, fromMs) => {
      const dues = dueBetween(byLearnersClock['weekly-report'], timeZone, fromMs, fromMs + 70 * dayMs)
      assert.ok(dues.length === 10 || dues.length === 9)
      assert.ok(dues.every(({ atMs, day }) => new Date(shownIn(timeZone, atMs)).getUTCDay() === 1 && dayIn(timeZone, atMs) === day))
    }))
  })

  it('is the same however the time is cut: late ticks, early ticks, two processes', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 3 * dayMs }), { minLength: 1, maxLength: 40 })
    fc.assert(fc.property(entry, zone, start, cuts, (each, timeZone, fromMs, steps) => {
      let atMs = fromMs
      const pieces: Due[] = []
      for (const step of steps) pieces.push(...dueBetween(each, timeZone, atMs, (atMs += step)))
      assert.deepEqual(pieces, dueBetween(each, timeZone, fromMs, atMs))
    }), { numRuns: 300 })
  })
})

describe('a steady entry', () => {
  it('comes at the same moments for every process', () => {
    fc.assert(fc.property(start, fc.array(fc.integer({ min: 1, max: 5 * hourMs }), { minLength: 1, maxLength: 20 }), (fromMs, steps) => {
      let atMs = fromMs
      const pieces: Due[] = []
      for (const step of steps) pieces.push(...dueBetween(byUtc.measure, 'UTC', atMs, (atMs += step)))
      assert.deepEqual(pieces, dueBetween(byUtc.measure, 'UTC', fromMs, atMs))
      assert.equal(pieces.length, Math.floor(atMs / (30 * minuteMs)) - Math.floor(fromMs / (30 * minuteMs)))
    }))
  })
})

describe('what came due', () => {
  it('is, of each kind and zone, the latest, unless it is too late for it', () => {
    const nowMs = utc('2026-03-11T16:30') // A Wednesday, half past five in Prague.
    const of = (sinceMs: number) => comeDue(sinceMs, nowMs, ['Europe/Prague']).map(({ task, payload }) => [task, 'day' in payload ? payload.day : new Date(payload.dueAtMs).toISOString()])
    assert.deepEqual(of(nowMs - minuteMs), [['measure', '2026-03-11T16:30:00.000Z']])
    assert.deepEqual(of(nowMs - 30 * dayMs), [
      ['measure', '2026-03-11T16:30:00.000Z'], ['refresh-leaderboards', '2026-03-11T16:00:00.000Z'], ['clean-up', '2026-03-09T02:00:00.000Z'], ['back-up', '2026-03-11T01:00:00.000Z'],
      ['close-streaks', '2026-03-11'], ['offer-phrase', '2026-03-11'], ['weekly-report', '2026-03-09'], ['remind', '2026-03-11'], ['remind', '2026-03-11'],
    ])
  })

  it('is the last of each kind that the days of its zone have, wherever that is', () => {
    fc.assert(fc.property(start, zone, fc.integer({ min: 1, max: 400 * 24 }), fc.integer({ min: 1, max: 9 * 24 * 4 }), (fromMs, timeZone, hours, quarters) => {
      const [sinceMs, nowMs] = [fromMs + hours * hourMs, fromMs + hours * hourMs + quarters * quarterMs]
      const jobs = comeDue(sinceMs, nowMs, [timeZone])
      for (const task of ['close-streaks', 'offer-phrase', 'weekly-report'] as const) {
        const last = dueBetween(byLearnersClock[task], timeZone, Math.max(sinceMs, nowMs - byLearnersClock[task].lateMsMax), nowMs).at(-1)
        assert.deepEqual(jobs.filter((job) => job.task === task).map(({ payload }) => ('day' in payload ? payload.day : null)), last ? [last.day] : [], task)
      }
    }))
  })

  it('is nothing in no time', () => {
    fc.assert(fc.property(start, zone, (atMs, timeZone) => assert.deepEqual(comeDue(atMs, atMs, [timeZone]), [])))
  })

  it('of ticks a minute apart, is everything once', () => {
    const fromMs = utc('2026-03-27T00:00')
    const jobs = Array.from({ length: 4 * 24 * 60 }, (_, at) => comeDue(fromMs + at * minuteMs, fromMs + (at + 1) * minuteMs, ['Europe/Prague', 'Asia/Beirut'])).flat()
    assert.equal(new Set(jobs.map((job) => JSON.stringify(job))).size, jobs.length)
    assert.equal(jobs.filter(({ task }) => task === 'close-streaks').length, 8)
    assert.equal(jobs.filter(({ task }) => task === 'weekly-report').length, 2)
    assert.equal(jobs.filter(({ task }) => task === 'remind').length, 8 * reminderHours.length)
    assert.equal(jobs.filter(({ task }) => task === 'measure').length, 4 * 48)
  })
})

/** The slow and plain way: goes through the span by quarters of an hour, looks at the clock, and takes of each day the first moment that shows the time or a later one. */
function walk(timeZone: string, fromMs: number, toMs: number): (entry: Daily) => Due[] {
  const firstMs = Math.floor(fromMs / quarterMs) * quarterMs - 2 * dayMs
  const steps = Array.from({ length: (toMs + 2 * dayMs - firstMs) / quarterMs }, (_, at) => firstMs + at * quarterMs).map((atMs) => ({ atMs, shownMs: shownIn(timeZone, atMs) }))
  const days = [...new Set(steps.map(({ shownMs }) => new Date(shownMs).toISOString().slice(0, 10)))]
  return ({ at }) => {
    let step = 0
    return days.slice(1, -1).map((day) => {
      const wantedMs = utc(`${day}T${at}`)
      while (steps[step]!.shownMs + quarterMs <= wantedMs) step += 1
      return { day, atMs: steps[step]!.atMs + Math.max(0, wantedMs - steps[step]!.shownMs) }
    }).filter(({ atMs }) => atMs > fromMs && atMs <= toMs)
  }
}
