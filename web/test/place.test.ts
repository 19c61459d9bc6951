import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goTo, moved, pathOf, placeAt, rooms } from '../src/place.ts'

test('a room is at its address, with a slash behind it too; all else is the talk', () => {
  for (const room of rooms) assert.deepEqual([placeAt(pathOf(room)), placeAt(`${pathOf(room)}/`)], [room, room])
  for (const path of ['', '/', '//', '/words//', '/words/more', '/word', 'words']) assert.equal(placeAt(path), null, path)
})

test('whoever goes to where they are is told so, and has no step to go back by', () => {
  const [steps, told]: [string[], string[]] = [[], []]
  const location = { pathname: '/' }
  const pushState = (_: null, __: string, path: string) => steps.push(location.pathname = path)
  Object.assign(globalThis, { location, history: { pushState }, dispatchEvent: ({ type }: Event) => told.push(type) })
  for (const place of ['practice', 'practice', null, null, 'words'] as const) goTo(place)
  assert.deepEqual(steps, ['/practice', '/', '/words'])
  assert.deepEqual(told, Array.from({ length: 5 }, () => moved))
})
