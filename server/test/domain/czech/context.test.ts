import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readPairs } from '../../../src/adapters/czech/content.ts'
import { context, type ContextWeights } from '../../../src/domain/czech/context.ts'
import { dictionary, known } from './given.ts'

const lexicon = known.lexiconOver(dictionary)
/** The form that fits best where `_` stands. */
function best(sentence: string, forms: readonly string[], weights: ContextWeights = known.contextWeights): string {
  const words = sentence.split(' ')
  const fit = context(weights, lexicon)(words)(words.indexOf('_'))
  return forms.toSorted((a, b) => fit(b) - fit(a))[0]!
}

describe('the fit of a form between its neighbours', () => {
  it('is by case behind a preposition, also with an adjective between', () => {
    assert.equal(best('jedu do _ .', ['praha', 'prahu', 'prahy']), 'prahy')
    assert.equal(best('bydlím v krásném _ .', ['město', 'městě', 'města']), 'městě')
  })
  it('is by person behind who does it, and by what an adjective belongs to', () => {
    assert.equal(best('můj bratr _ v praze', ['pracuju', 'pracuje', 'pracují']), 'pracuje')
    assert.equal(best('v _ zemi .', ['krásně', 'krásná', 'krásné']), 'krásné')
  })
  it('weighs the word itself, its ending and what it may be, with what stands around it and whether it agrees', () => {
    const fitOf = (line: string, form: string) => context(readPairs(line), lexicon)('v _ zemi'.split(' '))(1)(form)
    assert.equal(fitOf('<v země 150', 'země'), 1.5)
    assert.equal(fitOf('<v země 150', 'zemi'), 0)
    assert.equal(fitOf('>zemi ~sné 20', 'krásné'), 0.2)
    assert.equal(fitOf('>=n a+ 30 a- -40', 'krásné'), 0.3)
    assert.equal(fitOf('>=n a+ 30 a- -40', 'krásný'), -0.4)
    assert.equal(fitOf('@=v + 70', 'městě'), 0.7)
    assert.equal(fitOf('* městě 25 ~stě 50', 'městě'), 0.75)
  })
  it('of a word in a wrong case is that of its best form, less what bending costs', () => {
    const fit = context(readPairs('<do školy 500 doma 150'), lexicon)(['do'])(1)
    assert.deepEqual([fit('škola'), fit('škola', true), fit('školy', true), fit('doma', true)], [0, 3, 5, 1.5])
  })
  it('is nothing where nothing was learnt, at the edges of a sentence too', () => {
    const fit = context(() => undefined, lexicon)(['dům'])
    assert.equal(fit(0)('dům'), 0)
    assert.equal(context(readPairs('<^ dům 25\n>^ dům 50'), lexicon)(['dům'])(0)('dům'), 0.75)
  })
})

describe('pairs in a file', () => {
  it('are read line by line, and again', () => {
    const pairs = readPairs('# what this is\n<v ~ice 123 praze -7\n> x 1')
    assert.deepEqual([...pairs('<v')!], [['~ice', 1.23], ['praze', -0.07]])
    assert.equal(pairs('<v'), pairs('<v'))
    assert.equal(pairs('#'), undefined)
  })
})
