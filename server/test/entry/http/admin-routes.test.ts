/** What operators see of a running installation, and change in it, each seen to have its effect. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ActiveDays, DatabaseView, DeedList, Drained, LimitsView, LiveHistory, LiveView, QueueView } from '@mluv/protocol/admin.ts'
import { LlmHealth } from '@mluv/protocol/providers.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import { eventually } from '../../journeys/eventually.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

const folder = mkdtempSync(join(tmpdir(), 'mluv-admin-'))
let simulator: Simulator
let mluv: Installation
/** Another process on the same database. */
let other: Installation
let operator: string
before(async () => {
  simulator = await startSimulator()
  const [host, prices] = [new URL(simulator.url).host, join(folder, 'prices.yaml')]
  const price = (model: string, ability: string, asks: string) => `${host}/${model}: { ability: ${ability}, price: { ${asks} }, pricedOn: 2026-11-26 }\n`
  writeFileSync(prices, price('gpt-4.1-mini', 'chat', 'inputTokens: 0.4, outputTokens: 1.6') + price('gpt-4o-mini-tts', 'voice', 'spokenCharacters: 15'))
  const settings = { OPENAI_API_KEY: simulator.key, OPENAI_BASE_URL: simulator.url, MLUV_PRICES: prices }
  mluv = await openInstallation({ settings })
  other = await openInstallation({ settings, database: mluv.database })
  operator = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession).token
})
after(async () => {
  await other?.close({ keep: true })
  await mluv?.close()
  await simulator?.stop()
  rmSync(folder, { recursive: true })
})
const get = (path: string) => mluv.call(path, { token: operator })
const put = (path: string, json: object) => mluv.call(path, { method: 'PUT', token: operator, json })
const post = (path: string) => mluv.call(path, { method: 'POST', token: operator })

describe('what operators see', () => {
  it('is theirs alone', async () => {
    const { token } = await mluv.guest()
    for (const path of ['live', 'live/history', 'queue', 'database', 'limits', 'learners/active', 'deeds']) {
      assertRefused(await mluv.call(`/admin/${path}`), 401, 'unauthorized')
      assertRefused(await mluv.call(`/admin/${path}`, { token }), 403, 'forbidden')
    }
  })

  it('is of all processes, added up, and of each', async () => {
    const { token } = await mluv.guest()
    const before = (await get('/admin/live')).as(LiveView)
    for (const each of [mluv, other]) await each.say(token, 'Mám rád kávu.')
    // The other one says every few seconds how it is.
    await eventually(async () => {
      const { turns, processes } = (await get('/admin/live')).as(LiveView)
      return turns.done === before.turns.done + 2 && processes.length === 2
    }, () => 'The turn of the other process is not counted.')
    const live = (await get('/admin/live')).as(LiveView)
    assert.equal(live.stages.find(({ name }) => name === 'whole')!.count, 2)
    assert.ok(live.routes.some(({ name, count }) => name === 'POST /api/v1/lessons/process/text' && count === 2), JSON.stringify(live.routes))
    assert.deepEqual(live.tiles.map(({ name }) => name), ['answers', 'voice', 'queue', 'database', 'money', 'providers', 'processes'])
    assert.deepEqual(live.processes.map(({ doors }) => doors.find(({ name }) => name === 'api')!.count > 0), [true, true])
  })

  it('is what browsers measured, told by nobody', async () => {
    assert.equal((await mluv.call('/vitals', { method: 'POST', json: { page: 'talk', lcpMs: 640, inpMs: 30 } })).status, 204)
    assertRefused(await mluv.call('/vitals', { method: 'POST', json: { page: 'nowhere', lcpMs: 1 } }), 400, 'invalid')
    assertRefused(await mluv.call('/vitals', { method: 'POST', json: { page: 'talk', lcpMs: -1 } }), 400, 'invalid')
    const { pages } = (await get('/admin/live')).as(LiveView)
    assert.deepEqual(pages.map(({ name, count }) => [name, count]), [['talk lcp', 1], ['talk inp', 1]])
    for (let nth = 0; nth < 60; nth += 1) await mluv.call('/vitals', { method: 'POST', json: { page: 'talk' } })
    assertRefused(await mluv.call('/vitals', { method: 'POST', json: { page: 'talk' } }), 429, 'busy')
  })

  it('is the database, and how many were at work', async () => {
    const { statements, tables, connections } = (await get('/admin/database')).as(DatabaseView)
    assert.ok(statements.some(({ name }) => name === 'turns.finish'), JSON.stringify(statements.map(({ name }) => name)))
    assert.ok(tables.some(({ table }) => table === 'turns'))
    assert.equal(connections.waiting, 0)
    const { items } = (await get('/admin/learners/active?days=2')).as(ActiveDays)
    assert.deepEqual(items.filter(({ learners }) => learners > 0).map(({ learners, newcomers, returning }) => [learners, newcomers, returning]), [[1, 1, 0]])
    assertRefused(await get('/admin/learners/active?days=91'), 400, 'invalid')
  })

  it('is the hour that was', async () => {
    await eventually(async () => (await get('/admin/live/history')).as(LiveHistory).steps.some(({ requests }) => requests > 0), () => 'No step is told.')
  })
})

describe('what operators change', () => {
  const queued = async (task: string) => (await get('/admin/queue')).as(QueueView).tasks.find((each) => each.task === task)!

  it('is which jobs are begun: a paused task waits, is drained, and goes on when it is resumed', async () => {
    assert.equal((await post('/admin/queue/measure/pause')).status, 204)
    await mluv.mluv.work()
    await mluv.mluv.house.queue.enqueue([{ task: 'measure', payload: { dueAtMs: 1 } }, { task: 'refresh-leaderboards', payload: { dueAtMs: 1 } }])
    await eventually(async () => (await mluv.mluv.house.queue.list({ state: 'done', task: 'refresh-leaderboards', before: null, limit: 10 })).items.length > 0, () => 'Nothing is done.')
    const { waiting, pausedAt } = await queued('measure')
    assert.ok(waiting >= 1 && pausedAt !== null, `${waiting} wait`)
    assert.deepEqual((await post('/admin/queue/measure/drain')).as(Drained), { cancelled: waiting })
    assert.equal((await queued('measure')).waiting, 0)
    await mluv.mluv.house.queue.enqueue([{ task: 'measure', payload: { dueAtMs: 2 } }])
    assert.equal((await post('/admin/queue/measure/resume')).status, 204)
    await eventually(async () => (await mluv.mluv.house.queue.list({ state: 'done', task: 'measure', before: null, limit: 10 })).items.length === 1, () => 'It is not resumed.')
    assertRefused(await post('/admin/queue/nothing/pause'), 400, 'invalid')
  })

  it('is who is asked, in every process', async () => {
    const { token } = await mluv.guest()
    const names = (await get('/llm/health')).as(LlmHealth).providers
    const paid = names.find(({ task, model }) => task === 'reply' && model !== null)!.provider
    const free = names.findLast(({ task }) => task === 'reply')!.provider
    const asked = () => simulator.calls().length
    assertRefused(await put(`/admin/providers/${free}`, { on: false }), 409, 'conflict')
    assertRefused(await put('/admin/providers/nobody', { on: false }), 404, 'not-found')
    assert.equal((await put(`/admin/providers/${paid}`, { on: false })).status, 204)
    await eventually(async () => (await other.call('/llm/health', { token: operator })).as(LlmHealth).providers.every(({ provider, state }) => provider !== paid || state === 'off'), () => 'The other process does not hear of it.')
    const before = asked()
    for (const each of [mluv, other]) await each.say(token, 'Mám rád čaj.')
    assert.equal(asked(), before)
    await put(`/admin/providers/${paid}`, { on: true })
    await mluv.say(token, 'Mám rád mléko.')
    assert.ok(asked() > before)
  })

  it('is what may be spent: nothing more where that is less than what is spent, and again when it is raised', async () => {
    const { token } = await mluv.guest()
    const asked = () => simulator.calls().length
    await mluv.say(token, 'Vidím psa.')
    const { day } = (await put('/admin/limits', { day: 1, month: null })).as(LimitsView)
    assert.deepEqual([day.limitMicroUsd, day.settingsMicroUsd, day.set !== null], [1, 2_000_000, true])
    await eventually(async () => (await other.call('/admin/limits', { token: operator })).as(LimitsView).day.limitMicroUsd === 1, () => 'The other process does not hear of it.')
    const before = asked()
    for (const each of [mluv, other]) await each.say(token, 'Vidím kočku.')
    assert.equal(asked(), before, 'nothing is spent')
    assert.equal((await get('/admin/live')).as(LiveView).tiles.find(({ name }) => name === 'money')!.state, 'bad')
    assert.equal((await put('/admin/limits', { day: 'settings', month: 'settings' })).as(LimitsView).day.set, null)
    await mluv.say(token, 'Vidím slona.')
    assert.ok(asked() > before, 'it is spent again')
    assertRefused(await put('/admin/limits', { day: -1 }), 400, 'invalid')
    assertRefused(await put('/admin/limits', {}), 400, 'invalid')
  })

  it('is written down with who did it', async () => {
    const { items } = (await get('/admin/deeds')).as(DeedList)
    assert.deepEqual(items.map(({ deed }) => deed).toReversed().filter((deed, at, all) => deed !== all[at - 1]), ['pause', 'drain', 'resume', 'turn off', 'turn on', 'limit'])
    assert.ok(items.every(({ by }) => /^[0-9a-f]{8}$/.test(by)))
  })
})
