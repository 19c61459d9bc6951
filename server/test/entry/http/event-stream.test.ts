import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Turn } from '@mluv/protocol/turn.ts'
import { Failure } from '../../../src/domain/failure.ts'
import { allOf, ofType, openEvents, type EventStream, type Told } from '../../journeys/event-stream.ts'
import { earBehind, gate } from '../../journeys/gate.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const text = 'Mám rád pivo a jdu do škola.'

const ear = gate()
let keeping: () => Promise<void> = async () => {}
let clock: TurnableClock
let mluv: Installation
let guest: Guest
before(async () => {
  clock = turnableClock()
  mluv = await openInstallation({
    clock,
    adapt: (tutor) => {
      const { turns } = tutor.store
      return earBehind(ear)({ ...tutor, store: { ...tutor.store, turns: { ...turns, finish: async (outcome) => (await keeping(), turns.finish(outcome)) } } })
    },
  })
  guest = await mluv.guest()
})
after(() => mluv.close())

const say = (key: string, more: { readonly lastEventId?: number; readonly json?: object; readonly headers?: Record<string, string> } = {}): Promise<EventStream> =>
  openEvents(`${mluv.url}/api/v1/lessons/process/text`, { token: guest.token, key, json: more.json ?? { text }, headers: { ...more.headers, ...(more.lastEventId !== undefined && { 'last-event-id': String(more.lastEventId) }) } })

async function until(events: EventStream, type: string): Promise<Extract<Told, { id: number }>[]> {
  const seen: Extract<Told, { id: number }>[] = []
  for (;;) {
    const step = await events.next()
    if (step.done) assert.fail(`it ended before "${type}"`)
    if (!('id' in step.value)) continue
    seen.push(step.value)
    if (step.value.event === type) return seen
  }
}

describe('a turn as events', () => {
  it('tells what happens, in order, and at the end the whole turn', async () => {
    const stream = await say('order')
    assert.equal(stream.response.statusCode, 200)
    assert.match(stream.response.headers['content-type']!, /^text\/event-stream/)
    assert.equal(stream.response.headers['cache-control'], 'no-store')
    const events = await allOf(stream)
    const names = events.map(({ event }) => event)
    assert.deepEqual([names[0], names.at(-1)], ['heard', 'remembered'])
    assert.equal(new Set(events.map(({ message }) => message.turnId)).size, 1)
    for (const [at, { id }] of events.entries()) assert.ok(at === 0 || id > events[at - 1]!.id)
    const { turn } = ofType(events.at(-1)!.message, 'remembered')
    assert.equal(ofType(events[0]!.message, 'heard').transcript, text)
    assert.deepEqual(events.filter(({ event }) => event === 'said').map(({ message }) => ofType(message, 'said').text), turn.reply!.sentences.map((sentence) => sentence.text))
    assert.deepEqual(events.filter(({ event }) => event === 'spoken').map(({ message }) => ofType(message, 'spoken').audioUrl), turn.reply!.sentences.map((sentence) => sentence.audioUrl))
    for (const [sentence] of turn.reply!.sentences.entries()) {
      const place = (type: 'said' | 'spoken') => events.findIndex(({ message }) => message.type === type && message.sentence === sentence)
      assert.ok(place('said') < place('spoken'), 'a sentence is said before its sound is there')
    }
    assert.deepEqual(ofType(events.find(({ event }) => event === 'corrected')!.message, 'corrected').corrections, turn.corrections)
    assert.deepEqual((await mluv.call('/lessons/process/text', { token: guest.token, key: 'order', json: { text } })).as(Turn), turn)
  })

  it('comes as it happens, also to who takes compressed answers', async () => {
    ear.shut()
    const stream = await say('as-it-happens', { headers: { 'accept-encoding': 'br, gzip' } })
    assert.equal(stream.response.headers['content-encoding'], undefined)
    await until(stream, 'heard')
    await until(stream, 'spoken')
    ear.open()
    await until(stream, 'remembered')
  })

  it('says that it lives while nothing happens', async () => {
    ear.shut()
    const stream = await say('comments', { json: { text, speak: false } })
    await until(stream, 'said')
    for (let count = 0; count < 3; count += 1) {
      await clock.waited(15_000)
      const next = (async () => {
        for (;;) {
          const { value } = await stream.next() as { value: Told }
          if ('comment' in value) return value.comment
        }
      })()
      clock.turn(15_000)
      assert.ok((await next).length > 0)
    }
    ear.open()
    await until(stream, 'remembered')
  })

  it('goes on after the last event that was seen, while it runs', async () => {
    ear.shut()
    const first = await say('resume')
    const seen = await until(first, 'spoken')
    first.leave()
    const second = await say('resume', { lastEventId: seen.at(-1)!.id })
    ear.open()
    const rest = await allOf(second)
    const whole = await allOf(await say('resume'))
    assert.deepEqual([...seen, ...rest], whole)
    assert.equal(whole.at(-1)!.event, 'remembered')
  })

  it('goes on after the last event that was seen, when it is over', async () => {
    const whole = await allOf(await say('resume'))
    for (const { id } of whole.slice(0, -1)) assert.deepEqual(await allOf(await say('resume', { lastEventId: id })), whole.filter((event) => event.id > id))
    for (const lastEventId of [whole.at(-1)!.id, 999_999]) assert.deepEqual((await allOf(await say('resume', { lastEventId }))).map(({ event }) => event), ['remembered'])
    assert.deepEqual(await allOf(await say('resume', { headers: { 'last-event-id': 'nonsense' } })), whole)
  })

  it('is remembered although the client left', async () => {
    ear.shut()
    const stream = await say('left')
    const [heard] = await until(stream, 'heard')
    stream.leave()
    const live = mluv.mluv.house.turns.find(guest.learnerId as never, heard!.message.turnId as never)!
    ear.open()
    await live.ended
    const before = await mluv.rows()
    const turn = (await mluv.call('/lessons/process/text', { token: guest.token, key: 'left', json: { text } })).as(Turn)
    assert.equal(turn.turnId, heard!.message.turnId)
    assert.ok(turn.reply!.sentences.length > 0)
    assert.deepEqual(await mluv.rows(), before)
  })
})

describe('a turn that fails', () => {
  it('before anything happened is a problem document', async () => {
    const before = await mluv.rows()
    const ask = (path: string, more: object) => mluv.call(path, { token: guest.token, ...more, headers: { accept: 'text/event-stream', ...(more as { headers?: object }).headers } })
    assertRefused(await ask('/lessons/process/text', { json: { text: 'a' } }), 400, 'invalid')
    assertRefused(await ask('/lessons/process/text', { json: { text, conversationId: '01890000-0000-7000-8000-000000000000' } }), 404, 'not-found')
    assertRefused(await ask('/lessons/process/text', { key: 'order', json: { text: 'Něco jiného.' } }), 409, 'conflict')
    assert.deepEqual(await mluv.rows(), before)
  })

  it('later says so as its last event, and is answered when it is sent again', async () => {
    keeping = async () => { throw new Failure('internal', 'The disk is full.') }
    const events = await allOf(await say('fails'))
    assert.deepEqual([events[0]!.event, events.at(-1)!.event], ['heard', 'failed'])
    assert.equal(ofType(events.at(-1)!.message, 'failed').problem.status, 500)
    keeping = async () => {}
    const again = await allOf(await say('fails'))
    assert.equal(again.at(-1)!.event, 'remembered')
    assert.equal(again[0]!.message.turnId, events[0]!.message.turnId, 'it is the same turn')
  })
})

describe('after a restart', () => {
  it('the turn is told again from the event that was seen last', async () => {
    const first = await openInstallation()
    const { token } = await first.guest()
    const tell = (url: string, lastEventId = 0) => openEvents(`${url}/api/v1/lessons/process/text`, { token, key: 'restart', json: { text }, headers: { 'last-event-id': String(lastEventId) } })
    const before = await allOf(await tell(first.url))
    await first.close({ keep: true })
    const second = await openInstallation({ database: first.database })
    try {
      const again = await allOf(await tell(second.url))
      assert.deepEqual(again.at(-1)!.message.type === 'remembered' && again.at(-1)!.message, { ...before.at(-1)!.message, seq: again.at(-1)!.id })
      const facts = (events: typeof before) => events.map(({ event }) => event).toSorted()
      assert.deepEqual(facts(again), facts(before))
      for (const { id } of again) {
        const rest = again.filter((event) => event.id > id).map(({ event }) => event)
        assert.deepEqual((await allOf(await tell(second.url, id))).map(({ event }) => event), rest.length > 0 ? rest : ['remembered'])
      }
      assert.equal((await second.rows()).turns, 1)
    } finally {
      await second.close()
    }
  })
})
