import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { TurnId } from '../../src/domain/identity.ts'
import { factLengthMax, factsIn, nameOfFact, shortened, summaryLengthMax } from '../../src/domain/recollection.ts'
import { anyCharacter } from '../any-character.ts'

const exchanges = [
  { learner: 'Jmenuju se Anna a bydlím v Brně.', tutor: 'Těší mě, Anno! Máš psa?', turnId: 'one' as TurnId },
  { learner: 'Ano, mám psa.', tutor: 'A jak se jmenuje?', turnId: 'two' as TurnId },
]
const facts = (claimed: Parameters<typeof factsIn>[1], known: readonly string[] = []) => factsIn(exchanges, claimed, known)

describe('a fact', () => {
  it('is what the learner told, with the turn they told it in', () =>
    assert.deepEqual(facts([{ fact: ' Lives in\nBrno ', exchange: 1, quote: 'bydlím v Brně' }, { fact: 'Has a dog', exchange: 2, quote: 'Mám psa.' }]), [{ fact: 'Lives in Brno', turnId: 'one' }, { fact: 'Has a dog', turnId: 'two' }]))
  it('is found whatever the capitals, marks and diacritics of what is quoted', () =>
    assert.equal(facts([{ fact: 'Lives in Brno', exchange: 1, quote: 'BYDLIM v brne!' }]).length, 1))
  for (const [what, claim] of [
    ['what the learner did not say', { fact: 'Has a cat', exchange: 1, quote: 'mám kočku' }],
    ['what the tutor said', { fact: 'Has a dog', exchange: 1, quote: 'Máš psa' }],
    ['what was said elsewhere', { fact: 'Lives in Brno', exchange: 2, quote: 'bydlím v Brně' }],
    ['a part of a word', { fact: 'Is called Ann', exchange: 1, quote: 'Ann' }],
    ['an exchange that there is not', { fact: 'Has a dog', exchange: 3, quote: 'mám psa' }],
    ['no words at all', { fact: 'Has a dog', exchange: 2, quote: '…' }],
    ['a long story', { fact: 'x'.repeat(factLengthMax + 1), exchange: 2, quote: 'mám psa' }],
    ['nothing', { fact: ' \0 ', exchange: 2, quote: 'mám psa' }],
    ['anything but text', { fact: 7, exchange: '2', quote: null }],
  ] as const) it(`is not ${what}`, () => assert.deepEqual(facts([claim]), []))
  it('is told once, however it is written', () => {
    const told = { fact: 'Lives in Brno', exchange: 1, quote: 'bydlím v Brně' }
    assert.deepEqual(facts([told], ['lives in BRNO.']), [])
    assert.equal(facts([told, { ...told, fact: 'Lives in Brno!' }]).length, 1)
  })
  it('has a name and one line, whatever is claimed', () => {
    const claim = fc.record({ fact: fc.string({ unit: anyCharacter, maxLength: 12 }), exchange: fc.integer({ min: 0, max: 3 }), quote: fc.constantFrom('Anna', 'mám psa', 'x') })
    fc.assert(fc.property(fc.array(claim, { maxLength: 4 }), (claimed) => {
      for (const { fact } of facts(claimed)) {
        assert.match(fact, /^\P{C}+$/u)
        assert.notEqual(nameOfFact(fact), '')
      }
    }))
  })
})

describe('a summary', () => {
  it('is one line, and cut between words where it is long', () => {
    assert.equal(shortened(' They talked\n about dogs. '), 'They talked about dogs.')
    const cut = shortened('slovo '.repeat(200))!
    assert.ok(cut.length <= summaryLengthMax + 1 && cut.endsWith('slovo…'), cut)
  })
  it('is nothing where nothing was written', () => assert.equal(shortened(' \n\0'), null))
})
