import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OperatorSession } from '@mluv/protocol/session.ts'
import fc from 'fast-check'
import { Failure } from '../../src/domain/failure.ts'
import { crowd } from '../../src/entry/crowd.ts'
import { givenClock } from '../given-clock.ts'
import { eventually } from '../journeys/eventually.ts'
import { allOf, openEvents } from '../journeys/event-stream.ts'
import { earBehind, gate } from '../journeys/gate.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../journeys/installation.ts'

const isFull = (error: unknown) => error instanceof Failure && error.code === 'unavailable' && error.retryAfterMs! >= 2_000 && error.retryAfterMs! <= 10_000

/** A crowd of so many people who are here. */
function opened(people = 100) {
  const clock = givenClock()
  const { admit, look, read, meet } = crowd({ lateMsMax: 50, clock })
  const looks = (count: number, lateMs: number) => { for (let at = 0; at < count; at += 1) look(lateMs) }
  const isLetIn = (name: string | null) => { try { admit(name); return true } catch (error) { assert.ok(isFull(error)); return false } }
  const here = Array.from({ length: people }, (_, at) => `here ${at}`)
  for (const name of here) admit(name)
  return { clock, looks, read, meet, isLetIn, here }
}
const strangers = (count: number, called = 'new') => Array.from({ length: count }, (_, at) => `${called} ${at}`)

describe('a crowd', () => {
  it('is let in as long as the process is late for a moment alone', () => {
    const { looks, isLetIn, read } = opened()
    for (let moment = 0; moment < 20; moment += 1) {
      looks(5, 2_000)
      looks(6, 1)
    }
    assert.ok(strangers(100).every(isLetIn))
    assert.deepEqual(read(), { share: 1, sentAway: 0 })
  })

  it('is let in by fewer while the process is late: first those who come wait, then some of those who are here, never all', () => {
    const { looks, isLetIn, read, here } = opened()
    looks(10, 200)
    const after = strangers(400).filter(isLetIn).length
    assert.ok(after > 100 && after < 350, `${after} of 400 strangers`)
    assert.ok(here.every(isLetIn))
    looks(10, 200)
    assert.ok(read().share < 0.5)
    const [late, old] = [strangers(400, 'late').filter(isLetIn).length, here.filter(isLetIn).length]
    assert.ok(late < 40, `${late} of 400 strangers`)
    assert.ok(old > 50, `${old} of 100 who are here`)
    looks(100, 200)
    const few = strangers(2_000, 'last').filter(isLetIn).length
    assert.ok(few > 0 && few < 100, `${few} of 2000 strangers`)
  })

  it('is let in by fewer while something else is waited for', () => {
    const clock = givenClock()
    const one = crowd({ lateMsMax: 50, clock })
    let waitedMs = 40
    one.also(() => waitedMs)
    for (let at = 0; at < 20; at += 1) one.look(20)
    const { share } = one.read()
    assert.ok(share < 0.5, `${share}`)
    waitedMs = 0
    for (let at = 0; at < 40; at += 1) one.look(20)
    assert.ok(one.read().share > share)
  })

  it('lets all in again when there is room, little by little', () => {
    const { looks, isLetIn, read } = opened()
    looks(40, 200)
    looks(11, 30)
    const { share } = read()
    looks(20, 30)
    assert.equal(read().share, share, 'neither late nor with room')
    looks(10, 5)
    assert.ok(read().share > share && read().share < share + 0.1)
    looks(110, 5)
    assert.ok(strangers(100).every(isLetIn))
  })

  it('answers the same person the same way for a while, then it is the turn of others', () => {
    const { looks, isLetIn, clock } = opened()
    looks(10, 200)
    const sentAway = strangers(300).filter((name) => !isLetIn(name))
    assert.ok(sentAway.length > 20)
    assert.ok(sentAway.every((name) => !isLetIn(name)))
    clock.pass(60_000)
    const later = sentAway.filter(isLetIn).length
    assert.ok(later > 0, 'it is their turn')
  })

  it('knows those who came in by another way, and forgets who went', () => {
    const { looks, isLetIn, meet, clock, here } = opened()
    looks(10, 200)
    const sentAway = strangers(300).filter((name) => !isLetIn(name))
    for (const name of sentAway) meet(name)
    assert.ok(sentAway.every(isLetIn))
    clock.pass(200_000)
    for (const name of here) isLetIn(name)
    clock.pass(200_000)
    assert.ok(sentAway.some((name) => !isLetIn(name)), 'longer than five minutes ago')
  })

  it('of few people is let in, however late it is; and everybody, where nothing is too late', () => {
    const { looks, isLetIn } = opened(12)
    looks(200, 5_000)
    for (const name of [null, 'anna', 'petr', 'jana']) assert.ok(isLetIn(name))
    const always = crowd({ lateMsMax: 0, clock: givenClock() })
    for (let at = 0; at < 300; at += 1) always.look(5_000)
    for (const name of strangers(300)) always.admit(name)
  })

  it('of nameless people is let in by its share', () => {
    fc.assert(fc.property(fc.integer({ min: 8, max: 9 }), fc.integer({ min: 200, max: 500 }), (late, count) => {
      const { looks, isLetIn, read } = opened()
      // The first six looks only say that it is not a moment.
      looks(5 + late, 200)
      const room = Math.max(0.02, (read().share - 0.5) * 2)
      const letIn = Array.from({ length: count }, () => isLetIn(null)).filter(Boolean).length
      assert.ok(Math.abs(letIn - count * room) < 5, `${letIn} of ${count} where ${room} are let in`)
    }))
  })
})

describe('a process that is late', () => {
  const listening = gate()
  let mluv: Installation
  let operator: string
  before(async () => {
    mluv = await openInstallation({ settings: { LATE_MS_MAX: '150' }, adapt: earBehind(listening), warm: ['ear'] })
    operator = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession).token
  })
  after(() => mluv?.close())
  const figures = async () => (await mluv.ask('/metrics', { token: operator })).text
  const comes = () => mluv.call('/session/guest', { method: 'POST' })

  it('asks those who come to try again, serves who is here, and ends what was begun', async () => {
    const people: Guest[] = []
    while (people.length < 21) people.push(await mluv.guest())
    listening.shut()
    const turn = await openEvents(`${mluv.url}/api/v1/lessons/process/text`, { token: people[0]!.token, json: { text: 'Já jdu do škola.', speak: false } })
    await turn.next()
    await listening.reached()

    let busy = true
    const computing = (async () => {
      while (busy) {
        const untilMs = performance.now() + 400
        while (performance.now() < untilMs) { /* Whatever is due waits. */ }
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const refused = await eventually(async () => [await comes()].find(({ status }) => status !== 201), () => 'everybody is let in')
    assert.equal((await mluv.call('/learner', { token: people[1]!.token })).status, 200)
    busy = false
    await computing
    assertRefused(refused, 503, 'unavailable')
    assert.ok(Number(refused.headers['retry-after']) >= 2)
    assert.match(await figures(), /^mluv_sent_away_total [1-9]/m)

    listening.open()
    assert.equal((await allOf(turn)).at(-1)!.event, 'remembered')
    await eventually(async () => (await figures()).includes('\nmluv_crowd_share 1\n'), () => 'there is no room again')
    assert.equal((await comes()).status, 201)
  })
})
