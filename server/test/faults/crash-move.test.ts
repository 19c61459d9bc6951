import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { oddHouse, type OddHouse } from '../adapters/postgres/odd-house.ts'
import { crashMoves } from './crash-move.ts'

const count = 20

let house: OddHouse
before(async () => {
  house = await oddHouse()
})
after(() => house.close())

it('a move that is killed at any await, and again, goes on to the end: complete, nothing twice, its source unharmed', async (t) => {
  const { points, diedAt } = await crashMoves(house, house.sourceConnection, count)
  t.diagnostic(`died at ${diedAt.length} awaits: ${diedAt.join(', ')}`)
  assert.equal(diedAt.length, count)
  if (count >= points.length) assert.deepEqual(points.filter((point) => !diedAt.includes(point)), [], 'points that no process died at')
})
