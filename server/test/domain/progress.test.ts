import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { challengeCodes, challengeOf } from '../../src/domain/challenge.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { closableDay, dayAfter, dayBefore, dayEndsMs, dayIn, dayOfTurn, daysLater, isTimeZone, shieldedDays, streakAfter, streakClosed, streakOn, wordsIn, type LastDay, type Streak } from '../../src/domain/progress.ts'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 0, 1)
/** With and without summer time, on both sides of the date line, and off the hour. */
const zones = ['Europe/Prague', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
const zone = fc.constantFrom(...zones)

describe('a day', () => {
  it('is the learner’s own', () => {
    const atMs = Date.UTC(2026, 2, 1, 23, 30)
    assert.deepEqual(zones.map((timeZone) => dayIn(timeZone, atMs)), ['2026-03-02', '2026-03-01', '2026-03-02', '2026-03-01', '2026-03-02', '2026-03-02', '2026-03-01'])
  })

  it('comes after the one before: 400 in every zone, over both changes of the clock', () => {
    for (const timeZone of zones) {
      let day = dayIn(timeZone, startMs)
      let changes = 0
      for (let atMs = startMs; atMs < startMs + 400 * 24 * hourMs; atMs += hourMs / 2) {
        const now = dayIn(timeZone, atMs)
        if (now === day) continue
        assert.equal(now, dayAfter(day), timeZone)
        day = now
        changes += 1
      }
      assert.ok(changes >= 399 && changes <= 401, `${timeZone}: ${changes}`)
    }
  })

  it('after the last of a month, a year and February is the first of the next', () =>
    assert.deepEqual(['2026-02-28', '2028-02-28', '2026-12-31', '2026-04-30'].map(dayAfter), ['2026-03-01', '2028-02-29', '2027-01-01', '2026-05-01']))

  it('of a turn never goes back, and after a change of zone no other begins within twenty hours', () => {
    const moments = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 30 * hourMs }), timeZone: zone }), { minLength: 1, maxLength: 60 })
    fc.assert(fc.property(moments, (course) => {
      let last: LastDay | null = null
      let atMs = startMs
      for (const { afterMs, timeZone } of course) {
        atMs += afterMs
        const day = dayOfTurn(atMs, timeZone, last)
        if (last !== null) {
          assert.ok(day >= last.day)
          if (day !== last.day && timeZone !== last.timeZone) assert.ok(atMs - last.firstAtMs >= 20 * hourMs)
          if (timeZone === last.timeZone && dayIn(timeZone, atMs) > last.day) assert.equal(day, dayIn(timeZone, atMs))
        }
        if (last === null || day !== last.day) last = { day, firstAtMs: atMs, timeZone }
      }
    }), { numRuns: 300 })
  })

  it('ends when the next begins, also where the clock is put, and after a change of zone', () => {
    const before = fc.option(fc.record({ agoMs: fc.integer({ min: 0, max: 40 * hourMs }), timeZone: zone }))
    const moment = fc.record({ atMs: fc.integer({ min: startMs, max: startMs + 400 * 24 * hourMs }), timeZone: zone, before })
    fc.assert(fc.property(moment, ({ atMs, timeZone, before }) => {
      const last = before && { day: dayIn(before.timeZone, atMs - before.agoMs), firstAtMs: atMs - before.agoMs, timeZone: before.timeZone }
      const endsMs = dayEndsMs(atMs, timeZone, last)
      assert.ok(endsMs > atMs)
      assert.equal(dayOfTurn(endsMs - 1, timeZone, last), dayOfTurn(atMs, timeZone, last))
      assert.ok(dayOfTurn(endsMs, timeZone, last) > dayOfTurn(atMs, timeZone, last))
    }), { numRuns: 300 })
    assert.equal(dayEndsMs(Date.UTC(2026, 2, 29), 'Europe/Prague', null), Date.UTC(2026, 2, 29, 22), 'a day of 23 hours')
  })

  it('is not gained by flying to and fro: never more days than pass', () => {
    fc.assert(fc.property(fc.array(zone, { minLength: 1, maxLength: 20 }), (hops) => {
      let last = null as LastDay | null
      let days = 0
      let atMs = startMs
      for (const timeZone of Array.from({ length: 300 }, (_, at) => hops[at % hops.length]!)) {
        const day: string = dayOfTurn(atMs, timeZone, last)
        if (last === null || day !== last.day) {
          days += 1
          last = { day, firstAtMs: atMs, timeZone }
        }
        atMs += hourMs
      }
      assert.ok(days <= 2 + Math.ceil((300 * hourMs) / (20 * hourMs)), `${days} days in 300 hours`)
    }))
  })

  it('is in a zone that calendars know', () => assert.deepEqual(['Europe/Prague', 'UTC', 'Mars/Olympus', '', '+25:99'].map(isTimeZone), [true, true, false, false, false]))
})

describe('a streak', () => {
  const first = '2026-02-20'
  /** Turns on consecutive days. */
  const run = (days: number): Streak => Array.from({ length: days }, (_, at) => daysLater(first, at)).reduce<Streak | null>(streakAfter, null)!

  it('counts days in a row, each once, and without a shield begins anew after a gap', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }), (gaps) => {
      let day = first
      let streak: Streak = streakAfter(null, day)
      let expected = 1
      for (const gap of gaps) {
        day = daysLater(day, gap)
        streak = streakAfter({ ...streak, shields: 0 }, day)
        if (gap === 1) expected += 1
        if (gap > 1) expected = 1
        assert.deepEqual([streak.days, streak.until], [expected, day])
        assert.deepEqual(streakAfter(streak, day), streak)
      }
    }))
  })

  it('is not changed by a day that is over', () => assert.deepEqual(streakAfter({ days: 5, until: '2026-03-02', shields: 1 }, '2026-03-01'), { days: 5, until: '2026-03-02', shields: 1 }))

  it('is alive until a day was missed for which there was no shield', () => {
    const today = (shields: number) => [0, 1, 2, 3, 4].map((days) => streakOn({ days: 4, until: first, shields }, daysLater(first, days)).days)
    assert.deepEqual([today(0), today(1), today(2)], [[4, 4, 0, 0, 0], [4, 4, 4, 0, 0], [4, 4, 4, 4, 0]])
    assert.equal(streakOn(null, first).days, 0)
  })

  it('earns a shield every seventh day, and holds two at most', () =>
    assert.deepEqual([6, 7, 13, 14, 21, 35].map((days) => run(days).shields), [0, 1, 1, 2, 2, 2]))

  it('earns the same shield once, however many turns the day has', () => {
    const seventh = run(7)
    assert.deepEqual(streakAfter(streakAfter(seventh, seventh.until), seventh.until), seventh)
  })

  it('goes on after a shielded day as if it had not been, and the shield is gone', () => {
    const kept = streakAfter(run(7), daysLater(first, 8))
    assert.deepEqual(kept, { days: 8, until: daysLater(first, 8), shields: 0 })
    assert.deepEqual(streakAfter(kept, daysLater(first, 10)), { days: 1, until: daysLater(first, 10), shields: 0 })
  })

  it('loses its shields when it ends: they bought the days they could', () => {
    const ended = streakClosed(run(14), daysLater(first, 16))
    assert.deepEqual([ended.days, ended.shields], [0, 0])
    assert.deepEqual(shieldedDays(run(14), ended), [daysLater(first, 14), daysLater(first, 15)])
  })

  it('tells the days that its shields were spent on', () => {
    const streak = run(14)
    assert.deepEqual(shieldedDays(streak, streakClosed(streak, streak.until)), [])
    assert.deepEqual(shieldedDays(streak, streakClosed(streak, dayAfter(streak.until))), [dayAfter(streak.until)])
  })

  it('does not call yesterday missed while what was heard then may still be answered', () => {
    const today = daysLater(first, 10)
    const heardOn = (day: string): LastDay => ({ day, firstAtMs: startMs, timeZone: 'UTC' })
    const streak: Streak = { days: 3, until: daysLater(first, 8), shields: 0 }
    assert.equal(closableDay(streak, heardOn(dayBefore(today)), today), daysLater(first, 8))
    assert.equal(closableDay(streak, heardOn(daysLater(first, 8)), today), dayBefore(today))
    assert.equal(closableDay({ ...streak, until: dayBefore(today) }, heardOn(dayBefore(today)), today), dayBefore(today))
    assert.equal(closableDay(streak, heardOn(dayBefore(today)), dayAfter(today)), today, 'a day later it is')
    assert.equal(closableDay(streak, null, today), dayBefore(today))
  })

  it('is the same whenever its days are closed: at five past midnight, late, twice, or by the next turn', () => {
    // For each day: whether there is a turn, and whether the close runs, not at all, or twice, before or after it.
    const course = fc.array(fc.record({ speaks: fc.boolean(), closesBefore: fc.nat(2), closesAfter: fc.nat(2) }), { minLength: 1, maxLength: 120 })
    const often = fc.array(fc.record({ speaks: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0), closesBefore: fc.nat(1), closesAfter: fc.nat(1) }), { minLength: 20, maxLength: 120 })
    fc.assert(fc.property(fc.oneof(course, often), (days) => {
      let punctual: Streak | null = null
      let late: Streak | null = null
      const spent = { punctual: new Set<string>(), late: new Set<string>() }
      const close = (streak: Streak | null, today: string, days: Set<string>): Streak | null => {
        if (streak === null) return null
        const closed = streakClosed(streak, dayBefore(today))
        for (const day of shieldedDays(streak, closed)) days.add(day)
        return closed
      }
      for (const [at, { speaks, closesBefore, closesAfter }] of days.entries()) {
        const today = daysLater(first, at)
        punctual = close(punctual, today, spent.punctual)
        for (let times = 0; times < closesBefore; times += 1) late = close(late, today, spent.late)
        if (speaks) {
          punctual = streakAfter(punctual, today)
          // The turn's path closes what no round has, and notes the same days.
          close(late, today, spent.late)
          late = streakAfter(late, today)
        }
        for (let times = 0; times < closesAfter; times += 1) late = close(late, today, spent.late)
        assert.deepEqual(streakOn(late, today), streakOn(punctual, today))
        if (speaks) assert.deepEqual([late, spent.late], [punctual, spent.punctual])
      }
    }), { numRuns: 500 })
  })
})

describe('a challenge', () => {
  const learnerId = '019c0000-0000-7000-8000-000000000001' as LearnerId
  const nothing = { turns: 0, cleanTurns: 0, scenarioTurns: 0, words: 0 }
  const tally = fc.record({ turns: fc.nat(99), cleanTurns: fc.nat(99), scenarioTurns: fc.nat(99), words: fc.nat(999) })

  it('is the same for one learner and day, whatever was done, and never more done than needed', () => {
    fc.assert(fc.property(fc.uuid(), fc.integer({ min: 0, max: 999 }), tally, (id, at, done) => {
      const day = dayIn('UTC', startMs + at * 24 * hourMs)
      const [before, after] = [challengeOf(id as LearnerId, day, nothing), challengeOf(id as LearnerId, day, done)]
      assert.deepEqual([before.code, before.needed, before.done, before.completed], [after.code, after.needed, 0, false])
      assert.ok(challengeCodes.includes(after.code) && after.done <= after.needed)
      assert.equal(after.completed, after.done === after.needed)
    }))
  })

  it('changes from day to day, and each comes round', () => {
    const seen = new Map<string, number>()
    for (let at = 0, day = '2026-01-01'; at < 400; at += 1, day = dayAfter(day)) seen.set(challengeOf(learnerId, day, nothing).code, (seen.get(challengeOf(learnerId, day, nothing).code) ?? 0) + 1)
    assert.deepEqual([...seen.keys()].sort(), [...challengeCodes].sort())
    for (const [code, count] of seen) assert.ok(count > 60 && count < 140, `${code}: ${count} of 400 days`)
  })
})

describe('words', () =>
  it('are counted as people count them', () => assert.deepEqual(['', '😀', 'Ahoj!', 'Já jdu do školy.', 'česko-slovenský 3 d’Artagnan'].map(wordsIn), [0, 0, 1, 4, 2])))
