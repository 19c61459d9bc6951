import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { interleave } from '../../src/tutor/interleave.ts'

async function* from<Event, Result>(events: readonly Event[], result: Result): AsyncGenerator<Event, Result> {
  for (const event of events) yield event
  return result
}

describe('two generators at once', () => {
  it('yield everything of both, each in its order, and return what the first one does, whichever ends sooner', async () => {
    for (const [main, side] of [[[1, 3, 5], [2]], [[1], [2, 4, 6]], [[], []]] as const) {
      const both = interleave(from<number, string>(main, 'done'), from<number, void>(side, undefined))
      const events: number[] = []
      let step = await both.next()
      for (; !step.done; step = await both.next()) events.push(step.value)
      assert.equal(step.value, 'done')
      assert.deepEqual(events.filter((each) => each % 2 === 1), main)
      assert.deepEqual(events.filter((each) => each % 2 === 0), side)
    }
  })

  it('hold on to nothing of what they have yielded, though one of them has long ended', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const heldBytes = () => (collect(), process.memoryUsage().heapUsed)
    const beforeBytes = heldBytes()
    let count = 0
    for (let times = 0; times < 20; times += 1) for await (const _ of interleave(many(2_000), none())) count += 1
    assert.equal(count, 40_000)
    assert.ok(heldBytes() - beforeBytes < 2 * 1024 * 1024)
  })
})

async function* many(count: number): AsyncGenerator<number, void> {
  for (let at = 0; at < count; at += 1) yield at
}

async function* none(): AsyncGenerator<number, void> {}
