import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { advance, begin, reportOf, staysMax, type Line, type Scenario } from '../../src/domain/scenario.ts'
import type { Stems } from '../../src/domain/listening.ts'

const same = (text: string) => ({ cs: text, en: `${text} (en)`, uk: `${text} (uk)`, ru: `${text} (ru)` })
const asks = (text: string): Line => same(text)
const phase = (code: string, when: Stems, here = false) => ({ code, objectives: [{ code: `${code}-done`, text: same(code), when, here }], ask: [asks(`${code}?`)], branches: [], hints: [same(`hint ${code}`)] })

const pub: Scenario = {
  code: 'pub', title: same('pub'), level: 'A1', roles: { tutor: same('waiter'), learner: same('guest') },
  opening: [asks('Kolik vás bude?')],
  phases: [
    { ...phase('arrive', [['=dva']]), branches: [{ when: [['zaplat']], say: [asks('Hned.')], go: 'pay' }] },
    phase('drink', [['piv', '!nechci']]),
    phase('pay', [['kart'], ['ano']], true),
  ],
  closing: [asks('Přijdete zase?')], words: [], culture: [],
}
const after = (...utterances: string[]) => utterances.reduce((state, utterance) => advance(pub, state, utterance), begin(pub))

describe('a scene', () => {
  it('begins in its first phase with nothing reached', () => assert.deepEqual(begin(pub), { code: 'pub', phase: 'arrive', reached: [], done: false, stayed: 0 }))

  it('reaches an objective by a stem, whatever the ending and the diacritics', () => {
    for (const said of ['Dám si pivo', 'dve PIVA prosim', 'pívko']) assert.ok(after('jsme dva', said).reached.includes('drink-done'), said)
  })

  it('does not take a refusal for an order', () => assert.equal(after('jsme dva', 'nechci pivo').phase, 'drink'))

  it('keeps what was reached, and passes over a phase whose objectives were reached before', () => {
    const state = after('pivo, prosím', 'jsme dva')
    assert.deepEqual(state.reached, ['drink-done', 'arrive-done'])
    assert.equal(state.phase, 'pay')
  })

  it('reaches an objective that is bound to its phase only there', () => {
    assert.deepEqual(after('ano, kartou').reached, [])
    assert.ok(after('dva', 'pivo', 'ano').done)
  })

  it('follows a branch into another phase', () => assert.equal(after('zaplatím').phase, 'pay'))

  it('leaves a phase after a while, so that nobody is stuck', () => {
    const state = after(...Array.from({ length: staysMax }, () => 'nevím'))
    assert.equal(state.phase, 'drink')
    assert.equal(state.stayed, 0)
  })

  it('stays as it is when nothing was said, and once it is done', () => {
    const start = begin(pub)
    assert.equal(advance(pub, start, '😀 …'), start)
    const done = after('dva', 'pivo', 'kartou')
    assert.equal(advance(pub, done, 'pivo'), done)
  })

  it('reports objectives and hints in the tongue of the learner', () => {
    const report = reportOf(pub, after('jsme dva'), 'uk')
    assert.deepEqual(report.objectives, [{ text: 'arrive (uk)', done: true }, { text: 'drink (uk)', done: false }, { text: 'pay (uk)', done: false }])
    assert.deepEqual(report.hints, ['hint drink (uk)'])
    assert.deepEqual(reportOf(pub, after('dva', 'pivo', 'kartou'), 'en').hints, [])
  })
})
