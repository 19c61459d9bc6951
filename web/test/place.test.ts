import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathOf, placeAt, rooms } from '../src/place.ts'

test('a room is at its address, with a slash behind it too; all else is the talk', () => {
  for (const room of rooms) assert.deepEqual([placeAt(pathOf(room)), placeAt(`${pathOf(room)}/`)], [room, room])
  for (const path of ['', '/', '//', '/words//', '/words/more', '/word', 'words']) assert.equal(placeAt(path), null, path)
})
