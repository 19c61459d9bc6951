import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { applied, scoreOf } from '../../../src/domain/correction.ts'
import { lookUpsMax } from '../../../src/domain/czech/check.ts'
import { levels, tongues } from '../../../src/domain/language.ts'
import { anyCharacter } from '../../any-character.ts'
import { content, dictionary, earFolder, heard, known } from './given.ts'

type Examples = Readonly<Record<string, { readonly wrong: Readonly<Record<string, string>>; readonly right: readonly string[] }>>
const examples = parse(readFileSync(join(earFolder, 'examples.yaml'), 'utf8')) as Examples
const everyWrong = Object.values(examples).flatMap(({ wrong }) => Object.keys(wrong))

/** What a text is put right to; where all that is wrong is a slip that is only asked about, what is asked. */
function meantBy(text: string): string {
  const { corrected, findings, questions } = heard(text)
  return findings.length === 0 ? applied(text, questions) : corrected
}

describe('every rule, by its examples', () => {
  for (const [rule, { wrong, right }] of Object.entries(examples)) {
    for (const [said, meant] of Object.entries(wrong)) it(`${rule}: ${said}`, () => assert.equal(meantBy(said), meant))
    for (const said of right) it(`${rule} leaves alone: ${said}`, () => assert.deepEqual(heard(said).findings, []))
  }

  it('has examples and an explanation', () => assert.deepEqual(Object.keys(examples).sort(), Object.keys(content.texts.rules).sort()))
})

describe('right sentences, as learners say them from A1 to C1', () => {
  for (const said of readFileSync(new URL('./right-sentences.txt', import.meta.url), 'utf8').trimEnd().split('\n')) {
    it(`stays: ${said}`, () => assert.equal(heard(said).corrected, said))
  }
})

describe('what is said', () => {
  it('is scored from its mistakes', () => {
    const { findings } = heard('Já jdu do škola.')
    assert.deepEqual(findings.map(({ start, end, original, corrected, kind, counted }) => ({ start, end, original, corrected, kind, counted })), [
      { start: 10, end: 15, original: 'škola', corrected: 'školy', kind: 'case', counted: true },
    ])
    assert.equal(scoreOf('Já jdu do škola.', findings), 75)
  })

  it('without diacritics is restored, costs nothing and gets one hint', () => {
    const { corrected, findings, suggestion } = heard('Mam rad kavu')
    assert.equal(corrected, 'Mám rád kávu')
    assert.deepEqual(findings.map(({ kind, counted }) => [kind, counted]), [['diacritics', false], ['diacritics', false], ['diacritics', false]])
    assert.equal(suggestion, content.texts.suggestions.diacritics.en)
  })

  it('and spoken is not blamed for how it is written', () => {
    const { findings } = heard('Myslím že bydlim v praze a jdu do škola', { spoken: true })
    assert.deepEqual(findings.filter(({ counted }) => counted).map(({ kind }) => kind), ['case'])
  })

  it('colloquially is not counted', () => assert.deepEqual(heard('Chtěli bysme pivo.').findings.map(({ kind, counted }) => [kind, counted]), [['register', false]]))

  it('in doubt is a question and changes nothing', () => {
    const { corrected, findings, questions } = heard('Bojím se psi')
    assert.equal(corrected, 'Bojím se psi')
    assert.deepEqual(findings, [])
    assert.deepEqual(questions.map((question) => question.corrected), ['psů'])
  })

  it('with a missing length alone is asked about, and put right beside another mistake', () => {
    const lone = heard('Brno je krasné město.')
    assert.deepEqual([lone.corrected, lone.questions.map(({ original, corrected }) => [original, corrected])], ['Brno je krasné město.', [['krasné', 'krásné']]])
    assert.equal(heard('Brno je krasné město a jdu do škola.').corrected, 'Brno je krásné město a jdu do školy.')
    assert.equal(heard('Brno je krasné město a kvrdlinko.').corrected, 'Brno je krásné město a kvrdlinko.')
    assert.equal(heard('Brno je krasne mesto.').corrected, 'Brno je krásné město.')
    assert.equal(heard('Brno je krasné město.', { spoken: true }).corrected, 'Brno je krásné město.')
  })

  it('is corrected as much as was asked for', () => {
    const text = 'Myslím že dobrej pes nechce do škola.'
    assert.equal(heard(text, { corrections: 'minimal' }).corrected, 'Myslím že dobrej pes nechce do školy.')
    assert.equal(heard(text, { corrections: 'balanced' }).corrected, 'Myslím, že dobrý pes nechce do školy.')
    assert.equal(heard(text).corrected, 'Myslím, že dobrý pes nechce do školy.')
  })

  it('colloquially is shown and not counted by default, and left alone at the least', () => {
    const text = 'Dobrej den, já bysem chtěl vokno.'
    const told = heard('Dobrej den, vokno je malý.', { corrections: 'balanced' }).findings
    assert.deepEqual(told.filter(({ kind }) => kind === 'register').map(({ original, counted }) => [original, counted]), [['Dobrej', false], ['vokno', false]])
    assert.deepEqual(heard(text, { corrections: 'minimal' }).findings.filter(({ kind }) => kind === 'register'), [])
  })

  it('by a woman in a man’s form is asked about, never changed', () => {
    const asked = (said: string, gender: 'feminine' | 'masculine' | null) => {
      const { findings, questions } = heard(said, { gender })
      assert.deepEqual(findings, [])
      return questions.map(({ original, corrected }) => [original, corrected])
    }
    assert.deepEqual(asked('Včera jsem byl v Praze.', 'feminine'), [['byl', 'byla']])
    assert.deepEqual(asked('Jsem rád, že jsem přišel.', 'feminine'), [['rád', 'ráda'], ['přišel', 'přišla']])
    assert.deepEqual(asked('Byla jsem doma.', 'masculine'), [['Byla', 'Byl']])
    assert.deepEqual(asked('Včera jsem byl v Praze.', 'masculine'), [])
    assert.deepEqual(asked('Včera jsem byl v Praze.', null), [])
    assert.deepEqual(asked('Vím, že on byl doma.', 'feminine'), [])
  })

  it('of a group is asked about, unless a woman says it', () => {
    assert.deepEqual(heard('Včera jsme byly v kině.').questions.map(({ corrected }) => corrected), ['byli'])
    assert.deepEqual(heard('Včera jsme byly v kině.', { gender: 'feminine' }).questions, [])
  })
})

describe('what is not Czech', () => {
  const others = [
    'I would like to have a beer please', 'Where is the train station?', 'Я хочу пиво, пожалуйста', 'Я йду до школи, бо хочу вчитися.', 'Ich möchte ein Bier bitte', 'مرحبا كيف حالك', 'שלום עולם',
    '😀😀😀', 'Dzień dobry, jak się masz?', 'Ďakujem, mám sa dobre, ako sa máš ty?', 'a'.repeat(2_000), 'č '.repeat(1_000), 's\u030c'.repeat(200), 'https://example.com/skola?x=prace', '12. 5. 2026', '!!!',
  ]
  for (const text of others) {
    it(`is left alone: ${text.slice(0, 40)}`, () => {
      const { corrected, findings, questions } = heard(text)
      assert.deepEqual({ corrected, findings, questions }, { corrected: text, findings: [], questions: [] })
    })
  }
})

describe('explanations', () => {
  it('are filled in at every level, in every tongue', () => {
    for (const text of everyWrong) for (const tongue of tongues) for (const level of levels) {
      for (const { explanation } of heard(text, { tongue, level }).findings) assert.match(explanation, /^[^{}]{10,}$/u, `${text} ${tongue} ${level}`)
    }
  })

  it('name the rule only from B1 on', () => {
    const [simple] = heard('Já jdu do škola.', { level: 'A1' }).findings
    const [full] = heard('Já jdu do škola.', { level: 'B1' }).findings
    assert.doesNotMatch(simple!.explanation, /genitive/)
    assert.match(full!.explanation, /genitive/)
  })
})

describe('whatever is said', () => {
  const word = fc.constantFrom(...everyWrong.flatMap((text) => text.split(' ')), '😀', 'PRAHA', 'e\u0301', '…', 'x'.repeat(60), '“', '7.', '\n')
  const utterance = fc.oneof(fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')), fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: anyCharacter, maxLength: 80 }))

  it('findings are sorted, do not overlap, split no surrogate pair, and give what is corrected', () => {
    fc.assert(fc.property(utterance, fc.constantFrom('minimal', 'balanced', 'detailed'), (text, corrections) => {
      const { corrected, findings, questions } = heard(text, { corrections })
      let at = 0
      for (const { start, end, original } of findings) {
        assert.ok(start >= at && end >= start && end <= text.length)
        assert.equal(text.slice(start, end), original)
        at = end
      }
      for (const { start, end } of [...findings, ...questions]) for (const edge of [start, end]) assert.doesNotMatch(text.slice(edge - 1, edge + 1), /^[\ud800-\udbff][\udc00-\udfff]$/)
      for (const question of questions) assert.ok(!findings.some(({ start, end }) => start < question.end && question.start < end))
      assert.equal(applied(text, findings), corrected)
    }), { numRuns: 300 })
  })

  it('costs a bounded number of look-ups', () => {
    const stem = fc.constantFrom('nějakz', 'neznamislovo', 'nejneuvericitelnejsiceyaeiou', 'zlutoucky', 'krotitel', 'stolař', 'Brno', 'českoslovenští')
    const ending = fc.string({ unit: fc.constantFrom(...'aeiouyklmnrst'), maxLength: 4 })
    const words = fc.array(fc.tuple(stem, ending, fc.constantFrom(' ', ' že je ', ', ', ' na ')), { minLength: 50, maxLength: 250 })
    const spent = { now: 0, most: 0 }
    const counted = <Args extends unknown[], Result>(look: (...args: Args) => Result) => (...args: Args): Result => (spent.now++, look(...args))
    const counting = { knows: counted(dictionary.knows), stems: counted(dictionary.stems), paradigmOf: counted(dictionary.paradigmOf) }
    fc.assert(fc.property(words, (said) => {
      spent.now = 0
      heard(said.map((word) => word.join('')).join('').slice(0, 2_000), {}, { ...known, dictionary: counting })
      spent.most = Math.max(spent.most, spent.now)
      assert.ok(spent.now <= lookUpsMax, String(spent.now))
    }), { numRuns: 20 })
    assert.equal(spent.most, lookUpsMax, 'some would have cost more')
  })

  it('what was corrected is right', () => {
    for (const text of everyWrong) {
      const { corrected } = heard(text)
      assert.equal(heard(corrected).corrected, corrected)
    }
  })
})
