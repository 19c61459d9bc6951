import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { exporter, type Exporter } from '../../../src/adapters/otlp/exporter.ts'
import type { Span } from '../../../src/domain/span.ts'
import { freePort } from '../../free-port.ts'
import { givenClock, startMs } from '../../given-clock.ts'
import { eventually } from '../../journeys/eventually.ts'
import { startWatchers, type Watchers } from '../../watchers.ts'

const resource = { service: 'mluv', version: '1.2.3', instance: 'one' }
const span: Span = {
  kind: 'call', name: 'reply openai', traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentId: 'c'.repeat(16), beganMs: startMs + 0.25, endedMs: startMs + 1.5, outcome: 'broken',
  facts: { task: 'reply', provider: 'openai', model: 'gpt-4.1', inputTokens: 12, firstPieceMs: 0.5, pieces: 3 },
}

let watchers: Watchers
let clock: ReturnType<typeof givenClock>
let to: Exporter
const opened = (endpoint: string) => exporter({ endpoint, headers: {}, resource, clock })
before(async () => {
  watchers = await startWatchers()
})
beforeEach(() => {
  watchers.forget()
  watchers.answer({ status: 200, body: '{}' })
  clock = givenClock()
  to = opened(watchers.url)
})
after(() => watchers.stop())

const fates = (wanted: Partial<ReturnType<Exporter['fates']>>) =>
  eventually(() => JSON.stringify(to.fates()) === JSON.stringify({ sent: 0, full: 0, refused: 0, unreachable: 0, ...wanted }), () => `${JSON.stringify(to.fates())}, not ${JSON.stringify(wanted)}`)
const add = (count: number) => { for (let nth = 0; nth < count; nth += 1) to.add(span) }
const asked = (times: number) => eventually(() => watchers.taken.length >= times, () => `${watchers.taken.length} of ${times}`)

describe('spans on their way', () => {
  it('are gathered, and are what they were', async () => {
    add(2)
    to.add({ ...span, parentId: null, outcome: 'left', facts: {} })
    assert.equal(watchers.taken.length, 0)
    clock.pass(2_000)
    await fates({ sent: 3 })
    const [one, , root] = watchers.spans()
    assert.equal(watchers.taken.length, 1)
    assert.deepEqual(one, {
      service: 'mluv', traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentId, name: 'reply openai', kind: 3, failed: true,
      beganNs: BigInt(startMs) * 1_000_000n + 250_000n, endedNs: BigInt(startMs) * 1_000_000n + 1_500_000n,
      attributes: {
        'mluv.kind': 'call', 'mluv.outcome': 'broken', 'mluv.task': 'reply', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4.1', 'gen_ai.usage.input_tokens': 12, 'mluv.first_piece_ms': 0.5, 'mluv.pieces': 3,
      },
    })
    assert.deepEqual([root!.parentSpanId, root!.failed], [null, false])
  })

  it('take nothing along that is no name, whatever it was put into', async () => {
    to.add({ ...span, name: 'Dneska mám hlad!', facts: { model: 'řekla jsem', route: `/${'x'.repeat(200)}`, ...({ said: 'tajemstvi' } as object) } })
    await to.close()
    assert.deepEqual([watchers.spans()[0]!.name, Object.keys(watchers.spans()[0]!.attributes)], ['call', ['mluv.kind', 'mluv.outcome']])
  })

  it('go at once where there are many, and those beyond are let go', async () => {
    watchers.answer(null)
    add(512)
    await asked(1)
    add(8_192 + 3)
    await fates({ full: 3 })
    watchers.answer({ status: 200 })
    clock.pass(10_000)
    await eventually(() => clock.nextMs === 11_000, () => `${clock.nextMs}`)
    clock.pass(1_000)
    await fates({ full: 3, sent: 512 + 8_192 })
  })

  it('are tried again where a collector is being started anew, and are not where it does not want them', async () => {
    watchers.answer({ status: 503, headers: { 'retry-after': '5' } })
    add(1)
    clock.pass(2_000)
    await asked(1)
    await eventually(() => clock.nextMs === 7_000, () => `${clock.nextMs}`)
    watchers.answer({ status: 200 })
    clock.pass(5_000)
    await fates({ sent: 1 })
    watchers.answer({ status: 500 })
    add(1)
    clock.pass(2_000)
    await fates({ sent: 1, refused: 1 })
    watchers.answer({ status: 200, body: '{"partialSuccess":{"rejectedSpans":"2"}}' })
    add(3)
    clock.pass(2_000)
    await fates({ sent: 2, refused: 3 })
  })

  it('are let go where nobody is there, however often it is tried', async () => {
    to = opened(`http://127.0.0.1:${await freePort()}`)
    add(2)
    for (const ms of [2_000, 1_000, 2_000]) {
      await eventually(() => clock.nextMs !== null && clock.waits === 1, () => 'nobody waits')
      clock.pass(ms)
    }
    await fates({ unreachable: 2 })
  })

  it('are sent when it closes, for as long as that may take', async () => {
    add(1)
    await to.close()
    assert.equal(to.fates().sent, 1)
    to.add(span)
    assert.equal(to.fates().full, 1)
    to = opened(watchers.url)
    watchers.answer(null)
    add(600)
    await asked(2)
    const closed = to.close()
    clock.pass(3_000)
    await closed
    await fates({ unreachable: 600 })
  })
})
