import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { JobList, JobView } from '@mluv/protocol/jobs.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
let token: string
before(async () => {
  mluv = await openInstallation({ warm: [] })
  token = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession).token
  await mluv.mluv.house.queue.enqueue([{ task: 'remind', payload: { timeZone: 'Europe/Prague', day: '2026-03-02' } }])
  for (const messageId of ['one', 'two', 'three']) await mluv.mluv.house.queue.enqueue([{ task: 'deliver', payload: { messageId } }])
})
after(() => mluv.close())

const list = async (query = '') => (await mluv.call(`/admin/jobs${query}`, { token })).as(JobList)
const post = (path: string) => mluv.call(`/admin/jobs/${path}`, { method: 'POST', token })

describe('jobs', () => {
  it('are for operators', async () => {
    const { token: guest } = await mluv.guest()
    for (const [method, path] of [['GET', ''], ['GET', '/x'], ['POST', '/x/retry'], ['POST', '/x/cancel']] as const) {
      assertRefused(await mluv.call(`/admin/jobs${path}`, { method }), 401, 'unauthorized')
      assertRefused(await mluv.call(`/admin/jobs${path}`, { method, token: guest }), 403, 'forbidden')
    }
  })

  it('are listed newest first, by state and task, page by page, with how many wait', async () => {
    const { items, next, depth } = await list('?limit=3')
    assert.deepEqual(items.map(({ payload }) => Object.values(payload)), [['three'], ['two'], ['one']])
    assert.deepEqual([depth.waiting, depth.running, depth.dead], [4, 0, 0])
    const rest = await list(`?limit=3&before=${next}`)
    assert.deepEqual([rest.items.map(({ task }) => task), rest.next], [['remind'], null])
    assert.equal((await list('?task=deliver&state=waiting')).items.length, 3)
    assert.equal((await list('?state=dead')).items.length, 0)
    for (const query of ['?state=asleep', '?task=dance', '?limit=1000', '?before=x']) assertRefused(await mluv.call(`/admin/jobs${query}`, { token }), 400, 'invalid')
  })

  it('are looked at, ended and tried again; what cannot be is refused', async () => {
    const { jobId } = (await list('?task=deliver')).items[0]!
    assert.deepEqual((await mluv.call(`/admin/jobs/${jobId}`, { token })).as(JobView).payload, { messageId: 'three' })
    assertRefused(await post(`${jobId}/retry`), 409, 'conflict')
    const cancelled = (await post(`${jobId}/cancel`)).as(JobView)
    assert.deepEqual([cancelled.state, cancelled.endedAt === null], ['cancelled', false])
    assertRefused(await post(`${jobId}/cancel`), 409, 'conflict')
    assert.equal((await post(`${jobId}/retry`)).as(JobView).state, 'waiting')
    for (const nobodys of ['01890000-0000-7000-8000-000000000000', 'x']) {
      assertRefused(await mluv.call(`/admin/jobs/${nobodys}`, { token }), 404, 'not-found')
      for (const act of ['retry', 'cancel']) assertRefused(await post(`${nobodys}/${act}`), 404, 'not-found')
    }
  })
})
