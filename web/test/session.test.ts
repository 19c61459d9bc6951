import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { forgetRecoveryCode, recover, recoveryCodeOf } from '../src/account/recovery-code.ts'
import { homeOf } from '../src/session.ts'
import type { Drawer } from '../src/talk/pending.ts'

function memory(): Drawer {
  const kept = new Map<string, string>()
  return { getItem: (place) => kept.get(place) ?? null, setItem: (place, text) => void kept.set(place, text), removeItem: (place) => void kept.delete(place) }
}

/** A server that knows this browser, or does not yet. */
function server(known: boolean) {
  const asked: string[] = []
  let signedIn = known
  mock.method(globalThis, 'fetch', (address: string, init: RequestInit) => {
    asked.push(`${init.method} ${address} ${typeof init.body === 'string' ? init.body : ''}`.trim())
    if (address.endsWith('/session/guest') || address.endsWith('/session/recover')) {
      signedIn = true
      return Promise.resolve(Response.json({ learnerId: 'eva', token: 't', recoveryCode: 'AAAA-BBBB' }, { status: 201 }))
    }
    return Promise.resolve(signedIn ? Response.json({ today: '2026-01-05' }) : Response.json({ code: 'unauthorized', detail: 'x' }, { status: 401 }))
  })
  return asked
}

test('a known browser is at home at once', async () => {
  const asked = server(true)
  await homeOf(memory(), 'uk')
  assert.deepEqual(asked, ['GET /api/v1/learner/home'])
})

test('a new browser becomes a guest, and keeps the code that brings them back', async () => {
  const asked = server(false)
  const drawer = memory()
  await homeOf(drawer, 'uk')
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  assert.deepEqual(asked, ['GET /api/v1/learner/home', `POST /api/v1/session/guest {"timeZone":"${timeZone}","motherTongue":"uk"}`, 'GET /api/v1/learner/home'])
  assert.equal(recoveryCodeOf(drawer, 'eva'), 'AAAA-BBBB')
  assert.equal(recoveryCodeOf(drawer, 'petr'), null, 'it is of one learner')
  forgetRecoveryCode(drawer)
  assert.equal(recoveryCodeOf(drawer, 'eva'), null)
})

test('trouble at home makes no new guest', async () => {
  const asked: string[] = []
  mock.method(globalThis, 'fetch', (address: string) => {
    asked.push(address)
    return Promise.resolve(Response.json({ code: 'unavailable', detail: 'x' }, { status: 503 }))
  })
  await assert.rejects(homeOf(memory(), 'uk'))
  assert.deepEqual(asked, ['/api/v1/learner/home'])
})

test('a recovered browser keeps the code it came with', async () => {
  server(true)
  const drawer = memory()
  await recover(drawer, 'CCCC-DDDD')
  assert.equal(recoveryCodeOf(drawer, 'eva'), 'CCCC-DDDD')
})
