import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import type { Tables } from '../src/adapters/postgres/tables.ts'
import { compose, composeWork } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import { codeOf } from '../src/domain/failure.ts'
import { notRolledOut, variantFor, type Variants } from '../src/domain/flag.ts'
import type { LearnerId } from '../src/domain/identity.ts'
import { firstSettings } from '../src/domain/learner.ts'
import { openLog } from '../src/log.ts'
import { allOf, openEvents } from './journeys/event-stream.ts'
import { earBehind, gate } from './journeys/gate.ts'
import { eventually } from './journeys/eventually.ts'
import { assertRefused, openInstallation, send } from './journeys/installation.ts'
import { turnableClock } from './journeys/turnable-clock.ts'
import { testDatabase, type TestDatabase } from './postgres.ts'

const text = 'Já jdu do škola.'

describe('an installation that is started again', () => {
  it('knows its learners, their turns by key, and has told the operator’s token once', async () => {
    const first = await openInstallation()
    assert.match(first.mluv.operatorToken!, /^[\w-]{43}$/)
    const { token } = await first.guest()
    const turn = await first.say(token, text, { key: 'restart' })
    const opened = await first.call('/conversations', { method: 'POST', token, key: 'open', json: { topic: 'food' } })
    await first.close({ keep: true })
    const second = await openInstallation({ database: first.database })
    try {
      assert.equal(second.mluv.operatorToken, null)
      assert.deepEqual(await second.say(token, text, { key: 'restart' }), turn)
      assertRefused(await second.call('/lessons/process/text', { token, key: 'restart', json: { text: 'Něco jiného.' } }), 409, 'conflict')
      assert.equal((await second.call('/conversations', { method: 'POST', token, key: 'open', json: { topic: 'food' } })).text, opened.text)
      assert.equal((await second.ask(turn.reply!.audioUrl!)).status, 200)
      assert.equal((await second.rows()).turns, 1)
      assert.equal((await second.call('/session/operator', { method: 'POST', json: { token: first.mluv.operatorToken } })).status, 201)
    } finally {
      await second.close()
    }
  })
})

describe('two processes on one database', () => {
  it('answer the same key once, whichever is asked', async () => {
    const listening = gate()
    const one = await openInstallation({ adapt: earBehind(listening), warm: ['ear'] })
    const other = await openInstallation({ database: one.database, warm: ['ear'] })
    try {
      const { token } = await one.guest()
      listening.shut()
      const ask = (of: typeof one) => of.call('/lessons/process/text', { token, key: 'both', json: { text, speak: false } })
      const first = ask(one)
      await listening.reached()
      const twins = Promise.all([ask(other), ask(other), ask(one)])
      listening.open()
      const turn = (await first).as(Turn)
      for (const twin of await twins) assert.deepEqual(twin.as(Turn), turn)
      assert.equal((await one.rows()).turns, 1)
    } finally {
      await one.close({ keep: true })
      await other.close()
    }
  })

  it('take over what the other left behind when its lease has run out, not before', async () => {
    const listening = gate()
    const one = await openInstallation({ adapt: earBehind(listening), warm: ['ear'] })
    const clock = turnableClock()
    const other = await openInstallation({ database: one.database, clock, warm: ['ear'] })
    try {
      const { token } = await one.guest()
      listening.shut()
      const stream = await openEvents(`${one.url}/api/v1/lessons/process/text`, { token, key: 'lease', json: { text, speak: false } })
      const { value } = await stream.next()
      await listening.reached()
      const taken = other.call('/lessons/process/text', { token, key: 'lease', json: { text, speak: false } })
      await clock.waited(100)
      assert.equal((await one.rows()).stars, 0, 'it waits')
      clock.turn(75_001)
      const turn = (await taken).as(Turn)
      assert.ok(value && 'id' in value && value.message.turnId === turn.turnId)
      const stars = await one.rows()
      listening.open()
      const late = await allOf(stream)
      assert.ok(['remembered', 'failed'].includes(late.at(-1)!.event))
      assert.deepEqual(await one.rows(), stars, 'the one that was late adds nothing')
    } finally {
      await one.close({ keep: true })
      await other.close()
    }
  })
})

describe('a flag in two processes on one database', () => {
  it('gives a learner the same variant in both, and is rolled out and back while both run', async () => {
    const one = await openInstallation({ warm: [] })
    const other = await openInstallation({ database: one.database, warm: [] })
    try {
      const operator = (await one.call('/session/operator', { method: 'POST', json: { token: one.mluv.operatorToken } })).as(OperatorSession).token
      const rollout = (percentage: number) => ({ ...notRolledOut('gentle-voice'), percentage })
      const tenth = (learnerId: string) => variantFor('gentle-voice', rollout(10), { learnerId: learnerId as LearnerId, plan: 'standard', settings: firstSettings }) === 'on'
      const guests = [await one.guest()]
      while (guests.length < 3 || !guests.some(({ learnerId }) => tenth(learnerId))) guests.push(await one.guest())
      const [inside, ...rest] = [...guests.filter(({ learnerId }) => tenth(learnerId)), ...guests.filter(({ learnerId }) => !tenth(learnerId)).slice(0, 2)]
      const some = [inside!, ...rest]
      const variantOf = async (door: typeof one, token: string) => {
        const { turnId } = await door.say(token, text, { speak: false })
        const { variants } = await one.database.database.kysely.selectFrom('turns').select('variants').where('turn_id', '=', turnId).executeTakeFirstOrThrow()
        return (variants as Variants | null)?.['gentle-voice'] ?? null
      }
      const everywhere = () => Promise.all([one, other].map((door) => Promise.all(some.map(({ token }) => variantOf(door, token)))))
      for (const [percentage, expected] of [[100, some.map(() => 'on')], [10, some.map(({ learnerId }) => (tenth(learnerId) ? 'on' : 'off'))], [0, some.map(() => null)]] as const) {
        assert.equal((await other.call('/admin/flags/gentle-voice', { method: 'PUT', token: operator, json: rollout(percentage) })).status, 200)
        let seen: unknown
        await eventually(async () => isDeepStrictEqual((seen = await everywhere()), [expected, expected]), () => `at ${percentage} %: ${JSON.stringify(seen)} instead of ${JSON.stringify(expected)} in both`)
        assert.deepEqual(await everywhere(), [expected, expected], 'and it stays so')
      }
    } finally {
      await one.close({ keep: true })
      await other.close()
    }
  })
})

describe('a process that only works', () => {
  const log = openLog('silent')
  const settings = (connection: TestDatabase<Tables>['connection']) => ({ DATABASE_URL: urlOf(connection), METRICS_PORT: '0', METRICS_TOKEN: 'whoever-watches-has-this' })

  it('tells of itself by a door of its own, and of nobody whom it served', async () => {
    const { connection, close } = await testDatabase<Tables>()
    const worker = await composeWork(readConfig(settings(connection)), { log })
    try {
      const address = (await worker.work())!
      assertRefused(await send(address), 401, 'unauthorized')
      const text = async () => (await send(address, { token: 'whoever-watches-has-this' })).text
      await eventually(async () => /^mluv_job_runs_total\{task="tick",end="done"\} [1-9]/m.test(await text()), () => 'it does not work')
      for (const line of [/^mluv_jobs\{task="tick",state="dead"\} 0$/m, /^mluv_database_up 1$/m, /^process_resident_memory_bytes \d+$/m]) assert.match(await text(), line)
      assert.doesNotMatch(await text(), /mluv_(http|turn|cache|sockets)/)
    } finally {
      await worker.close()
      await close()
    }
  })
  it('does not begin where its door would be open to others, or is taken, and leaves nothing behind', async () => {
    const { connection, close } = await testDatabase<Tables>()
    const open = readConfig({ ...settings(connection), METRICS_TOKEN: undefined, METRICS_HOST: '0.0.0.0' })
    await assert.rejects(composeWork(open, { log }), /METRICS_HOST=0\.0\.0\.0 shows the figures to others/)
    await assert.rejects(compose(open, { log }), /set METRICS_TOKEN/)
    const first = await composeWork(readConfig(settings(connection)), { log })
    const { port } = new URL((await first.work())!)
    const second = await composeWork(readConfig({ ...settings(connection), METRICS_PORT: port }), { log })
    await assert.rejects(second.work(), /set METRICS_PORT to another number/)
    await second.close()
    await first.close()
    await close()
  })
})

describe('closing', () => {
  it('lets the turn that runs end, and begins no other', async () => {
    const listening = gate()
    const mluv = await openInstallation({ adapt: earBehind(listening) })
    const { token } = await mluv.guest()
    listening.shut()
    const running = mluv.call('/lessons/process/text', { token, json: { text } })
    await listening.reached()
    const closing = mluv.close()
    const refused = await mluv.call('/lessons/process/text', { token, json: { text: 'A ještě něco.' } })
    assertRefused(refused, 503, 'unavailable')
    assert.ok(Number(refused.headers['retry-after']) > 0)
    listening.open()
    assert.equal((await running).as(Turn).transcript, text)
    await closing
    await assert.rejects(mluv.ask('/health'))
  })
})

describe('a start that cannot be', () => {
  const log = openLog('silent')

  it('is refused in a sentence where the database is not reached, and leaves nothing behind', async () => {
    const config = readConfig({ DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:1/nothing' })
    await assert.rejects(compose(config, { log }), (error: Error) => codeOf(error) === 'unavailable' && !error.message.includes('secret-word'))
  })

  it('is refused where the content has faults', async () => {
    const { connection, close } = await testDatabase<Tables>()
    await assert.rejects(compose(readConfig({ DATABASE_URL: urlOf(connection), MLUV_CONTENT: import.meta.dirname }), { log }), (error: Error) => codeOf(error) === 'invalid' && error.message.includes('scenarios'))
    await close()
  })
})

const urlOf = ({ user, password, socketFolder, database }: TestDatabase<Tables>['connection']): string => `postgres://${user}:${encodeURIComponent(password)}@${encodeURIComponent(socketFolder)}/${database}`
