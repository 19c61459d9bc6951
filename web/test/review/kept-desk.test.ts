import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answered, emptyDesk } from '../../src/review/desk.ts'
import type { Desk } from '../../src/review/desk.ts'
import { deskName, keptDesk } from '../../src/review/kept-desk.ts'
import { heldDatabases } from './held-databases.ts'
import { startMs } from './served-reviews.ts'

function browser() {
  const { world, factory } = heldDatabases()
  globalThis.indexedDB = factory
  return world
}
const give = (reviewId: string) => (desk: Desk): Desk => answered(desk, { cardId: 'a', rating: 3, reviewId, reviewedAt: new Date(startMs).toISOString() })
const ids = ({ log }: Desk): string[] => log.map(({ reviewId }) => reviewId)
const same = (desk: Desk): Desk => desk

test('a desk is kept beyond the page, and every change sees the one before it', async () => {
  const world = browser()
  const keep = keptDesk('who')
  assert.deepEqual((await Promise.all([keep.change(give('1')), keep.change(give('2')), keep.change(same)])).map(ids), [['1'], ['1', '2'], ['1', '2']])
  assert.deepEqual([ids(await keptDesk('who').change(same)), await keptDesk('other').change(same), world.opened], [['1', '2'], emptyDesk, 3])
})

test('what the browser has closed is opened anew, and goes on', async () => {
  const world = browser()
  const keep = keptDesk('who')
  await keep.change(give('1'))
  world.close()
  assert.deepEqual((await Promise.all([keep.change(give('2')), keep.change(give('3'))])).map(ids), [['1', '2'], ['1', '2', '3']])
  world.onChange = () => {
    world.onChange = null
    world.close()
  }
  assert.deepEqual(ids(await keep.change(give('4'))), ['1', '2', '3', '4'], 'also where it is closed in the middle of a change')
  assert.deepEqual([ids(await keptDesk('who').change(same)), world.opened], [['1', '2', '3', '4'], 4])
})

test('what was cleared away lasts as long as the page, and is not written anew', async () => {
  for (const gone of ['clear', 'take'] as const) {
    const world = browser()
    const keep = keptDesk('who')
    await keep.change(give('1'))
    world[gone]()
    assert.deepEqual([ids(await keep.change(give('2'))), ids(await keep.change(give('3')))], [['1', '2'], ['1', '2', '3']])
    assert.equal(world.stored.has(deskName('who')), false)
  }
})

test('where there is no room, and where nothing is kept, it goes on without', async () => {
  const world = browser()
  const keep = keptDesk('who')
  await keep.change(give('1'))
  world.isFull = true
  assert.deepEqual(ids(await keep.change(give('2'))), ['1', '2'])
  world.isFull = false
  assert.deepEqual(ids(await keep.change(give('3'))), ['1', '2', '3'])
  assert.deepEqual(ids(await keptDesk('who').change(same)), ['1'])
  Reflect.deleteProperty(globalThis, 'indexedDB')
  const nowhere = keptDesk('who')
  await nowhere.change(give('1'))
  assert.deepEqual(ids(await nowhere.change(give('2'))), ['1', '2'])
})
