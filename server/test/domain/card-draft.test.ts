import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sifted, type CardDraft } from '../../src/domain/card-draft.ts'

const draft = (at: number, front: string, more: Partial<CardDraft> = {}): CardDraft => ({ at, front, back: 'b', example: '', kind: null, suspended: false, createdAtMs: null, memory: null, reviews: [], ...more })

it('what can be kept is kept once, in one form, and what cannot is told with its reason', () => {
  const { cards, leftOut, doubles } = sifted([
    draft(1, ' pivo '), draft(2, 'pivo', { kind: 'word' }), draft(3, 'pivo', { kind: 'Phrase' }), draft(4, 'pivo'), draft(5, 'dám si pivo'), draft(6, 'c\u{30C}aj', { example: ' ' }), draft(7, 'čaj'),
    draft(8, '\n'), draft(9, 'x', { back: '' }), draft(10, 'f'.repeat(201)), draft(11, 'x', { back: 'b'.repeat(501) }), draft(12, 'x', { example: 'e'.repeat(501) }), draft(13, 'x\0'), draft(14, '\u{D800}'),
  ])
  assert.deepEqual(cards.map(({ front, kind, example }) => [front, kind, example]), [['pivo', 'word', null], ['pivo', 'phrase', null], ['dám si pivo', 'phrase', null], ['čaj', 'word', null]])
  assert.equal(doubles, 3)
  assert.deepEqual(leftOut.map(({ at, why }) => `${at} ${why}`), ['8 no-front', '9 no-back', '10 front-too-long', '11 back-too-long', '12 example-too-long', '13 unreadable', '14 unreadable'])
})
