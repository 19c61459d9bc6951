import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soundsOf } from '../../src/talk/browser-sounds.ts'

const addressWhere = (...types: string[]) => soundsOf({ canPlayType: (type) => (types.includes(type) ? 'probably' : '') })

test('a browser is given the smallest form it plays', () => {
  assert.equal(addressWhere('audio/ogg; codecs=opus', 'audio/mp4; codecs=opus')('/a/1'), '/a/1')
  assert.equal(addressWhere('audio/mp4; codecs=opus')('/a/1'), '/a/1?as=mp4')
  assert.equal(addressWhere()('/a/1?x=2'), '/a/1?x=2&as=wav')
})
