import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
before(async () => {
  mluv = await openInstallation()
})
after(() => mluv.close())

describe('metrics', () => {
  it('are for operators, and count turns by their stages, providers, the cache and jobs', async () => {
    const { token: guest } = await mluv.guest()
    await mluv.say(guest, 'Dneska jdu do kina.')
    assertRefused(await mluv.ask('/metrics'), 401, 'unauthorized')
    assertRefused(await mluv.ask('/metrics', { token: guest }), 403, 'forbidden')
    const { token } = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession)
    const { status, text } = await mluv.ask('/metrics', { token })
    assert.equal(status, 200)
    for (const line of [/^mluv_turn_milliseconds_count\{stage="whole"\} 1$/m, /^mluv_provider_calls_total\{task="reply",provider="offline",model=""\} 1$/m, /^mluv_cache_answers_total\{artefact="home",how="loads"\} \d+$/m, /^mluv_jobs\{state="waiting"\} \d+$/m])
      assert.match(text, line)
    assert.ok(!text.includes('kina'))
  })
})
