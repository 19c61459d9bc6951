import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { echo, standsAfterFirstWord } from '../../../src/domain/czech/echo.ts'

const words = new Set('praha praze školu školy auto bratry včera ráda knihy líbí se to'.split(' '))
const said = (sentence: string, address: 'ty' | 'vy' = 'ty') => echo(sentence, address, (word) => words.has(word), (word) => word === 'Praha' || word === 'Petr')

describe('an echo', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['Jdu do školy.', 'jdeš do školy', 'jdete do školy'],
    ['Já mám dva bratry', 'ty máš dva bratry', 'vy máte dva bratry'],
    ['Nemám auto.', 'nemáš auto', 'nemáte auto'],
    ['Včera jsem byl v Praze.', 'včera jsi byl v Praze', 'včera jste byl v Praze'],
    ['Učil jsem se doma.', 'učil ses doma', 'učil jste se doma'],
    ['Chtěla bych si koupit auto.', 'chtěla by sis koupit auto', 'chtěla byste si koupit auto'],
    ['Líbí se mi Praha', 'líbí se ti Praha', 'líbí se vám Praha'],
    ['Praha je moje město', 'Praha je tvoje město', 'Praha je vaše město'],
    ['Jedeme do Prahy', 'jedete do Prahy', 'jedete do Prahy'],
    ['Ráda čtu knihy', 'ráda čteš knihy', 'ráda čtete knihy'],
    ['Chci školu, prosím', 'chceš školu, prosím', 'chcete školu, prosím'],
  ]
  for (const [sentence, ty, vy] of cases) {
    it(`of “${sentence}” speaks to the learner`, () => {
      assert.equal(said(sentence), ty)
      assert.equal(said(sentence, 'vy'), vy)
    })
  }

  it('is not made of what is not understood well enough', () => {
    for (const sentence of ['Brejlím do zdi', 'Kam jdeš?', 'Máš auto', 'Ahoj', 'A jdu domů', 'Řekl: „jdu“', 'Xyzzy je tady', 'Jdu sem a tam a sem a tam a sem a tam a sem']) {
      assert.equal(said(sentence), null, sentence)
    }
  })

  it('follows a first word only without a clitic', () => {
    assert.ok(standsAfterFirstWord('jdeš do školy'))
    assert.ok(!standsAfterFirstWord('byl jsi doma'))
  })
})
