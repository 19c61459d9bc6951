import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { ask, troubleIn } from '../src/api.ts'

/** What the server answers to everything, and what it was asked. */
function answering(answer: () => Promise<Response>) {
  const asked: [string, RequestInit | undefined][] = []
  mock.method(globalThis, 'fetch', (address: string, init?: RequestInit) => {
    asked.push([address, init])
    return answer()
  })
  return asked
}

const troubleOf = (answer: () => Promise<Response>) => {
  answering(answer)
  return ask('GET', '/learner/home').then(() => assert.fail('was answered'), troubleIn)
}

test('asks below /api/v1, with a body as JSON and a key where there is one', async () => {
  const asked = answering(() => Promise.resolve(Response.json({ fine: true })))
  assert.deepEqual(await ask('PATCH', '/learner/settings', { level: 'B1' }, 'k1'), { fine: true })
  const [address, init] = asked[0]!
  assert.equal(address, '/api/v1/learner/settings')
  assert.equal(init?.body, '{"level":"B1"}')
  assert.deepEqual(init?.headers, { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': 'k1' })
})

test('a form goes as the browser packs it', async () => {
  const asked = answering(() => Promise.resolve(Response.json({ transcript: 'Ahoj.' })))
  const form = new FormData()
  await ask('POST', '/lessons/transcribe', form)
  assert.equal(asked[0]![1]?.body, form)
  assert.deepEqual(asked[0]![1]?.headers, { accept: 'application/json' })
})

test('without a body it claims none', async () => {
  const asked = answering(() => Promise.resolve(Response.json({})))
  await ask('POST', '/mistakes/1/disagree')
  assert.deepEqual(asked[0]![1]?.headers, { accept: 'application/json' })
})

test('an answer without a body is nothing', async () => {
  answering(() => Promise.resolve(new Response(null, { status: 204 })))
  assert.equal(await ask('DELETE', '/cards/1'), undefined)
})

test('a problem document keeps its code and what it says for people', async () => {
  const problem = { type: 'x', title: 'x', status: 429, code: 'busy', detail: 'One thing at a time.' }
  assert.deepEqual(await troubleOf(() => Promise.resolve(Response.json(problem, { status: 429 }))), { code: 'busy', detail: 'One thing at a time.' })
})

test('what is no problem document is told by its status', async () => {
  const codeOf = async (status: number) => (await troubleOf(() => Promise.resolve(new Response('<h1>', { status })))).code
  assert.deepEqual([await codeOf(401), await codeOf(500), await codeOf(502), await codeOf(504)], ['unauthorized', 'internal', 'offline', 'offline'])
})

test('nobody there, and an answer that breaks off, are trouble too', async () => {
  assert.equal((await troubleOf(() => Promise.reject(new TypeError('fetch failed')))).code, 'offline')
  assert.equal((await troubleOf(() => Promise.resolve(new Response('{"half":')))).code, 'internal')
  assert.deepEqual(troubleIn(new Error('a bug')), { code: 'internal', detail: null })
})
