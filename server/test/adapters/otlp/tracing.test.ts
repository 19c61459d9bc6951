import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tracing } from '../../../src/adapters/otlp/tracing.ts'
import { ProviderFailure } from '../../../src/domain/failure.ts'
import { causeIn, isAmong, type Span } from '../../../src/domain/span.ts'
import { givenClock } from '../../given-clock.ts'

function opened(share = 1) {
  const clock = givenClock()
  const ended: Span[] = []
  return { clock, ended, trace: tracing({ clock, share, ended: (span) => void ended.push(span) }) }
}
const talk = { kind: 'talk', name: 'talk' } as const
const stage = (name: string) => ({ kind: 'stage', name }) as const

async function* counting(to: number): AsyncGenerator<number> {
  for (let at = 1; at <= to; at += 1) {
    await Promise.resolve()
    yield at
  }
}

describe('what goes on', () => {
  it('is known to whatever is awaited within it, each piece that is handed out included', async () => {
    const { trace, ended, clock } = opened()
    const entered = trace.enter(talk, null)
    const made = async function* () {
      for await (const at of counting(2)) yield trace.during(stage(`piece ${at}`), async () => at)
    }
    const pieces = entered.within(() => trace.reading(stage('reply'), made))
    clock.pass(5)
    // Whoever reads does so within nothing.
    assert.deepEqual(await Array.fromAsync(pieces), [1, 2])
    entered.end('done', { pieces: 7 })
    const [one, two, reply, root] = ended
    assert.deepEqual(ended.map(({ name, outcome }) => [name, outcome]), [['piece 1', 'done'], ['piece 2', 'done'], ['reply', 'done'], ['talk', 'done']])
    assert.deepEqual([one!.parentId, two!.parentId, reply!.parentId, root!.parentId], [reply!.spanId, reply!.spanId, root!.spanId, null])
    assert.equal(new Set(ended.map(({ traceId }) => traceId)).size, 1)
    assert.deepEqual([reply!.facts, root!.facts], [{ pieces: 2, firstPieceMs: 0 }, { pieces: 7 }])
    assert.deepEqual([root!.beganMs, root!.endedMs], [clock.now() - 5, clock.now()])
  })

  it('is nothing after its end, nor beside it; a turn goes on', async () => {
    const { trace, ended } = opened()
    assert.equal(await trace.during(stage('beside'), async () => 1), 1)
    const entered = trace.enter(talk, null)
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const later = entered.within(async () => {
      await over
      await trace.during(stage('later'), async () => {})
      assert.equal(trace.here()!.traceparent, null)
      await trace.during({ kind: 'turn', name: 'turn' }, async () => trace.during(stage('of the turn'), async () => {}))
    })
    entered.end('done')
    entered.end('internal')
    end()
    await later
    assert.deepEqual(ended.map(({ name, outcome }) => [name, outcome]), [['talk', 'done'], ['of the turn', 'done'], ['turn', 'done']])
  })

  it('ends as what is done ends', async () => {
    const { trace, ended } = opened()
    const { within } = trace.enter(talk, null)
    await assert.rejects(within(() => trace.during(stage('one'), () => Promise.reject(new ProviderFailure('openai', 'busy')))))
    await assert.rejects(within(() => trace.during(stage('two'), () => Promise.reject(new TypeError('řekla jsem')))))
    await assert.rejects(within(() => trace.during(stage('three'), () => Promise.reject(new DOMException('', 'AbortError')))))
    for await (const at of within(() => trace.reading(stage('four'), () => counting(3)))) if (at === 2) break
    assert.deepEqual(ended.map(({ name, outcome }) => [name, outcome]), [['one', 'busy'], ['two', 'internal'], ['three', 'left'], ['four', 'left']])
    assert.equal(ended[3]!.facts.pieces, 2)
  })

  it('is recorded where whoever asks records it, and otherwise by the share', async () => {
    const traceId = 'f'.repeat(32)
    for (const [share, flags, recorded] of [[0, '01', 1], [1, '00', 0], [0, null, 0], [1, null, 1]] as const) {
      const { trace, ended } = opened(share)
      const entered = trace.enter(talk, flags && `00-${traceId}-${'b'.repeat(16)}-${flags}`)
      await entered.within(async () => {
        trace.ofTurn('turn')
        const { traceId: id, turnId, traceparent } = trace.here()!
        assert.deepEqual([id === traceId, turnId, causeIn(traceparent)?.sampled], [flags !== null, 'turn', recorded === 1])
      })
      entered.end('done')
      assert.equal(ended.length, recorded, `${share} ${flags}`)
      if (recorded && flags) assert.equal(ended[0]!.parentId, 'b'.repeat(16))
    }
    const { trace, ended } = opened(0.25)
    for (let nth = 0; nth < 2_000; nth += 1) trace.enter(talk, null).end('done')
    assert.ok(ended.length > 400 && ended.length < 600, `${ended.length}`)
    assert.ok(ended.every(({ traceId: id }) => isAmong(id, 0.25)), 'whoever else looks at it says the same')
    assert.equal(new Set(ended.flatMap(({ traceId: id, spanId }) => [id, spanId])).size, 2 * ended.length)
  })
})
