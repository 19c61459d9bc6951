import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keepAlive } from '../../../src/adapters/embedded-postgres/keep-alive.ts'
import { Failure } from '../../../src/domain/failure.ts'

/** A server that dies when it is told to, and a lock on it that somebody else may take meanwhile. */
async function kept({ failsBefore = 0 } = {}) {
  const did: string[] = []
  const said: string[] = []
  let isTaken = false
  let fails = 0
  let die = () => {}
  let lost = Promise.withResolvers<void>()
  let held = Promise.withResolvers<void>()
  const server = { connection: { socketFolder: '', port: 0, user: '', password: '', database: '' }, adopted: false, stop: async () => void did.push('stopped') }
  const { stop } = await keepAlive({
    running: server,
    async start() {
      fails += 1
      if (fails <= failsBefore) throw new Failure('unavailable', 'It did not start.')
      did.push('started')
      return server
    },
    async hold(onLost) {
      if (isTaken) throw new Failure('conflict', 'Another Mluv uses this data folder.')
      die = onLost
      did.push('held')
      held.resolve()
      held = Promise.withResolvers()
      return { release: async () => void did.push('released') }
    },
    say: (sentence) => void said.push(sentence),
    lost: () => lost.resolve(),
  })
  return { did, said, stop, lost: lost.promise, take: () => { isTaken = true }, die: () => die(), dieAndRise: () => [held.promise, die()][0] }
}

describe('an embedded database that ends unasked', () => {
  it('is started again and held anew, and stopped when it is over', async () => {
    const { did, said, dieAndRise, stop } = await kept()
    await dieAndRise()
    await stop()
    assert.deepEqual(did, ['held', 'released', 'started', 'held', 'released', 'stopped'])
    assert.equal(said.length, 1)
  })

  it('is tried again while it does not start', async () => {
    const { did, dieAndRise, stop } = await kept({ failsBefore: 2 })
    await dieAndRise()
    await stop()
    assert.deepEqual(did.slice(1, 4), ['released', 'started', 'held'])
  })

  it('is not taken from another who holds it by then, nor stopped for them', async () => {
    const { did, said, take, die, lost, stop } = await kept()
    take()
    die()
    await lost
    await stop()
    assert.deepEqual(did, ['held', 'released', 'started'])
    assert.match(said.at(-1)!, /Another Mluv/)
  })

  it('is started again three times in a minute, and not a fourth time', async () => {
    const { did, said, die, dieAndRise, lost } = await kept()
    for (let time = 0; time < 3; time += 1) await dieAndRise()
    die()
    await lost
    assert.equal(did.filter((each) => each === 'started').length, 3)
    assert.match(said.at(-1)!, /again and again/)
  })

  it('is left alone once it is being stopped', async () => {
    const { did, die, stop } = await kept()
    const stopped = stop()
    die()
    await stopped
    assert.deepEqual(did, ['held', 'released', 'stopped'])
  })
})
