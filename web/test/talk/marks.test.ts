import assert from 'node:assert/strict'
import { test } from 'node:test'
import { piecesOf } from '../../src/talk/marks.ts'
import { mistake } from './messages.ts'

const shown = (transcript: string, ...mistakes: Parameters<typeof mistake>[0][]): string =>
  piecesOf(transcript, mistakes.map(mistake)).map(({ text, mistake: one }) => (one ? `[${text}→${one.corrected}]` : text)).join('')

test('corrections stand where they belong, in reading order', () => {
  assert.equal(shown('Já jdu do škola.', {}), 'Já jdu do [škola→školy].')
  assert.equal(shown('a b c', { id: '2', start: 4, end: 5, corrected: 'C' }, { id: '1', start: 0, end: 1, corrected: 'A' }), '[a→A] b [c→C]')
})

test('an insertion takes no letter away', () => {
  assert.equal(shown('bojím psů', { start: 5, end: 5, original: '', corrected: ' se' }), 'bojím[→ se] psů')
})

test('what overlaps or lies outside is left out, and no letter is lost', () => {
  assert.equal(shown('abcdef', { start: 0, end: 3 }, { start: 2, end: 4 }, { start: 5, end: 50 }, { start: 4, end: 3 }), '[abc→školy]def')
  assert.equal(shown('', {}), '')
})
