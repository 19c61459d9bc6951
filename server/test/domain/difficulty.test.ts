import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { difficultyOf } from '../../src/domain/difficulty.ts'

describe('how much a turn asks', () => {
  for (const easy of ['Ahoj!', 'Dneska jdu do školy.', 'Mám rád pivo a knedlíky. A ty?', 'Myslím, že jo.', 'Dam si kavu, protoze jsem unaveny.', ''])
    it(`little: ${easy}`, () => assert.equal(difficultyOf(easy), 'easy'))
  for (const hard of [
    'Proč se říká na poště a v bance?', 'Jaky je rozdil mezi jit a chodit?', 'What does to jo mean?', 'Поясни, будь ласка.',
    'Když jsem přijel do Prahy, bydlel jsem u kamaráda, který mi ukázal celé město.',
    'Včera jsem byl v kině. Film byl dlouhý. Potom jsme šli na večeři.',
    'Včera jsem šel s kamarádem do nové restaurace vedle nádraží a dali jsme si dvě velká piva.',
  ]) it(`much: ${hard}`, () => assert.equal(difficultyOf(hard), 'hard'))
})
