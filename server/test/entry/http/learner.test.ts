import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Home, LearnerView, StatsDays, StatsMe } from '@mluv/protocol/learner.ts'
import { ProgressView } from '@mluv/protocol/progress.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const dayMs = 86_400_000

let clock: TurnableClock
let mluv: Installation
let guest: Guest
before(async () => {
  clock = turnableClock()
  mluv = await openInstallation({ clock, warm: ['ear'] })
  guest = await mluv.guest({ timeZone: 'Europe/Prague' })
})
after(() => mluv.close())

const get = (path: string, token = guest.token) => mluv.call(path, { token })
const patch = (json: unknown) => mluv.call('/learner/settings', { method: 'PATCH', token: guest.token, json })

describe('settings', () => {
  for (const change of [
    { motherTongue: 'ru' }, { gender: 'feminine' }, { gender: null }, { level: 'C1' }, { persona: 'novakova' }, { style: 'casual' }, { corrections: 'minimal' },
    { voiceSpeed: 0.8 }, { micMode: 'open' }, { silenceMs: 300 }, { silenceMs: 3000 }, { timeZone: 'America/Argentina/Buenos_Aires' }, { reminders: true }, { onLeaderboards: true }, { levelChosen: true },
  ]) {
    it(`take ${JSON.stringify(change)}, and keep everything else`, async () => {
      const { settings: before } = (await get('/learner')).as(LearnerView)
      const answer = await patch(change)
      assert.equal(answer.status, 200, answer.text)
      const { settings } = answer.as(LearnerView)
      assert.deepEqual(settings, { ...before, ...change, ...('level' in change && { levelChosen: true }) })
      assert.deepEqual((await get('/learner')).as(LearnerView).settings, settings)
    })
  }

  for (const change of [
    {}, { motherTongue: 'čeština' }, { motherTongue: 5 }, { gender: 'other' }, { level: 'A0' }, { level: null }, { persona: 'nobody' }, { persona: '' }, { style: 'rude' }, { corrections: 'all' },
    { voiceSpeed: 5 }, { voiceSpeed: '1' }, { micMode: 'shut' }, { silenceMs: 200 }, { silenceMs: 3100 }, { silenceMs: 850 }, { silenceMs: 800.5 }, { silenceMs: null },
    { timeZone: 'Mars/Olympus' }, { timeZone: '' }, { timeZone: 'x'.repeat(65) }, { reminders: 'true' }, { onLeaderboards: 1 }, { levelChosen: 'yes' },
    { plan: 'unlimited' }, { level: 'B1', starsTotal: 1_000_000 }, [], 'level', null, { settings: { level: 'B1' } },
  ]) {
    it(`refuse ${JSON.stringify(change).slice(0, 50)}`, async () => {
      const before = (await get('/learner')).text
      assertRefused(await patch(change), 400, 'invalid')
      assert.equal((await get('/learner')).text, before)
    })
  }

  it('shape the next turn', async () => {
    const { token } = await mluv.guest({ motherTongue: 'en' })
    const explained = async () => (await mluv.say(token, 'Já jdu do škola.', { speak: false })).corrections.mistakes[0]!.explanation
    const english = await explained()
    await mluv.call('/learner/settings', { method: 'PATCH', token, json: { motherTongue: 'uk' } })
    const ukrainian = await explained()
    assert.match(english, /^[^а-я]*$/i)
    assert.match(ukrainian, /[а-яіїє]/i)
  })
})

describe('what a learner sees of themselves', () => {
  it('is all there at the first visit', async () => {
    const { token } = await mluv.guest()
    const home = (await get('/learner/home', token)).as(Home)
    assert.deepEqual([home.starsTotal, home.streakDays, home.days, home.conversation], [0, 0, [], null])
    assert.equal(home.levelExamples.length, 3)
    await mluv.call('/learner/settings', { method: 'PATCH', token, json: { motherTongue: 'sk' } })
    assert.deepEqual((await get('/learner/home', token)).as(Home).levelExamples, home.levelExamples, 'whoever reads Czech is told what it means in English')
    assert.deepEqual([home.abilities.hears, home.abilities.speaks], [false, true])
    const stats = (await get('/stats/me', token)).as(StatsMe)
    assert.deepEqual(stats, { turns: 0, words: 0, starsTotal: 0, streakDays: 0, daysActive: 0, scoreMean: null, mistakes: {} })
  })

  it('adds up over days', async () => {
    const { token } = await mluv.guest({ timeZone: 'Europe/Prague' })
    let stars = 0
    for (let day = 0; day < 3; day += 1) {
      const { progress } = await mluv.say(token, 'Já jdu do škola.', { speak: false })
      assert.equal(progress!.streakDays, day + 1)
      stars += (await mluv.say(token, 'Mám rád pivo.', { speak: false })).progress!.starsEarned + progress!.starsEarned
      clock.turn(dayMs)
    }
    const stats = (await get('/stats/me', token)).as(StatsMe)
    assert.deepEqual({ ...stats, scoreMean: 0 }, { turns: 6, words: 21, starsTotal: stars, streakDays: 3, daysActive: 3, scoreMean: 0, mistakes: { case: 3 } })
    const { items } = (await get('/stats/me/days', token)).as(StatsDays)
    assert.deepEqual(items.map(({ turns, words }) => [turns, words]), [[2, 7], [2, 7], [2, 7]])
    assert.equal(items.reduce((sum, day) => sum + day.stars, 0), stars)
    const [first, second] = items.map(({ day }) => day)
    assert.deepEqual((await get(`/stats/me/days?from=${second}`, token)).as(StatsDays).items, items.slice(1))
    assert.deepEqual((await get(`/stats/me/days?from=${first}&to=${first}`, token)).as(StatsDays).items, items.slice(0, 1))
    const home = (await get('/learner/home', token)).as(Home)
    assert.deepEqual(home.days, items)
    assert.deepEqual([home.starsTotal, home.streakDays, home.conversation!.turns.length > 0], [stars, 3, true])
    const progress = (await get('/stats/me/progress', token)).as(ProgressView)
    assert.deepEqual(progress.days, items.map((day, at) => ({ ...day, minutes: progress.days[at]!.minutes })))
    const kinds = progress.weeks.flatMap((week) => week.kinds)
    assert.deepEqual([kinds.every(({ kind }) => kind === 'case'), kinds.reduce((sum, { turns }) => sum + turns, 0)], [true, 3])
    assert.deepEqual([progress.stars[0]?.totalAfter, progress.streakDays, progress.trends], [stars, 3, []])
    assert.deepEqual(progress.marks.filter(({ earnedAt }) => earnedAt !== null).map(({ code, done }) => [code, done]), [['first-turn', 1]])
  })

  for (const query of ['?from=2026-02-31', '?to=yesterday', '?from=20260101', '?to=', '?from=%00', '?from=2026-01-01&from=2026-01-02', '?to=-000001-01', '?from=2026-01-02&to=2026-01-01'])
    it(`refuses days ${query}`, async () => void assertRefused(await get(`/stats/me/days${query}`), 400, 'invalid'))
})
