import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bytesOf, memory, type Kept } from '../../../src/adapters/cache/memory.ts'
import type { Artefact } from '../../../src/domain/artefact.ts'

const bytesMax = 100_000
const page = new Uint8Array(1_000)

const keptOf = (artefact: Artefact, owner: string): Kept => ({
  what: { artefact, owner, name: '' }, value: page, version: 0, untilMs: null, bytes: bytesOf(page), keptAtMs: 0, askedAtMs: 0, inVain: 0, find: () => Promise.reject(new Error('Nobody looks.')),
})
const keyOf = (artefact: Artefact, owner: string): string => `${artefact}:${owner}:`

function filled(artefact: Artefact, count: number, held = memory(bytesMax)) {
  for (let nth = 0; nth < count; nth += 1) held.put(keyOf(artefact, String(nth)), keptOf(artefact, String(nth)))
  return held
}

describe('what one process remembers', () => {
  it('stays within its bytes, and what was not asked for longest goes first', () => {
    const held = memory(bytesMax)
    for (let nth = 0; nth < 1_000; nth += 1) {
      held.put(keyOf('home', String(nth)), keptOf('home', String(nth)))
      assert.ok(held.use(keyOf('home', '0')), 'it was asked for a moment ago')
      assert.ok(held.bytes <= bytesMax)
    }
    assert.equal(held.look(keyOf('home', '1')), undefined)
    assert.ok(held.look(keyOf('home', '999')))
    assert.deepEqual([...held.of('1')], [])
  })

  it('keeps room for sessions, however many pages come, and for pages, however many sessions', () => {
    const held = filled('session', 10)
    filled('home', 1_000, held)
    assert.equal(Array.from({ length: 10 }, (_, nth) => held.look(keyOf('session', String(nth)))).filter(Boolean).length, 10)
    const [pages, before] = [Array.from({ length: 1_000 }, (_, nth) => keyOf('home', String(nth))).filter((key) => held.look(key)), held.bytes]
    filled('session', 1_000, held)
    assert.deepEqual(pages.filter((key) => !held.look(key)), [])
    assert.ok(held.bytes >= before && held.bytes <= bytesMax)
  })

  it('counts of a part of something the whole, which it keeps', () => {
    assert.equal(bytesOf({ body: new Uint8Array(1_000).subarray(0, 10) }), bytesOf({ body: new Uint8Array(1_000) }))
  })

  it('does not give up everything for what is too large to be kept', () => {
    const held = filled('home', 3)
    held.put('home:large:', { ...keptOf('home', 'large'), bytes: bytesMax })
    assert.deepEqual([held.look('home:large:'), [...held.of('2')]], [undefined, [keyOf('home', '2')]])
  })

  it('forgets all of an owner, and what is put anew counts once', () => {
    const held = filled('home', 2)
    const before = held.bytes
    filled('home', 2, held)
    assert.equal(held.bytes, before)
    held.put(keyOf('stats', '1'), keptOf('stats', '1'))
    held.dropAllOf('1')
    assert.deepEqual([held.look(keyOf('stats', '1')), held.bytes], [undefined, before / 2])
  })
})
