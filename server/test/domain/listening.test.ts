import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fold, matches, placeOf, strengthOf, wordsOf } from '../../src/domain/listening.ts'

describe('listening', () => {
  it('folds capitals and diacritics', () => assert.equal(fold('ŽLUŤOUČKÝ kůň'), 'zlutoucky kun'))

  it('matches a stem by its beginning, a whole word by `=`, a lone word by `==`', () => {
    const words = wordsOf('Mám doma psa')
    assert.ok(matches([['dom']], words))
    assert.ok(!matches([['=dom']], words))
    assert.ok(matches([['=psa', '=mam']], words))
    assert.ok(!matches([['==psa']], words))
    assert.ok(matches([['==psa']], wordsOf('Psa!')))
  })

  it('asks that an unwanted stem is absent', () => {
    assert.ok(!matches([['piv', '!nechci']], wordsOf('Nechci pivo')))
    assert.ok(matches([['piv', '!nechci']], wordsOf('Chci pivo')))
  })

  it('prefers the group that accounts for more, and tells where it stands', () => {
    assert.ok(strengthOf([['hledam', 'prac']], wordsOf('hledám práci')) > strengthOf([['prac']], wordsOf('hledám práci')))
    assert.equal(placeOf([['prac']], wordsOf('hledám novou práci')), 2)
    assert.equal(placeOf([['škol']], wordsOf('práce')), -1)
  })
})
