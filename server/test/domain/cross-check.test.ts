import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { applied, type Correction, type Finding, type MistakeKind } from '../../src/domain/correction.ts'
import { crossChecked } from '../../src/domain/cross-check.ts'

function correctionOf(text: string, ...changes: readonly (readonly [string, string, MistakeKind?])[]): Correction {
  const findings = changes.map(([original, corrected, kind = 'case']): Finding => {
    const start = text.indexOf(original)
    return { start, end: start + original.length, original, corrected, kind, counted: true, explanation: 'Why.' }
  })
  return { corrected: applied(text, findings), findings, questions: [], suggestion: null, by: 'model' }
}

function weighed(text: string, model: Correction, own: Correction, ownOfCorrected: Correction) {
  const { correction, doubted, added } = crossChecked(text, model, own, ownOfCorrected)
  assert.equal(applied(text, correction.findings), correction.corrected)
  return { corrected: correction.corrected, asked: correction.questions.map(({ corrected }) => corrected), doubted: doubted.length, added: added.length }
}

describe('a model’s corrections before a second ear', () => {
  const text = 'Včera jsem šel do škola a viděl velký pes.'
  it('stand where it finds nothing in them', () => {
    const model = correctionOf(text, ['škola', 'školy'], ['velký pes', 'velkého psa'])
    assert.deepEqual(weighed(text, model, correctionOf(text, ['škola', 'školy']), correctionOf(model.corrected)), { corrected: 'Včera jsem šel do školy a viděl velkého psa.', asked: [], doubted: 0, added: 0 })
  })
  it('are asked about where they bring in a mistake of their own', () => {
    const model = correctionOf(text, ['škola', 'školy'], ['velký pes', 'velkého pesa'])
    const complaint = correctionOf(model.corrected, ['pesa', 'psa', 'spelling'])
    assert.deepEqual(weighed(text, model, correctionOf(text), complaint), { corrected: 'Včera jsem šel do školy a viděl velký pes.', asked: ['velkého pesa'], doubted: 1, added: 0 })
  })
  it('are followed by what it finds beside them', () => {
    const model = correctionOf(text, ['šel', 'jsem byl šel'], ['velký pes', 'velkého psa'])
    const [own, still] = [correctionOf(text, ['škola', 'školy']), correctionOf(model.corrected, ['škola', 'školy'])]
    assert.deepEqual(weighed(text, model, own, still), { corrected: 'Včera jsem jsem byl šel do školy a viděl velkého psa.', asked: [], doubted: 0, added: 1 })
  })
  it('but not by what they made right, nor by what is a matter of taste', () => {
    const model = correctionOf(text, ['velký pes', 'velkého psa'])
    assert.equal(weighed(text, model, correctionOf(text, ['škola', 'školy']), correctionOf(model.corrected)).added, 0)
    assert.equal(weighed(text, model, correctionOf(text, ['Včera', 'Předevčírem', 'word-choice']), correctionOf(model.corrected, ['Včera', 'Předevčírem', 'word-choice'])).added, 0)
  })
})
