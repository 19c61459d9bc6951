import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { sentry, type Sentry } from '../../../src/adapters/sentry/sentry.ts'
import { Failure, ProviderFailure } from '../../../src/domain/failure.ts'
import { errorsAt } from '../../../src/domain/watching.ts'
import { freePort } from '../../free-port.ts'
import { givenClock } from '../../given-clock.ts'
import { eventually } from '../../journeys/eventually.ts'
import { startWatchers, type Watchers } from '../../watchers.ts'

const secret = 'tajemstvi'
const root = new URL('../../../..', import.meta.url).pathname.replace(/\/$/, '')
const here = { traceId: 'a'.repeat(32), turnId: null, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }

let watchers: Watchers
let clock: ReturnType<typeof givenClock>
let reports: Sentry
before(async () => {
  watchers = await startWatchers()
})
beforeEach(() => {
  watchers.forget()
  watchers.answer({ status: 200, body: '{}' })
  clock = givenClock()
  reports = sentry({ at: errorsAt(watchers.dsn)!, environment: 'trial', version: '1.2.3', root, clock })
})
after(() => watchers.stop())

/** What quotes somebody wherever an error can. */
class Quoting extends Error {
  override readonly name = secret.concat(' is what was said')
  readonly code = `${secret} was said`
  readonly detail = secret
}

type Frame = { readonly filename: string; readonly in_app: boolean; readonly lineno: number }
type Thrown = { readonly type: string; readonly value: string; readonly stacktrace: { readonly frames: readonly Frame[] } }
type Event = Readonly<Record<string, unknown>> & { readonly exception: { readonly values: readonly Thrown[] } }
const latest = async (count = 1) => eventually(() => watchers.errors().length >= count && (watchers.errors().at(-1) as unknown as Event), () => 'nothing comes')

describe('an error that is told of', () => {
  it('says where it was thrown, what was going on and in which trace, by the protocol', async () => {
    reports.report('request-failed', new ProviderFailure('openai', 'broken', { cause: new TypeError(secret) }), { route: '/api/v1/words/:word', method: 'GET', status: 500 }, here)
    const { exception, tags, contexts, ...event } = await latest()
    const { event_id: id, timestamp, ...plain } = event
    assert.match(String(id), /^[\da-f]{32}$/)
    assert.equal(timestamp, clock.now() / 1000)
    assert.deepEqual(plain, { platform: 'node', level: 'error', logger: 'mluv', release: 'mluv@1.2.3', environment: 'trial', transaction: '/api/v1/words/:word' })
    assert.deepEqual(tags, { event: 'request-failed', code: 'unavailable', provider: 'openai', fault: 'broken', route: '/api/v1/words/:word', method: 'GET', status: '500' })
    assert.deepEqual(contexts, { trace: { trace_id: here.traceId, span_id: 'b'.repeat(16) } })
    assert.deepEqual(exception.values.map(({ type, value }) => [type, value]), [['TypeError', ''], ['ProviderFailure', 'broken']], 'what it came from goes first')
    const frame = exception.values[1]!.stacktrace.frames.at(-1)!
    assert.deepEqual([frame.filename, frame.in_app, frame.lineno > 30], ['server/test/adapters/sentry/sentry.test.ts', false, true])
    const { path, headers, body } = watchers.taken[0]!
    assert.deepEqual([path, headers['content-type'], headers['x-sentry-auth']], ['/api/7/envelope/', 'application/x-sentry-envelope', 'Sentry sentry_version=7, sentry_client=mluv/1.2.3, sentry_key=0123456789abcdef'])
    assert.deepEqual(body.split('\n').slice(0, 2).map((line) => Object.keys(JSON.parse(line) as object)), [['event_id', 'sent_at'], ['type', 'content_type']])
  })

  it('quotes nobody, whatever it says and is called, and tells nothing of this machine', async () => {
    reports.report('turn-failed', new Quoting(secret, { cause: new Failure('invalid', secret, { cause: secret }) }), { part: `${secret} a dost`, task: 'tick' }, null)
    reports.report('turn-failed', secret, {}, null)
    await latest(2)
    const text = watchers.taken.map(({ body }) => body).join('\n')
    assert.doesNotMatch(text, new RegExp(secret))
    assert.ok(!text.includes(root) && !text.includes('file:'), text)
    assert.match(text, /"type":"Error"/)
  })
})

describe('telling of errors', () => {
  it('stops where there are too many, and goes on a minute later', async () => {
    for (let nth = 0; nth < 40; nth += 1) reports.report('turn-failed', new Error(), {}, null)
    await latest(30)
    assert.equal(reports.fates().full, 10)
    // Whoever still waits for an answer is late in a minute.
    await eventually(() => reports.fates().sent === 30, () => JSON.stringify(reports.fates()))
    clock.pass(60_000)
    reports.report('turn-failed', new Error(), {}, null)
    await latest(31)
    await eventually(() => reports.fates().sent === 31, () => JSON.stringify(reports.fates()))
  })

  it('leaves alone for as long as is asked who asks for it', async () => {
    watchers.answer({ status: 429, headers: { 'retry-after': '120' } })
    reports.report('turn-failed', new Error(), {}, null)
    await eventually(() => reports.fates().refused === 1, () => 'it is not refused')
    watchers.answer({ status: 200 })
    clock.pass(119_000)
    reports.report('turn-failed', new Error(), {}, null)
    assert.equal(reports.fates().full, 1)
    clock.pass(1_001)
    reports.report('turn-failed', new Error(), {}, null)
    await eventually(() => reports.fates().sent === 1, () => JSON.stringify(reports.fates()))
  })

  it('ends in time though nobody answers, and counts what came to nothing', async () => {
    watchers.answer(null)
    reports.report('turn-failed', new Error(), {}, null)
    await eventually(() => watchers.taken.length === 1, () => 'it is not asked')
    const closed = reports.close()
    clock.pass(2_000)
    await closed
    reports.report('turn-failed', new Error(), {}, null)
    assert.deepEqual(reports.fates(), { sent: 0, full: 1, refused: 0, unreachable: 1 })
  })

  it('counts what nobody was there to take', async () => {
    const nobody = sentry({ at: errorsAt(`http://key@127.0.0.1:${await freePort()}/1`)!, environment: 'trial', version: '1', root, clock })
    nobody.report('turn-failed', new Error(), {}, null)
    await nobody.close()
    assert.equal(nobody.fates().unreachable, 1)
  })
})
