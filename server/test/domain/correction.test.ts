import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { applied, fairly, mistakeKinds, scoreOf, without, type Finding, type Mistake } from '../../src/domain/correction.ts'
import type { MistakeId } from '../../src/domain/identity.ts'

const text = 'Já jdu do škola a vidím velky pes v parku.'
const words = [...text.matchAll(/\p{L}+/gu)].map((word) => ({ start: word.index, end: word.index + word[0].length, original: word[0], explanation: '' }))
const change = fc.record({ kind: fc.constantFrom(...mistakeKinds), counted: fc.boolean(), corrected: fc.constantFrom('slovo', '', 'dvě slova') })
const findings = fc.subarray(words).chain((chosen) => fc.tuple(...chosen.map((word) => change.map((more): Finding => ({ ...word, ...more })))))
const named = (all: readonly Finding[]): Mistake[] => all.map((finding, at) => ({ ...finding, id: `${at}` as MistakeId }))

describe('a correction', () => {
  it('applies every finding where it stands, and nothing else', () => {
    fc.assert(fc.property(findings, (all) => {
      const parts = words.map(({ start, original }) => all.find((finding) => finding.start === start)?.corrected ?? original)
      assert.equal(applied(text, all), text.replaceAll(/\p{L}+/gu, () => parts.shift()!))
    }))
    assert.equal(applied('ab', [{ start: 1, end: 1, original: '', corrected: '-', kind: 'other', counted: true, explanation: '' }]), 'a-b')
  })

  it('scores 100 without a mistake, 75 for one wrong case in four words, and less for nothing more', () => {
    const [word] = words
    const wrong = (kind: Finding['kind'], counted = true): Finding => ({ ...word!, corrected: 'x', kind, counted, explanation: '' })
    assert.equal(scoreOf(text, []), 100)
    assert.equal(scoreOf('Já jdu do škola.', [wrong('case')]), 75)
    assert.equal(scoreOf('Jdu.', [wrong('case')]), 75)
    assert.equal(scoreOf(text, [wrong('case', false)]), 100)
    assert.equal(scoreOf(text, [wrong('register')]), 100)
    assert.ok(scoreOf(text, [wrong('tense')]) < scoreOf(text, [wrong('punctuation')]))
    assert.equal(scoreOf('😀', []), 100)
  })

  it('never scores higher for one more counted mistake, and stays within 0 and 100', () => {
    fc.assert(fc.property(findings, fc.nat(), (all, which) => {
      const score = scoreOf(text, all)
      assert.ok(Number.isInteger(score) && score >= 0 && score <= 100)
      const fewer = all.filter((_, at) => at !== which % Math.max(1, all.length))
      assert.ok(scoreOf(text, fewer) >= score)
      assert.equal(scoreOf(text, all.filter(({ counted }) => counted)), score)
    }))
  })

  it('without a mistake is as if that had never been found, and without it again the same', () => {
    fc.assert(fc.property(findings, fc.nat(), (all, which) => {
      const mistakes = named(all)
      const corrections = { corrected: applied(text, all), score: scoreOf(text, all), suggestion: 's', mistakes, questions: [] }
      const id = `${which % Math.max(1, all.length)}` as MistakeId
      const after = without(text, corrections, id)
      const rest = mistakes.filter((mistake) => mistake.id !== id)
      assert.deepEqual(after, { ...corrections, mistakes: rest, corrected: applied(text, rest), score: scoreOf(text, rest) })
      assert.deepEqual(without(text, after, id), after)
      assert.ok(after.score >= corrections.score)
      assert.deepEqual(without(text, corrections, 'nobody’s' as MistakeId), corrections)
    }))
  })

  it('is fair: nothing that only writing shows in speech, nothing colloquial, no diacritics in a text without them', () => {
    const every = mistakeKinds.map((kind) => ({ start: 0, end: 1, original: 'a', corrected: 'b', kind, counted: true, explanation: '' }))
    const counted = (of: string, spoken: boolean) => fairly(of, every, spoken).filter((finding) => finding.counted).map(({ kind }) => kind)
    const all = mistakeKinds.filter((kind) => kind !== 'register')
    const written: readonly string[] = ['spelling', 'diacritics', 'capital', 'punctuation']
    assert.deepEqual(counted('Vidím velky pes.', false), all)
    assert.deepEqual(counted('Vidim velky pes.', false), all.filter((kind) => kind !== 'diacritics'))
    assert.deepEqual(counted('VIDÍM VELKY PES.', false), all)
    assert.deepEqual(counted('Vidím velky pes.', true), all.filter((kind) => !written.includes(kind)))
  })

  it('is never made stricter by being fair, and only counts less', () => {
    fc.assert(fc.property(findings, fc.boolean(), (all, spoken) => {
      const fair = fairly(text, all, spoken)
      assert.equal(applied(text, fair), applied(text, all))
      assert.ok(fair.every(({ counted }, at) => !counted || all[at]!.counted))
      assert.ok(scoreOf(text, fair) >= scoreOf(text, all))
    }))
  })
})
