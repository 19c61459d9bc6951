import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { headersOfAll } from '../../../src/entry/http/headers.ts'
import { openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
let guest: Guest
before(async () => {
  mluv = await openInstallation({ warm: ['ear'] })
  guest = await mluv.guest()
})
after(() => mluv.close())

describe('what every answer tells browsers', () => {
  const wanted = headersOfAll({ publicUrl: null })
  const asked = ['/docs', '/docs.css', '/health', '/nowhere', '/api/v1/learner', '/api/v1/learner/home', '/api/v1/audio/nothing', '/api/v1/admin/jobs']
  for (const path of asked)
    it(`is told with ${path}, whoever asks`, async () => {
      for (const token of [undefined, guest.token]) {
        const { headers } = await mluv.ask(path, { token })
        assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, headers[name]])), wanted)
      }
    })

  it('is told with a stream of events', async () => {
    const { headers } = await mluv.call('/lessons/process/text', { token: guest.token, json: { text: 'Ahoj, jak se máš?', speak: false }, headers: { accept: 'text/event-stream' } })
    assert.match(headers['content-type']!, /^text\/event-stream/)
    assert.equal(headers['content-security-policy'], wanted['content-security-policy'])
  })

  it('allows nothing from elsewhere, nor anybody to frame us', () => {
    const policy = wanted['content-security-policy']!
    assert.doesNotMatch(policy, /unsafe|\*|https?:/)
    assert.match(policy, /default-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.equal(wanted['x-content-type-options'], 'nosniff')
    assert.match(wanted['permissions-policy']!, /microphone=\(self\)/)
  })

  it('lets Telegram show the page within its own where there is a bot, and nobody else', () => {
    const framed = headersOfAll({ publicUrl: null }, true)
    assert.match(framed['content-security-policy']!, /frame-ancestors https:\/\/web\.telegram\.org(;|$)/)
    assert.deepEqual([framed['x-frame-options'], wanted['x-frame-options']], [undefined, 'SAMEORIGIN'])
  })

  it('keeps browsers to https where the installation is reached by it, and only there', () => {
    assert.match(headersOfAll({ publicUrl: 'https://mluv.example' })['strict-transport-security']!, /max-age=\d{7,}/)
    for (const publicUrl of [null, 'http://mluv.example']) assert.equal(headersOfAll({ publicUrl })['strict-transport-security'], undefined)
  })
})
